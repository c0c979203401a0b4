"""Bad tables through `python -m lessonnet.train`: one line, exit code 2, and nothing written; others only warned of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lessonnet import train
from tests.bad_tables.writing import Wrong, changed, csv_text, rows, text
from tests.bad_tables.wrong_classes import CLASSES
from tests.bad_tables.wrong_columns import COLUMNS
from tests.bad_tables.wrong_files import FILES
from tests.sweep.runs import Answer, called

QUICK = ("trainer=cpu", "trainer.max_epochs=1", "callbacks=none", "logger=none")
DEFAULTS = ("data.path=t.csv", "data.target=y")


def trained(directory: Path, *words: str) -> Answer:
    replaced = {word.partition("=")[0].removeprefix("~") for word in words}
    defaults = [word for word in DEFAULTS if word.partition("=")[0] not in replaced]
    given = [word for word in words if not word.startswith("~")]
    return called(directory, train.main, "data=table", *QUICK, *defaults, *given)


GROUPS: dict[str, dict[str, Wrong]] = {"files": FILES, "columns": COLUMNS, "classes and further files": CLASSES}


@pytest.mark.parametrize(
    "group",
    ["classes and further files", *(pytest.param(group, marks=pytest.mark.slow) for group in ("files", "columns"))],
)
def test_bad_table_is_refused_in_one_line_and_nothing_is_written(
    group: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tracebacks, wrong = 0, {}
    for number, (name, case) in enumerate(GROUPS[group].items()):
        directory = tmp_path / str(number)
        directory.mkdir()
        try:
            wrong[name] = faults_of(case, directory)
        except Exception as error:
            tracebacks += 1
            wrong[name] = [repr(error)]
    with capsys.disabled():
        print(f"\nbad tables, {group}: {len(wrong)} cases, {tracebacks} tracebacks")
    assert {name: faults for name, faults in wrong.items() if faults} == {}


def faults_of(case: Wrong, directory: Path) -> list[str]:
    """What is wrong with the answer to a bad table."""
    case.write(directory)
    before = sorted(directory.rglob("*"))
    answer = trained(directory, *case.words)
    found = {
        f"exit code {answer.code}": answer.code != 2,
        f"says {answer.err!r}": case.line not in answer.err or answer.err.count("\n") != 1 or answer.err[-1] != "\n",
        f"prints {answer.out!r}": answer.out != "",
        "something was written": sorted(directory.rglob("*")) != before,
    }
    return [fault for fault, is_there in found.items() if is_there]


def test_mark_without_quotes_is_refused_with_the_way_to_write_it(tmp_path: Path) -> None:
    text(csv_text(rows()))(tmp_path)
    for word, hint in (
        ("data.delimiter=;", """"data.delimiter=';'"."""),
        ("data.decimal=,", """"data.decimal=','"."""),
        ("data.quote='", '"data.quote=\\"\'\\"".'),
    ):
        answer = trained(tmp_path, word)
        assert answer.code == 2
        assert answer.err.endswith(f" {hint}\n")


def completed(directory: Path, *words: str) -> tuple[str, dict[str, object]]:
    """Train in `run`; return what was said and the results."""
    answer = trained(directory, "hydra.run.dir=run", *words)
    assert (answer.code, answer.err) == (0, "")
    results = json.loads((directory / "run" / "results.json").read_text())
    assert results["status"] == "completed"
    return answer.out, results


def test_rows_without_a_target_are_left_out_and_counted(tmp_path: Path) -> None:
    cells = rows()
    cells[3][2] = cells[8][2] = ""
    text(csv_text(cells))(tmp_path)
    assert "t.csv: 2 rows without a target left out\n" in completed(tmp_path)[0]


def test_constant_columns_are_shown_and_left_out(tmp_path: Path) -> None:
    text(csv_text([[*row, 7, "a"] for row in rows()], "x,w,y,k,l"))(tmp_path)
    said, _ = completed(tmp_path)
    ignored = [line.split()[1:6:2] for line in said.splitlines() if "constant" in line]
    assert ignored == [["k", "ignored", "constant"], ["l", "ignored", "constant"]]


def test_rows_that_stand_in_training_and_test_are_warned_of(tmp_path: Path) -> None:
    text(csv_text(rows()))(tmp_path)
    text(csv_text(rows()), "test.csv")(tmp_path)
    said, _ = completed(tmp_path, "data.test_path=test.csv", "data.val_fraction=0")
    assert "warning: 40 rows of the test part also stand among the training rows\n" in said


def digest(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", ["a cell", "a row more", "a row less", "other classes", "gone", "not a table any more"]
)
def test_file_that_changed_since_the_run_is_refused_and_the_run_left_as_it_was(change: str, tmp_path: Path) -> None:
    text(csv_text(rows()))(tmp_path)
    first = called(
        tmp_path, train.main, "data=table", *DEFAULTS, "trainer=cpu", "trainer.max_epochs=1", "hydra.run.dir=run"
    )
    assert first.code == 0
    before = digest(tmp_path / "run")
    writes = {
        "a cell": changed(30, 0, 9.5),
        "a row more": text(csv_text(rows(41))),
        "a row less": text(csv_text(rows(39))),
        "other classes": text(csv_text(rows()).replace(",p\n", ",r\n")),
        "gone": lambda directory: (directory / "t.csv").unlink(),
        "not a table any more": text(""),
    }
    writes[change](tmp_path)
    answer = called(tmp_path, train.main, "resume=run", "trainer.max_epochs=2")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "t.csv" in answer.err
    if change not in ("gone", "not a table any more"):
        assert "t.csv has changed since this run saved its checkpoint" in answer.err
    assert digest(tmp_path / "run") == before
    text(csv_text(rows()))(tmp_path)
    assert called(tmp_path, train.main, "resume=run", "trainer.max_epochs=2").code == 0
