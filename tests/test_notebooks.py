"""The notebooks: each runs, answers what a learner answers, and carries what it shows.

One execution of a notebook does it all: where there is an exercise its check is run three times, over the placeholder,
over a wrong answer and over the solution that stands in the notebook.
"""

import ast
import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
jupyter_client = pytest.importorskip("jupyter_client")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
run_sync = pytest.importorskip("jupyter_core.utils").run_sync

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CLEAN = "%reset -f\nimport os; os.chdir({!r})"
"""Before a notebook in a kernel that others have used: no names, and a directory of its own."""

CHAPTERS = 10
"""The chapters of the lesson that have one each."""
LARGEST = 400_000
"""Bytes of a notebook: of pictures at a hundred dots an inch a dozen fit in."""
SECONDS = 60
"""For one cell."""
UNANSWERED, WRONG, RIGHT = "Not answered yet", "Not yet", "Right"

of_each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def ours(cell):
    return cell.metadata.get("lessonnet", {})


def solutions(notebook):
    """Return the solution to each exercise, which stands in a cell that unfolds."""
    found = {}
    for cell in notebook.cells:
        if number := ours(cell).get("solves"):
            assert cell.source.startswith("<details>")
            found[number] = re.search(r"```python\n(.+?)\n```", cell.source, re.DOTALL)[1]
    return found


def answered(notebook):
    """Return a notebook in which each check follows the placeholder, a wrong answer and the solution."""
    answers, checks, cells = solutions(notebook), {}, []
    for cell in notebook.cells:
        if number := ours(cell).get("exercise"):
            checks[number] = [cell.source, ours(cell)["wrong"], answers[number]]
        elif number := ours(cell).get("checks"):
            for answer in checks[number]:
                cells += [
                    nbformat.v4.new_code_cell(answer),
                    nbformat.v4.new_code_cell(cell.source, metadata=cell.metadata),
                ]
            continue
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def words(cell):
    """Return what a check said."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def shown_text(notebook):
    """Return all text that the outputs of a notebook hold."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            texts = [
                output.get("text", ""),
                *(output.get("data", {}).get(f"text/{kind}", "") for kind in ("plain", "html")),
            ]
            yield from texts


def test_notebooks_are_one_for_each_chapter():
    assert [path.name[:2] for path in NOTEBOOKS] == [f"{number:02}" for number in range(1, CHAPTERS + 1)]


@pytest.fixture(scope="module")
def kernel():
    """One process for all: it takes seconds to import what every notebook imports."""
    manager = jupyter_client.AsyncKernelManager(kernel_name="python3")
    yield manager
    if manager.has_kernel:
        run_sync(manager.shutdown_kernel)(now=True)


@of_each
def test_notebook_runs_and_its_exercises_tell_right_from_wrong(path, kernel, tmp_path):
    notebook = answered(read(path))
    notebook.cells.insert(0, nbformat.v4.new_code_cell(CLEAN.format(str(tmp_path))))
    client = nbclient.NotebookClient(notebook, km=kernel, timeout=SECONDS)
    client.execute()
    client.kc.stop_channels()
    said = [words(cell) for cell in notebook.cells if ours(cell).get("checks")]
    assert len(said) == 9
    expected = [UNANSWERED, WRONG, RIGHT] * 3
    assert all(text.startswith(start) for text, start in zip(said, expected, strict=True)), said


@of_each
def test_notebook_carries_its_outputs(path):
    cells = code_cells(read(path))
    # In the order of one run from the top.
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)


@of_each
def test_notebook_shows_neither_warnings_nor_where_and_when_it_ran(path):
    notebook = read(path)
    assert not [output for cell in code_cells(notebook) for output in cell.outputs if output.get("name") == "stderr"]
    text = "\n".join(shown_text(notebook))
    assert not re.findall(r"/(?:home|root|tmp|usr|work|Users)/\S*|[A-Z]:\\\S*|20\d\d-\d\d-\d\d\S*", text)


@of_each
def test_notebook_is_small(path):
    assert path.stat().st_size < LARGEST


@of_each
def test_notebook_hands_out_its_exercises_unanswered(path):
    given = [cell for cell in code_cells(read(path)) if ours(cell).get("exercise")]
    assert len(given) == 3
    for cell in given:
        (assignment,) = ast.parse(cell.source).body
        assert isinstance(assignment, ast.Assign)
        assert assignment.value.value is None
