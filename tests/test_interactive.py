"""The door for Python: what it trains is what the command line trains, and a mistake is one line."""

import json
import logging
import os

import pytest
import torch

import lessonnet
from lessonnet.interactive import Run, Runs, judge
from lessonnet.options import OptionError
from lessonnet.train import main

PLAIN = ["callbacks=none", "logger=csv"]
"""Neither pictures nor event files, which take longer than these trainings."""
XOR = ["experiment=xor", "optimizer.lr=0.5", "trainer.max_epochs=20", *PLAIN]
MOONS = ["data=moons", "model=mlp", "trainer.max_epochs=3", *PLAIN]


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def xor(tmp_path_factory):
    """A run to look at; nothing may be changed in it."""
    return lessonnet.run(*XOR, directory=tmp_path_factory.mktemp("xor"))


@pytest.fixture(scope="module")
def two_rates(tmp_path_factory):
    """Runs to look at; the higher rate is the better one."""
    return lessonnet.run_many(*MOONS, "optimizer.lr=0.01,1", directory=tmp_path_factory.mktemp("rates"))


def everything_but_times(directory):
    results = json.loads((directory / "results.json").read_text())
    return {key: value for key, value in results.items() if key != "seconds"}


def by_the_command_line(argv, monkeypatch):
    monkeypatch.setattr("sys.argv", ["lessonnet-train", *argv])
    root = logging.getLogger()
    handlers = list(root.handlers)
    assert main() == 0
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()


def test_run_gives_the_results_of_the_command_line(tmp_path, monkeypatch, capsys):
    by_the_command_line([*XOR, "hydra.run.dir=there"], monkeypatch)
    run = lessonnet.run(*XOR, directory="here")
    assert everything_but_times(tmp_path / "here") == everything_but_times(tmp_path / "there")
    assert (tmp_path / "here" / "metrics.csv").read_text() == (tmp_path / "there" / "metrics.csv").read_text()
    assert run.results["epochs"] == 20


def test_run_writes_the_files_of_the_command_line(tmp_path, monkeypatch, capsys):
    by_the_command_line([*XOR, "hydra.run.dir=there"], monkeypatch)
    lessonnet.run(*XOR, directory="here")

    def files(place):
        named = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
        return {name for name in named if not name.startswith("tensorboard")}  # event files are named after the time

    assert files(tmp_path / "here") == files(tmp_path / "there")


def test_run_many_gives_the_results_of_the_command_line(tmp_path, monkeypatch, capsys):
    grid = [*MOONS, "optimizer.lr=0.1,1"]
    by_the_command_line(["-m", *grid, "hydra.sweep.dir=there"], monkeypatch)
    runs = lessonnet.run_many(*grid, directory="here")
    assert [everything_but_times(one.directory) for one in runs] == [
        everything_but_times(tmp_path / "there" / str(job)) for job in range(2)
    ]


def test_run_stands_in_a_directory_of_its_own_by_default(tmp_path):
    first, second = lessonnet.run(*XOR), lessonnet.run(*XOR)
    assert first.directory.parent == second.directory.parent == tmp_path / "runs" / "xor"
    assert first.directory != second.directory


def test_run_prints_nothing(capfd):
    lessonnet.run(*XOR)
    lessonnet.run_many(*MOONS, "seed=0,1")
    assert capfd.readouterr() == ("", "")


def test_run_leaves_the_log_of_the_process_alone():
    root = logging.getLogger()
    before = list(root.handlers), root.level
    lessonnet.run(*XOR)
    assert (list(root.handlers), root.level) == before


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["data=mons"], "Did you mean `data=moons`?"),
        (["optimizr.lr=1"], "Did you mean `optimizer`?"),
        (["optimizer.lr=-1"], "`optimizer.lr` must be > 0, got -1."),
        (["activation=tanh"], "`activation=tanh` does nothing"),
        (["data.points=3"], "too few for `data.val_fraction`"),  # only the data itself can tell
        (["seed=0,1"], "train with each by `run_many`"),
        (["-m"], "several runs are `run_many`"),
        ([3], "an override must be a text"),
    ],
)
def test_run_refuses_a_mistake_in_one_line_and_writes_nothing(overrides, expected, tmp_path):
    with pytest.raises(OptionError) as refused:
        lessonnet.run(*overrides)
    assert expected in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_run_refuses_what_compares_several_runs(tmp_path):
    # As in the YAML of an experiment that compares.
    with pytest.raises(OptionError, match="compares several runs; train them by `run_many`"):
        lessonnet.run("data=moons", "hydra.mode=MULTIRUN")
    assert not list(tmp_path.iterdir())


