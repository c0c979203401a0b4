"""TensorBoard's event files, read back by its own reader."""

import time
from pathlib import Path

import pytest
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

from lessonnet.callbacks import TensorBoard
from lessonnet.callbacks._curves import METRICS
from lessonnet.config import plain
from lessonnet.sweep._job import Job
from tests.sweep.curves import accumulated, curves_of, events_of
from tests.sweep.runs import Run, composed, finished

MLP = ("data=moons", "data.points=130", "data.batch_size=16", "model=mlp", "trainer.max_epochs=6")
LEAD_CHANGES = ("optimizer=momentum", "optimizer.lr=2", "restarts=4", "callbacks.early_stopping.patience=1")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    options = ("regularizer=l2", "scheduler=exponential", "dropout=per_batch", "seed=2")
    return finished(tmp_path_factory.mktemp("run"), *MLP, *options)


def assert_curves_are_the_metrics(run: Run) -> None:
    curves = curves_of(run.directory)
    for name, tag in METRICS.items():
        if name not in run.metrics[0]:
            assert tag not in curves
            continue
        assert [point.step for point in curves[tag]] == [row["step"] for row in run.metrics]
        # TensorBoard keeps float32
        assert [point.value for point in curves[tag]] == pytest.approx([row[name] for row in run.metrics], rel=1e-6)


def test_curves_are_the_metrics(run: Run) -> None:
    assert_curves_are_the_metrics(run)


def test_every_metric_has_a_curve(run: Run) -> None:
    assert set(run.metrics[0]) - {"epoch", "step"} == set(METRICS)


def test_curves_without_validation_are_the_metrics(tmp_path: Path) -> None:
    options = ("data=gate", "data.gate=xor", "model=mlp", "callbacks=none", "trainer.max_epochs=5")
    assert_curves_are_the_metrics(finished(tmp_path, *options))


def test_curves_are_the_best_restart_s_where_the_lead_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: set[int] = set()
    write = TensorBoard._write

    def noted(self: TensorBoard, *arguments: object, **options: object) -> None:
        write(self, *arguments, **options)  # type: ignore[arg-type]
        shown.update(self._members_shown)

    monkeypatch.setattr(TensorBoard, "_write", noted)
    run = finished(tmp_path, *MLP, *LEAD_CHANGES, "logger.every_seconds=1e-9")
    assert len(shown) > 1  # or the test shows nothing
    assert_curves_are_the_metrics(run)
    assert len(list((tmp_path / "tensorboard").iterdir())) == 1


LONG = ("data=gate", "data.batch_size=full", "callbacks=checkpoint")
# All up to 512, every second up to 1024, every fourth after it, and the last.
SHOWN_OF_1101 = [*range(1, 513), *range(514, 1025, 2), *range(1028, 1101, 4), 1101]


@pytest.mark.slow
def test_long_curves_have_fewer_points_the_longer_they_get(tmp_path: Path) -> None:
    run = finished(tmp_path, *LONG, "trainer.max_epochs=1101", "logger.every_seconds=0.05")
    for name, tag in (("train_error", "error/train"), ("lr", "learning_rate")):
        points = curves_of(tmp_path)[tag]
        assert [point.step for point in points] == SHOWN_OF_1101
        expected = [run.metrics[epoch - 1][name] for epoch in SHOWN_OF_1101]
        assert [point.value for point in points] == pytest.approx(expected, rel=1e-6)  # float32
    assert len(run.metrics) == 1101


def test_long_curves_are_the_same_after_a_resumption(tmp_path: Path) -> None:
    finished(tmp_path, *LONG, "trainer.max_epochs=801")
    assert curves_of(tmp_path)["error/train"][-1].step == 801
    finished(tmp_path, *LONG, "trainer.max_epochs=1101", resume=True)
    assert [point.step for point in curves_of(tmp_path)["error/train"]] == SHOWN_OF_1101


def test_run_has_one_event_file_and_no_run_below_it(run: Run) -> None:
    (file,) = (run.directory / "tensorboard").iterdir()
    assert file.is_file()


