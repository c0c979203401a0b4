"""What the page says about a run is what its files say."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.reporting.directories import FINDING, GIF, LEDGER, described, hydra, png, run_directory, write
from tests.reporting.pages import left_out_of, page_of
from tests.sweep.runs import Run, finished


@pytest.fixture(scope="module")
def linear(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A real run whose boundary is a line."""
    return finished(tmp_path_factory.mktemp("linear"), "trainer.max_epochs=3")


def lines_of(summary: str, word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in summary.splitlines() if line.startswith(word)]


def test_page_has_errors_and_accuracies_of_every_part(linear: Run) -> None:
    rows = {row[0]: row[1:] for row in page_of(linear.directory).tables[0][1:]}
    for part, name in (("train", "training"), ("val", "validation"), ("test", "test")):
        measured = linear.results[part]
        assert rows[name] == [f"{measured['error']:.4f}", f"{measured['accuracy']:.4f}"]


def test_page_has_the_equations_that_the_run_printed(linear: Run) -> None:
    codes = page_of(linear.directory).codes
    assert lines_of(linear.summary, "score ") == codes[:1]
    assert lines_of(linear.summary, "boundary ") == codes[1:2]


def test_sound_model_of_many_classes_is_not_called_damaged(tmp_path: Path) -> None:
    # 21 classes, one more than the page has equations of.
    run = finished(tmp_path / "run", "data=blobs", "data.centers=21", "data.points=420", "trainer.max_epochs=1")
    assert len(run.results["train"]) > 0
    assert left_out_of(run.directory) == []


def test_page_has_the_equation_of_every_class(tmp_path: Path) -> None:
    overrides = ("data=blobs", "data.centers=3", "trainer.max_epochs=2", "trainer.precision=64-true")
    run = finished(tmp_path / "run", *overrides)
    printed = [line.split("  ", 1)[1].strip() for line in run.summary.splitlines() if line.startswith("score ")]
    assert len(printed) == 3
    assert page_of(run.directory).codes[:3] == printed


def test_page_has_no_equation_of_a_network_with_hidden_layers(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "data=moons", "model=mlp", "model.hidden=[4]", "trainer.max_epochs=1")
    page = page_of(run.directory)
    assert "dl" not in page.tags
    assert "multi-layer perceptron of the widths 2-4-1, sigmoid between its layers" in page.words


def test_page_of_folds_has_their_mean_deviation_and_each(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "cv=kfold", "cv.folds=3", "trainer.max_epochs=2")
    parts, folds = page_of(run.directory).tables[:2]
    measured = run.results["val"]
    assert parts[2][1] == f"{measured['error']:.4f} ± {measured['error_sd']:.4f}"
    assert [row[0] for row in folds[1:]] == ["0", "1", "2"]


def test_page_says_how_the_run_went(tmp_path: Path) -> None:
    words = page_of(run_directory(tmp_path / "run", restart_errors=[0.5, None])).words
    assert "logistic regression on admissions" in words
    assert "completed after 3 epochs and 45 steps, 0.12 s" in words
    assert "those after epoch 2, which had the lowest validation error" in words
    assert "2 times from other weights, with the errors 0.5000, not finite" in words


def test_page_of_a_failed_run_has_its_reason(tmp_path: Path) -> None:
    directory = run_directory(tmp_path / "run", status="failed", error="the disk is full", train=None, val=None)
    page = page_of(directory)
    assert "the disk is full" in page.words
    assert "Results" in page.words


def test_command_is_that_of_the_overrides(tmp_path: Path) -> None:
    overrides = ["model.hidden=[8,8]", "init.path=a b", "data.path='it''s.csv'"]
    (command,) = [code for code in page_of(run_directory(tmp_path / "run", overrides)).codes if "lessonnet" in code]
    assert shlex.split(command) == ["python", "-m", "lessonnet.train", *overrides]


def test_command_names_configs_of_ones_own(tmp_path: Path) -> None:
    directory = run_directory(tmp_path / "run", ["seed=1"])
    write(directory, {".hydra/hydra.yaml": hydra(["seed=1"], config_name="mine", config_dir="/my conf")})
    command = page_of(directory).codes[-1]
    assert shlex.split(command)[3:] == ["--config-dir=/my conf", "--config-name=mine", "seed=1"]


def test_command_of_a_job_trains_that_job_alone(tmp_path: Path) -> None:
    overrides = ["experiment=momentum", "optimizer=sgd"]
    directory = run_directory(tmp_path / "run", overrides)
    write(directory, {".hydra/hydra.yaml": hydra(overrides, mode="MULTIRUN")})
    assert shlex.split(page_of(directory).codes[-1])[3:] == [*overrides, "hydra.mode=RUN"]


@pytest.mark.parametrize("word", ["--multirun", "-m", "", "seed=1\nrm x", "a=\u202eb", 3, ["seed=1"], {"a": "b"}])
def test_no_command_is_made_of_what_is_no_override(tmp_path: Path, word: Any) -> None:
    directory = run_directory(tmp_path / "run", ["seed=0", word])
    assert not any("lessonnet.train" in code for code in page_of(directory).codes)
    assert any(line.startswith(".hydra/overrides.yaml: ") for line in left_out_of(directory))


def test_page_has_the_findings_with_evidence_and_remedies(tmp_path: Path) -> None:
    page = page_of(run_directory(tmp_path / "run", diagnosis=[FINDING, {**FINDING, "try": ["a=1", "b=2"]}]))
    assert "overfitting" in page.words
    assert "0.5, then 0.75" in page.words
    tried = [code for code in page.codes if "=" in code and "lessonnet" not in code]
    assert tried == ["dropout=per_batch", "a=1", "b=2"]