def test_run_refuses_a_directory_that_holds_something(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(OptionError, match="is not empty"):
        lessonnet.run(*XOR, directory=tmp_path / "mine")


def test_run_many_refuses_a_mistake_of_all_jobs(tmp_path):
    with pytest.raises(OptionError, match=r"`optimizer\.lr` must be > 0"):
        lessonnet.run_many("optimizer.lr=-1,-2")
    assert not list(tmp_path.iterdir())


def test_run_many_tells_of_a_job_that_failed(capfd):
    runs = lessonnet.run_many("data.points=3,100", "trainer.max_epochs=2", *PLAIN)
    assert len(runs) == 1
    assert "job 0 failed: class `accepted` has 0 points" in repr(runs)
    assert "job 0: class `accepted`" in capfd.readouterr().err


def test_run_reads_back_what_was_trained():
    run = lessonnet.run("data=admissions", "trainer.max_epochs=4", *PLAIN)
    assert run.history["epoch"].to_list() == [1, 2, 3, 4]
    assert run.history["val_error"].min() == pytest.approx(run.results["val"]["error"], rel=1e-6)
    assert run.data.train.points == 240
    predicted = run.network(run.inputs(run.data.raw_train.features)).flatten() >= 0
    # The same part measured by the training itself; features are float32 in either.
    accuracy = (predicted == run.data.raw_train.targets.bool()).double().mean().item()
    assert accuracy == pytest.approx(run.results["train"]["accuracy"])
    names = [run.data.class_names[int(one)] for one in predicted]
    assert run.model.predict(run.data.raw_train.features) == names


def test_run_shows_errors_accuracies_and_the_boundary():
    text = repr(lessonnet.run("experiment=and", *PLAIN))
    assert text.startswith("gate: Perceptron 2-1\n")
    assert "training       4  " in text
    assert "score = " in text
    assert "x2 = " in text


def test_run_shows_the_same_each_time(xor):
    again = lessonnet.run(*XOR)
    assert repr(again) == repr(xor)
    assert again._repr_html_() == xor._repr_html_()


def test_run_shows_a_table_of_its_parts_in_a_notebook():
    html = lessonnet.run("trainer.max_epochs=2", *PLAIN)._repr_html_()
    assert html.count("<tr>") == 4  # the head and three parts
    assert html.count("<td") == 12  # four columns


def test_run_draws_its_plane_with_the_lines_of_few_hidden_nodes(xor):
    plane = xor.plane("XOR")
    assert torch.equal(plane.points, xor.data.raw_train.features)
    assert plane.hidden_scores is not None
    assert xor.plane(hidden_lines=False).hidden_scores is None
    assert len(xor.boundary("XOR").axes) == 1


def test_run_refuses_a_boundary_over_other_than_two_features():
    run = lessonnet.run("data=iris", "trainer.max_epochs=1", *PLAIN)
    with pytest.raises(OptionError, match="two features, and the data has 4"):
        run.boundary()


def test_run_refuses_a_history_that_was_not_kept():
    with pytest.raises(OptionError, match="kept no history"):
        _ = lessonnet.run(*XOR[:3], "callbacks=none", "logger=none").history


def test_run_reads_back_what_its_layers_went_through():
    run = lessonnet.run(*MOONS[:3], "callbacks=[layers]")
    assert run.layers["epoch"].to_list() == [0, 1, 2, 3]
    assert run.layers["gradient_norm_1"].min() > 0


def test_run_on_a_surface_shows_its_climbers_and_their_ways():
    run = lessonnet.run(
        "model=surface", "data=none", "init=uniform", "init.scale=3", "restarts=2", "trainer.max_epochs=5", *PLAIN
    )
    assert [len(path) for path in run.paths] == [6, 6]  # the start and five steps
    assert repr(run).startswith("Mount Errorest\nclimber ")
    starts = [one["start"] for one in run.results["climbers"]]
    assert [path[0].tolist() for path in run.paths] == [pytest.approx(start, abs=1e-6) for start in starts]


def test_run_keeps_what_was_told_before_the_training(tmp_path):
    (tmp_path / "table.csv").write_text("x,y\n" + "\n".join(f"{n % 7 / 2},{'ab'[n % 2]}" for n in range(40)) + "\n")
    run = lessonnet.run("data=table", "data.path=table.csv", "data.target=y", "trainer.max_epochs=1", *PLAIN)
    assert run.told.startswith("table.csv: CSV")
    assert repr(run).startswith("table: LogisticRegression 1-1")
    with pytest.raises(OptionError, match="was trained on a table"):
        _ = run.data


def test_run_lists_the_pictures_of_its_directory(tmp_path):
    (tmp_path / "results.json").write_text("{}")
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "mine.png").write_bytes(b"")
    assert Run(tmp_path).figures == {"mine": tmp_path / "figures" / "mine.png"}