def test_points_have_the_time_when_their_epoch_ended(run: Run) -> None:
    times = [event.wall_time for event in accumulated(run.directory).Scalars("error/train")]
    assert times == sorted(times)
    assert 0 < times[-1] - times[0] <= run.results["seconds"]


def test_points_keep_their_time_through_a_resumption(tmp_path: Path) -> None:
    finished(tmp_path, *MLP)
    before = [event.wall_time for event in accumulated(tmp_path).Scalars("error/train")]
    finished(tmp_path, *MLP, "trainer.max_epochs=8", resume=True)
    after = [event.wall_time for event in accumulated(tmp_path).Scalars("error/train")]
    assert after[: len(before)] == before
    assert len(after) == 8


def test_final_metrics_are_the_results(run: Run) -> None:
    finals = {tag: points for tag, points in curves_of(run.directory).items() if tag.startswith("final/")}
    wanted = {
        f"final/{part}_{name}": run.results[part][name]
        for part in ("train", "val", "test")
        for name in ("error", "accuracy")
    }
    assert {tag: value for tag, ((_, value),) in finals.items()} == pytest.approx(wanted, rel=1e-6)


def hparams_of(run: Run) -> dict[str, HParamsPluginData]:
    return {
        value.tag: HParamsPluginData.FromString(value.metadata.plugin_data.content)
        for event in events_of(run.directory)
        for value in event.summary.value
        if value.metadata.plugin_data.plugin_name == "hparams"
    }


def test_hparams_entry_is_in_the_run_s_own_file(run: Run) -> None:
    assert set(hparams_of(run)) == {
        "_hparams_/experiment",
        "_hparams_/session_start_info",
        "_hparams_/session_end_info",
    }


def test_hparams_are_the_choices_and_their_options(run: Run) -> None:
    start = hparams_of(run)["_hparams_/session_start_info"].session_start_info
    values = {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()}
    assert values == {
        "seed": 2,
        "restarts": 1,
        "data": "Moons",
        "data.points": 130,
        "data.noise": 0.15,
        "data.batch_size": 16,
        "data.val_fraction": 0.2,
        "data.test_fraction": 0.2,
        "data.standardize": True,
        "data.seed": 2,
        "model": "MLP",
        "model.hidden": "[8]",
        "init": "Xavier",
        "init.scale": 1.0,
        "activation": "Sigmoid",
        "regularizer": "L2",
        "regularizer.l2": 0.001,
        "dropout": "DropoutPerBatch",
        "dropout.p": 0.5,
        "optimizer": "SGD",
        "optimizer.lr": 0.1,
        "optimizer.weight_decay": 0.0,
        "optimizer.clip_norm": "None",
        "scheduler": "ExponentialDecay",
        "scheduler.gamma": 0.95,
    }


def test_hparams_name_the_final_metrics(run: Run) -> None:
    experiment = hparams_of(run)["_hparams_/experiment"].experiment
    names = {info.name.tag for info in experiment.metric_infos}
    assert names == {tag for tag in curves_of(run.directory) if tag.startswith("final/")}


def test_curves_are_written_while_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    write = TensorBoard._write

    def noted(self: TensorBoard, *arguments: object, **options: object) -> None:
        write(self, *arguments, **options)  # type: ignore[arg-type]
        counts.append(len(curves_of(tmp_path).get("error/train", ())))

    monkeypatch.setattr(TensorBoard, "_write", noted)
    finished(tmp_path, *MLP, "logger.every_seconds=1e-9")
    assert counts == [1, 2, 3, 4, 5, 6, 6]


def test_curves_wait_for_their_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[float] = []
    write = TensorBoard._write

    def noted(self: TensorBoard, *arguments: object, **options: object) -> None:
        moments.append(time.monotonic())
        write(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(TensorBoard, "_write", noted)
    finished(tmp_path, *MLP, "logger.every_seconds=1000")
    assert len(moments) == 1


def test_tensorboard_without_a_directory_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stack = Job.of(plain(composed("trainer=cpu"))).stack()
    TensorBoard().finish(stack, {"seed": 0}, {"final/val_error": 0.5})
    assert list(tmp_path.iterdir()) == []
