"""A run that was stopped and resumed leaves what a run leaves that never was."""

import json
import shutil
from pathlib import Path

import pytest

from lessonnet.callbacks._curves import METRICS
from lessonnet.options import OptionError
from tests.sweep.curves import curves_of
from tests.sweep.runs import Run, digest_of, finished

MLP = ("data=moons", "data.points=130", "model=mlp", "optimizer=momentum", "trainer.max_epochs=4")
"""78 training points in mini-batches of 16: 5 steps an epoch, 20 in all; each is a chunk of its own."""

COMMON = ("data.batch_size=16", "trainer.log_every_n_steps=1")
FULL = ("data.batch_size=full", "trainer.max_epochs=20")

CASES = {
    "logistic": ("data.points=130", "trainer.max_epochs=4"),
    "perceptron": ("data.points=130", "model=perceptron", "trainer.max_epochs=4"),
    "dropout_plateau_l2": (*MLP, "dropout=per_batch", "scheduler=plateau", "scheduler.patience=1", "regularizer=l2"),
    "dropout_per_epoch": (*MLP, "dropout=per_epoch", "scheduler=cosine"),
    "restarts_leaving_early": (*MLP, "restarts=4", "callbacks.early_stopping.patience=1", "optimizer.lr=2"),
    "onecycle": (*MLP, "scheduler=onecycle", "optimizer=rmsprop", "optimizer.momentum=0.5"),
    "adam": (*MLP, "optimizer=adam", "scheduler=exponential"),
    "adamw": (*MLP, "optimizer=adamw", "scheduler=step", "scheduler.step_size=1"),
    "adagrad": (*MLP, "optimizer=adagrad"),
    "nesterov": (*MLP, "optimizer=nesterov", "optimizer.clip_norm=0.1"),
    "lbfgs": (*MLP, "optimizer=lbfgs", *FULL),
    "lbfgs_restarts": (*MLP, "optimizer=lbfgs", *FULL, "restarts=3"),
    "autograd": (*MLP, "backprop=autograd", "dropout=per_batch"),
    "float64": (*MLP, "trainer.precision=64-true"),
    "bfloat16": (*MLP, "trainer.precision=bf16-mixed"),
    "max_steps": (*MLP, "trainer.max_steps=18"),
    "no_checkpoints_of_its_own": (*MLP, "callbacks=none"),
}
STOPS = ([13], [7, 8])
"""Inside an epoch; twice in one epoch."""

MORE_STOPS = ([1], [5], [6], [4, 16], [10, 15], [2, 3, 4], [9, 11, 18])
"""After the first step; at an epoch's end and just behind it; several, at ends of epochs and in between."""