@pytest.mark.parametrize(("diagnosis", "words"), [([], True), (None, False)])
def test_page_tells_a_healthy_run_from_one_without_diagnosis(tmp_path: Path, diagnosis: Any, words: bool) -> None:
    found = page_of(run_directory(tmp_path / "run", diagnosis=diagnosis)).words
    assert ("None of the known illnesses was found" in found) == words


def test_page_has_the_first_rows_of_the_ledger(tmp_path: Path) -> None:
    directory = write(run_directory(tmp_path / "run"), {"ledger.csv": LEDGER + 20 * '2,5,"a, b"\n'})
    ledger = next(table for table in page_of(directory).tables if table[0] == ["step", "point", "formula"])
    assert len(ledger) == 1 + 12  # twelve are enough to see how it goes
    assert ledger[1] == ["1", "4", "(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)"]


def test_page_has_some_epochs_and_the_best_one(tmp_path: Path) -> None:
    rows = "".join(f"{epoch},{epoch},{1 / epoch},{1 / epoch}\n" for epoch in range(1, 1001))
    directory = run_directory(tmp_path / "run", best_epoch=777)
    write(directory, {"metrics.csv": f"epoch,step,train_error,val_error\n{rows}"})
    epochs = next(table for table in page_of(directory).tables if table[0][0] == "epoch")
    shown = [int(row[0]) for row in epochs[1:]]
    assert shown[0] == 1
    assert shown[-1] == 1000
    assert 777 in shown
    assert len(shown) == 13  # twelve, and the best


def test_page_has_the_parts_of_the_config(tmp_path: Path) -> None:
    parts = next(table for table in page_of(run_directory(tmp_path / "run")).tables if "chosen" in table[0])
    assert parts[1] == ["data", "admissions", "points 400"]
    assert parts[-1] == ["seed", "", "0"]


def test_page_of_climbers_has_where_each_came(tmp_path: Path) -> None:
    climber = {"start": [1.0, -2.0], "lowest": [0.0, 0.5], "height": 0.25, "above": 0.125}
    results = {"surface": "errorest", "climbers": [climber], "train": {"error": 0.25, "accuracy": None}, "val": None}
    page = page_of(run_directory(tmp_path / "run", **results))
    table = next(table for table in page.tables if table[0][0] == "restart")
    assert table[1] == ["0", "(1.0000, -2.0000)", "(0.0000, 0.5000)", "0.2500", "0.1250"]
    assert page.tables[0] is table  # no table of parts: a surface has no points
    assert "descent on the surface errorest" in page.words
    assert "which had the lowest height" in page.words


def test_page_names_the_rate_that_was_found(tmp_path: Path) -> None:
    words = page_of(run_directory(tmp_path / "run", lr_find={"suggestion": 0.0312, "rates": [], "errors": []})).words
    assert "The learning rate 0.0312 was found" in words


def test_page_draws_curves_where_there_is_no_picture_of_them(tmp_path: Path) -> None:
    directory = run_directory(tmp_path / "run")
    page = page_of(directory)
    # Three epochs over 640 units and errors from 0 to 1 over 240: read off by hand from METRICS.
    assert page.values("points") == ["0.0,0.0 320.0,120.0 640.0,180.0", "0.0,0.0 320.0,120.0 640.0,60.0"]
    write(directory, {"figures/learning_curves.png": png()})
    assert "svg" not in page_of(directory).tags


def test_curves_leave_out_what_is_not_finite(tmp_path: Path) -> None:
    directory = write(run_directory(tmp_path / "run"), {"metrics.csv": "epoch,train_error\n1,1\n2,nan\n3,inf\n4,0.5\n"})
    assert page_of(directory).values("points") == ["0.0,0.0 640.0,120.0"]


def test_pictures_stand_in_a_sensible_order_with_captions(tmp_path: Path) -> None:
    names = ["zebra", "roc", "boundary", "learning_curves", "boundary_epoch_10"]
    files = {f"figures/{name}.png": png() for name in names}
    page = page_of(write(run_directory(tmp_path / "run"), files))
    titles = ["Learning curves", "Decision boundary", "Decision boundary: epoch 10", "ROC", "zebra"]
    assert page.values("alt") == titles
    assert "each region has the colour of its class" in page.words


def test_film_can_be_stopped(tmp_path: Path) -> None:
    page = page_of(write(run_directory(tmp_path / "run"), {"figures/boundary.gif": GIF}))
    assert page.values("alt") == ["Film: Decision boundary"]
    assert page.tags.index("summary") < page.tags.index("img")
    assert "Close this to stop it" in page.words


def test_page_is_the_same_wherever_and_whenever_it_is_made(tmp_path: Path) -> None:
    first = write(run_directory(tmp_path / "a" / "moons" / "1"), {"figures/roc.png": png()})
    shutil.copytree(first, tmp_path / "b" / "moons" / "1")
    assert page_of(first).html == page_of(tmp_path / "b" / "moons" / "1").html


def test_run_with_results_alone_has_a_page(tmp_path: Path) -> None:
    page = page_of(write(tmp_path / "run", {"results.json": {"status": "diverged"}}))
    assert "The training diverged." in page.words
    assert page.unclosed == []


def test_model_of_many_features_names_the_first_ones(tmp_path: Path) -> None:
    names = [f"pixel {i}" for i in range(64)]
    digits = {"hidden": [8], "classes": 10, "class_names": list("0123456789")}
    model = described("mlp", in_features=64, feature_names=names, **digits)
    words = page_of(write(run_directory(tmp_path / "run"), {"model/model.json": model})).words
    assert "widths 64-8-10" in words
    assert "It reads 64 features: pixel 0, pixel 1, " in words
    assert "pixel 9 and 54 more." in words
