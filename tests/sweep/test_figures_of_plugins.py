"""Figures of plugins: drawn where they are asked for, refused where they are not there, and never at others' cost."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonnet import train
from lessonnet.config._shown_rules import OWN_FIGURES
from lessonnet.gallery import FIGURES
from lessonnet.options import OptionError
from lessonnet.reporting import report_of
from lessonnet.reporting._folder import Folder
from tests.plugin_packages import on_path, write_package
from tests.sweep.curves import events_of
from tests.sweep.runs import Run, called, composed, finished

CODE = """
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    from lessonnet.observation import Scene


    def epochs(scene: Scene) -> Figure:
        figure = Figure()
        figure.subplots().plot(scene.course.epochs, scene.course.steps)
        return figure


    def windowed(scene: Scene) -> Figure:
        return pyplot.subplots()[0]


    def nothing(scene: Scene) -> None:
        return None


    def broken(scene: Scene) -> Figure:
        raise RuntimeError("the pencil is\\nbroken")


    def words(scene: Scene) -> str:
        return "a picture"
"""
SHORT = ("data=moons", "trainer.max_epochs=2", "callbacks=[figures]", "callbacks.figures.seconds=0.001")


@pytest.fixture(autouse=True)
def installed(tmp_path: Path) -> Iterator[None]:
    named = ("epochs", "windowed", "nothing", "broken", "words")
    figures = {name: f"lessonnet_drawn.drawn:{name}" for name in named}
    site = write_package(
        tmp_path / "site",
        "lessonnet-drawn",
        code={"drawn.py": CODE},
        plugins={},
        figures=figures | {"lost": "lessonnet_drawn.nowhere:draw", "roc": figures["epochs"], "a/b": figures["epochs"]},
    )
    with on_path(site):
        yield


def run(directory: Path, *names: str) -> Run:
    return finished(directory, *SHORT, f"callbacks.figures.extra=[{','.join(names)}]")


def test_figure_stands_beside_ours_in_files_tensorboard_and_report(tmp_path: Path) -> None:
    result = run(tmp_path / "run", "epochs")
    picture = tmp_path / "run" / "figures" / "epochs.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "left out  epochs" not in result.summary
    tags = {value.tag for event in events_of(tmp_path / "run") for value in event.summary.value}
    assert "figures/epochs" in tags
    encoded = base64.b64encode(picture.read_bytes()).decode()
    assert encoded in report_of(Folder(tmp_path / "run"))


def test_figure_with_nothing_to_draw_says_so_in_a_line(tmp_path: Path) -> None:
    result = run(tmp_path / "run", "nothing", "epochs")
    assert "left out  nothing: nothing to draw" in result.summary.splitlines()
    assert not (tmp_path / "run" / "figures" / "nothing.png").exists()
    assert (tmp_path / "run" / "figures" / "epochs.png").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("broken", "left out  figure broken: the pencil is broken"),
        ("words", "left out  figure words: a figure is a matplotlib Figure or None, got str"),
    ],
)
def test_fault_of_a_figure_costs_itself_and_a_line(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run(tmp_path / "run", name, "epochs")
    assert capsys.readouterr().err.splitlines() == [said]
    assert result.exit_code == 1
    assert (tmp_path / "run" / "figures" / "epochs.png").exists()
    assert result.results["status"] == "completed"


def test_figure_of_pyplot_s_does_not_stay_open(tmp_path: Path) -> None:
    run(tmp_path / "run", "windowed")
    from matplotlib import pyplot

    assert pyplot.get_fignums() == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("epoch", "which no package offers; known: .*epochs.* Did you mean 'epochs'?"),
        ("roc", "names 'roc', which is lessonnet's own: it is drawn without being named."),
        ("epochs,epochs", "names 'epochs' twice."),
        ("lost", "needs the package lessonnet-drawn 0.1.0, which cannot be imported: ModuleNotFoundError"),
        ("'a/b'", "names 'a/b', which cannot be the name of a file."),
    ],
)
def test_figure_that_cannot_be_drawn_is_refused_before_the_training(names: str, said: str) -> None:
    with pytest.raises(OptionError) as refusal:
        composed(*SHORT, f"callbacks.figures.extra=[{names}]")
    pattern = re.escape(said).replace(r"\.\*", ".*")
    assert re.search(pattern, str(refusal.value))


def test_stack_says_that_it_draws_none_and_jobs_one_by_one_draw_theirs(tmp_path: Path) -> None:
    words = ("-m", *SHORT, "callbacks.figures.extra=[epochs]", "trainer=cpu", "seed=0,1", "hydra.sweep.dir=sweep")
    for launcher, is_drawn in (("stacked", False), ("basic", True)):
        place = tmp_path / launcher
        place.mkdir()
        answer = called(place, train.main, *words, f"hydra/launcher={launcher}")
        assert answer.code == 0, answer.err
        said = "left out  epochs: figures of plugins are drawn of runs, and of jobs that run one by one"
        assert answer.out.splitlines().count(said) == int(not is_drawn)
        assert (place / "sweep" / "1" / "figures" / "epochs.png").exists() == is_drawn


def test_names_of_our_own_figures_are_known_without_drawing() -> None:
    assert set(FIGURES) <= OWN_FIGURES