def stopping(steps: list[int], by: str = "SIGTERM") -> str:
    return f"+callbacks.stopper={{_target_:tests.sweep.witnesses.StopAt,steps:{steps},by:{by}}}"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a subdirectory for each case, trained without a stop."""
    directory = tmp_path_factory.mktemp("whole")
    for case, overrides in CASES.items():
        finished(directory / case, *COMMON, *overrides)
    return directory


def stopped_and_resumed(directory: Path, case: str, stops: list[int]) -> Run:
    overrides = (*COMMON, *CASES[case], stopping(stops))
    for resumption in range(len(stops)):
        stopped = finished(directory, *overrides, resume=resumption > 0)
        assert stopped.exit_code == 143
        assert stopped.results["status"] == "interrupted"
        assert (directory / "checkpoints" / f"step-{stops[resumption]:09d}.ckpt").exists()
    return finished(directory, *overrides, resume=True)


@pytest.mark.parametrize("case", CASES)
def test_resumed_run_equals_one_never_stopped(case: str, whole: Path, tmp_path: Path) -> None:
    for number, stops in enumerate(STOPS):
        run = stopped_and_resumed(tmp_path / str(number), case, stops)
        assert digest_of(run.directory) == digest_of(whole / case)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_resumed_run_equals_one_never_stopped_wherever_it_was_stopped(
    case: str, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = same = 0
    for number, stops in enumerate(MORE_STOPS):
        run = stopped_and_resumed(tmp_path / str(number), case, stops)
        tried += len(stops)
        same += digest_of(run.directory) == digest_of(whole / case)
    with capsys.disabled():
        print(f"\n{case}: {tried} stops in {len(MORE_STOPS)} runs, {same} same")
    assert same == len(MORE_STOPS)


@pytest.mark.parametrize("case", ["adam", "restarts_leaving_early", "no_checkpoints_of_its_own"])
def test_curves_of_a_resumed_run_have_every_step_once(case: str, tmp_path: Path) -> None:
    run = stopped_and_resumed(tmp_path, case, [2, 7])
    curves = curves_of(run.directory)
    for name, tag in METRICS.items():
        assert [point.step for point in curves[tag]] == [row["step"] for row in run.metrics]
        # TensorBoard keeps float32
        assert [point.value for point in curves[tag]] == pytest.approx([row[name] for row in run.metrics], rel=1e-6)


def test_final_numbers_of_a_resumed_run_stand_once_in_its_curves(tmp_path: Path) -> None:
    run = stopped_and_resumed(tmp_path, "adam", [2, 7])
    assert [value for _, value in curves_of(run.directory)["final/val_error"]] == pytest.approx(
        [run.results["val"]["error"]], rel=1e-6
    )


@pytest.mark.parametrize(("by", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_signal_is_the_exit_code(by: str, code: int, tmp_path: Path) -> None:
    assert finished(tmp_path, *COMMON, *MLP, stopping([6], by)).exit_code == code


def test_signal_is_the_exit_code_while_any_restart_trains(tmp_path: Path) -> None:
    # With this seed the first start is the best one; it stops after 5 epochs, another one after 7.
    options = ("data=moons", "data.points=100", "model=mlp", "optimizer=momentum", "trainer.precision=64-true")
    early = ("seed=5", "optimizer.lr=2", "callbacks.early_stopping.patience=3", "trainer.max_epochs=40")
    alone = finished(tmp_path / "alone", *options, *early)
    later = ("trainer.log_every_n_steps=1", stopping([alone.results["steps"] + 1]))
    stopped = finished(tmp_path / "restarts", *options, *early, "restarts=3", *later)
    assert (stopped.exit_code, stopped.results["status"]) == (143, "interrupted")


def test_run_that_was_killed_before_its_first_checkpoint_starts_again(whole: Path, tmp_path: Path) -> None:
    case = (*COMMON, *CASES["adam"])
    finished(tmp_path, *case)
    shutil.rmtree(tmp_path / "checkpoints")
    (tmp_path / "results.json").unlink()
    again = finished(tmp_path, *case, resume=True)
    assert digest_of(again.directory) == digest_of(whole / "adam")
    assert [point.step for point in curves_of(tmp_path)["error/train"]] == [5, 10, 15, 20]


def test_resumed_run_may_train_longer(tmp_path: Path) -> None:
    case = ("data=moons", "model=mlp", "dropout=per_batch", "scheduler=plateau", "scheduler.patience=1")
    finished(tmp_path / "longer", *case, "trainer.max_epochs=3")
    longer = finished(tmp_path / "longer", *case, "trainer.max_epochs=7", resume=True)
    at_once = finished(tmp_path / "at_once", *case, "trainer.max_epochs=7")
    assert digest_of(longer.directory) == digest_of(at_once.directory)
    assert len(curves_of(longer.directory)["error/validation"]) == 7


def test_resumed_run_cannot_be_shortened_below_what_it_has_trained(tmp_path: Path) -> None:
    finished(tmp_path, "trainer.max_epochs=5")
    with pytest.raises(OptionError, match=r"`trainer.max_epochs` must be ≥ 5, the epochs that this run has trained"):
        finished(tmp_path, "trainer.max_epochs=4", resume=True)


ENDED = {
    "by_epochs": ("trainer.max_epochs=2",),
    "by_steps": ("trainer.max_steps=3", "trainer.max_epochs=9"),
    "by_early_stopping": (*MLP, "callbacks.early_stopping.patience=1", "optimizer.lr=4", "trainer.max_epochs=50"),
    "by_divergence": ("optimizer.lr=1e9",),
}


@pytest.mark.parametrize("case", ENDED)
def test_run_that_has_ended_is_left_as_it_is(case: str, tmp_path: Path) -> None:
    first = finished(tmp_path, *ENDED[case])
    before, curves = digest_of(tmp_path), curves_of(tmp_path)
    again = finished(tmp_path, *ENDED[case], resume=True)
    assert again.exit_code == first.exit_code
    assert digest_of(tmp_path) == before
    assert curves_of(tmp_path) == curves


@pytest.mark.parametrize("case", ENDED)
def test_run_that_was_killed_behind_its_last_checkpoint_is_completed(case: str, tmp_path: Path) -> None:
    finished(tmp_path, *ENDED[case])
    before, curves = digest_of(tmp_path), curves_of(tmp_path)
    for folder in ("tensorboard", "model"):
        shutil.rmtree(tmp_path / folder)
    (tmp_path / "results.json").unlink()
    (tmp_path / "metrics.csv").write_text("epoch,step\n")
    finished(tmp_path, *ENDED[case], resume=True)
    assert digest_of(tmp_path) == before
    assert curves_of(tmp_path) == curves


@pytest.mark.parametrize("case", ENDED)
def test_run_that_has_ended_keeps_its_files_untouched(case: str, tmp_path: Path) -> None:
    finished(tmp_path, *ENDED[case])
    before = contents_of(tmp_path)
    again = finished(tmp_path, *ENDED[case], resume=True)
    assert contents_of(tmp_path) == before
    assert f" {again.results['seconds']:.1f} s;" in again.summary


def contents_of(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("case", "by"),
    [
        ("by_steps", "`trainer.max_steps`=3"),
        ("by_early_stopping", "early stopping"),
        ("by_divergence", "divergence"),
    ],
)
def test_more_epochs_are_refused_where_something_else_ended_the_run(case: str, by: str, tmp_path: Path) -> None:
    finished(tmp_path, *ENDED[case])
    before = contents_of(tmp_path)
    with pytest.raises(OptionError, match=f"`trainer.max_epochs`=500 would change nothing: .* ended by {by} after"):
        finished(tmp_path, *ENDED[case], "trainer.max_epochs=500", resume=True)
    assert contents_of(tmp_path) == before


@pytest.mark.parametrize("status", ["completed", "diverged", "interrupted"])
def test_run_with_results_and_no_checkpoint_is_not_trained_anew(status: str, tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text(json.dumps({"status": status}))
    with pytest.raises(OptionError, match=f"this run is {status} and saved no checkpoint"):
        finished(tmp_path, "trainer.max_epochs=1", "callbacks=none", resume=True)


def test_run_that_failed_before_its_first_checkpoint_starts_again(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"status": "failed"}')
    assert finished(tmp_path, "trainer.max_epochs=1", resume=True).results["status"] == "completed"


def test_run_that_began_with_another_s_weights_goes_on_without_it(tmp_path: Path) -> None:
    earlier, alone, stopped = (tmp_path / name for name in ("earlier", "alone", "stopped"))
    finished(earlier, *MLP)
    begun = (*MLP, "init=run", f"init.path={earlier}", "seed=5")
    never_stopped = finished(alone, *begun, "trainer.max_epochs=6")
    finished(stopped, *begun)
    shutil.rmtree(earlier)
    resumed = finished(stopped, *begun, "trainer.max_epochs=6", resume=True)
    assert digest_of(resumed.directory) == digest_of(never_stopped.directory)
