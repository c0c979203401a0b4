"""Two processes that share every mini-batch end where one ends, and stay equal on their way."""

import os
import signal
import time
from pathlib import Path

import pytest
import torch

from lessonnet.sweep._processes import RankError, other_ranks, world_size
from tests.sweep.lost_ranks import TWO, fail_in_the_second
from tests.sweep.programs import ended, needs_proc, once, ranks_of, started
from tests.sweep.runs import Run, digest_of, finished
from tests.sweep.shared_trainings import trained_by_two

MLP = ("data=moons", "data.points=130", "model=mlp", "trainer.max_epochs=6", "optimizer=momentum")
"""78 training points: two mini-batches of 32 and a last one of 14."""

CASES = {
    "plain": MLP,
    "odd_batches": (*MLP, "data.batch_size=7"),
    "one_point": (*MLP, "data.batch_size=1", "trainer.max_epochs=1"),
    "dropout": (*MLP, "dropout=per_batch", "dropout.p=0.3"),
    "dropout_per_epoch": (*MLP, "dropout=per_epoch", "model.hidden=[8, 6]"),
    "penalty": (*MLP, "regularizer=elastic", "regularizer.l1=0.01", "regularizer.l2=0.02"),
    "clipping": (*MLP, "optimizer.clip_norm=0.1"),
    "restarts": (*MLP, "restarts=3", "dropout=per_batch"),
    "autograd": (*MLP, "backprop=autograd"),
    "perceptron": ("model=perceptron", "trainer.max_epochs=3"),
    "multiclass": ("data=iris", "model=mlp", "optimizer=adam", "scheduler=plateau", "trainer.max_epochs=6"),
    "early_stopping": (*MLP, "callbacks.early_stopping.patience=1", "optimizer.lr=1", "trainer.max_epochs=40"),
    "weights": (*MLP, "data._target_=tests.sweep.own_sets.WeightedMoons"),
    "stream": (*MLP, "data._target_=tests.sweep.own_sets.StreamedMoons", "restarts=2", "dropout=per_batch"),
    "float64": (*MLP, "trainer.precision=64-true", "dropout=per_batch", "regularizer=l2", "data.batch_size=7"),
}


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("together")
    trained_by_two(CASES, directory)
    return directory


def alone(case: str, directory: Path) -> Run:
    return finished(directory / "alone", *CASES[case])


@pytest.mark.parametrize("case", CASES)
def test_ranks_end_equal(case: str, together: Path) -> None:
    first, second = (torch.load(together / case / "ranks" / f"rank{rank}.pt") for rank in (0, 1))
    assert torch.equal(first, second)


@pytest.mark.parametrize("case", CASES)
def test_two_processes_end_where_one_ends(case: str, together: Path, tmp_path: Path) -> None:
    one, two = alone(case, tmp_path), Run(together / case, 0, "")
    # Sums over points are taken in another order: a few units in the last place, after some dozen steps.
    tolerance = 1e-12 if case == "float64" else 1e-5
    for name, tensor in one.tensors.items():
        torch.testing.assert_close(two.tensors[name], tensor, rtol=0, atol=tolerance)


@pytest.mark.parametrize("case", CASES)
def test_two_processes_write_the_metrics_of_one(case: str, together: Path, tmp_path: Path) -> None:
    one, two = alone(case, tmp_path), Run(together / case, 0, "")
    tolerance = 1e-12 if case == "float64" else 1e-5
    assert len(two.metrics) == len(one.metrics)
    for ours, theirs in zip(two.metrics, one.metrics, strict=True):
        assert ours == pytest.approx(theirs, rel=0, abs=tolerance)


@pytest.mark.parametrize("case", CASES)
def test_two_processes_leave_the_files_of_one(case: str, together: Path, tmp_path: Path) -> None:
    def files(directory: Path) -> list[str]:
        found = (path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file())
        return sorted(name.partition(".tfevents")[0] for name in found if not name.startswith("ranks/"))

    assert files(together / case) == files(alone(case, tmp_path).directory)


def test_world_size_of_ddp_is_trainer_devices() -> None:
    tree = {"trainer": {"strategy": "ddp", "devices": 3, "accelerator": "cpu"}}
    assert world_size(tree) == 3
    assert world_size({"trainer": {**tree["trainer"], "strategy": "auto"}}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("devices", [1, 2])
def test_no_process_group_outlives_a_run(devices: int, tmp_path: Path) -> None:
    run = finished(
        tmp_path, "trainer=ddp", "trainer.accelerator=cpu", f"trainer.devices={devices}", "trainer.max_epochs=1"
    )
    assert run.results["status"] == "completed"
    assert not torch.distributed.is_initialized()


def test_failed_rank_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(RankError, match="rank 1 failed with exit code 3"),
        other_ranks(fail_in_the_second, TWO, tmp_path, False),
    ):
        pass


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ranks_end_when_the_first_is_killed(number: signal.Signals, tmp_path: Path) -> None:
    process = started(tmp_path, str(tmp_path), program="tests.sweep.lost_ranks")
    once(process, lambda: (tmp_path / "0").exists() and (tmp_path / "1").exists())
    process.send_signal(number)
    # The pipe of the output is closed by the last process that holds it.
    assert ended(process).code == -number


ENDLESS = ("trainer=ddp", "trainer.accelerator=cpu", "data=moons", "model=mlp", "trainer.max_epochs=200000")


@needs_proc
@pytest.mark.slow
def test_rank_killed_before_the_ranks_have_met_ends_the_run_in_one_line(tmp_path: Path) -> None:
    process = started(tmp_path, *ENDLESS, "hydra.run.dir=run")
    once(process, lambda: bool(ranks_of(process)))
    time.sleep(1)  # while it imports torch
    (rank,) = ranks_of(process)
    os.kill(rank, signal.SIGKILL)
    killed_at = time.monotonic()
    stopped = ended(process)
    assert (stopped.code, stopped.err) == (1, "rank 1 ended with exit code -9 before the training began.\n")
    # Ten seconds of grace; without this it would wait for the rank for half an hour.
    assert time.monotonic() - killed_at < 30


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.5, 1.5, 3.0])
def test_ctrl_c_at_the_start_of_two_processes_ends_in_130(seconds: float, tmp_path: Path) -> None:
    process = started(tmp_path, *ENDLESS, "hydra.run.dir=run")
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to every process of the group
    stopped = ended(process)
    assert stopped.err == ""
    # Python with -m dies of a signal that comes within an `exec`, such as a dataclass's; a shell says 130 to both.
    assert stopped.code in (130, -signal.SIGINT)


@pytest.mark.slow
def test_two_processes_resume_to_the_end_of_a_training_at_once(tmp_path: Path) -> None:
    shared = ("trainer=ddp", "trainer.accelerator=cpu", *MLP, "dropout=per_batch", "scheduler=plateau")
    finished(tmp_path / "parts", *shared, "trainer.max_epochs=4")
    parts = finished(tmp_path / "parts", *shared, "trainer.max_epochs=8", resume=True)
    whole = finished(tmp_path / "whole", *shared, "trainer.max_epochs=8")
    assert len(parts.metrics) == 8
    assert digest_of(parts.directory) == digest_of(whole.directory)