def test_run_of_an_empty_directory_is_refused(tmp_path):
    with pytest.raises(OptionError, match="holds no finished run"):
        Run(tmp_path)


def test_runs_are_named_by_what_differs(two_rates):
    assert two_rates.names == ["optimizer.lr=0.01", "optimizer.lr=1"]


def test_runs_draw_a_curve_for_each(two_rates):
    lines = two_rates.curves().axes[0].lines
    assert [line.get_label() for line in lines] == two_rates.names
    assert lines[1].get_ydata().tolist() == two_rates[1].history["val_error"].to_list()


def test_runs_are_drawn_against_the_points_that_they_saw(two_rates):
    (first, _) = two_rates.curves(against="computations").axes[0].lines
    assert first.get_xdata().tolist() == [240, 480, 720]  # 240 training points, three epochs


def test_best_of_runs_has_the_lowest_validation_error(two_rates):
    first, second = (one.results["val"]["error"] for one in two_rates)
    assert second < first
    assert two_rates.best is two_rates[1]


def test_runs_of_an_empty_directory_are_refused(tmp_path):
    with pytest.raises(OptionError, match="holds no finished sweep"):
        Runs.read(tmp_path)


def test_run_resumes_what_was_trained_before():
    first = lessonnet.run("data=moons", "model=mlp", "trainer.max_epochs=3", "callbacks=checkpoint", "logger=csv")
    more = lessonnet.run(f"resume={os.path.relpath(first.directory)}", "trainer.max_epochs=5")
    assert more.directory == first.directory
    assert more.results["epochs"] == 5


@pytest.mark.parametrize(
    ("answer", "said"),
    [(None, "Not answered yet"), (2, "Not yet. Count again."), (3, "Right. Three."), ("x", "Not yet: your answer")],
)
def test_judge_says_how_an_answer_is(answer, said, capsys):
    judge(answer, lambda number: number + 0 == 3, hint="Count again.", praise="Three.")
    assert capsys.readouterr().out.startswith(said)


def test_run_of_a_network_of_ones_own_is_read_back_and_drawn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    network = "model._target_=tests.own_networks.Skipping"
    trained = lessonnet.run("data=moons", network, "trainer.max_epochs=2", "callbacks=none", "trainer=cpu")
    assert trained.equations == []
    points = trained.data.raw_train.features[:5]
    assert trained.network(trained.inputs(points)).shape == (5, 1)
    assert trained.plane().hidden_scores is None
    assert trained.boundary().axes
    assert "Skipping" in repr(trained)
