"""`python -m lessonnet.train` from its command line to its exit code, as real processes where the process matters."""

import json
import re
import signal
from pathlib import Path

import pytest
import torch

from lessonnet import train
from tests.sweep.programs import ended, once, started
from tests.sweep.runs import called, digest_of, files_in, finished

BY_EPOCHS = ("data=moons", "model=mlp", "dropout=per_batch", "callbacks=checkpoint", "trainer.max_epochs=800")
WITHIN_AN_EPOCH = (
    "data=moons",
    "data.points=20000",
    "data.batch_size=8",
    "model=mlp",
    "optimizer=momentum",
    "callbacks=checkpoint",
    "callbacks.checkpoint.every_seconds=0.05",
    "trainer.log_every_n_steps=1",
    "trainer.max_epochs=1",
)


def checkpoints(run: Path) -> list[str]:
    return sorted(path.name for path in (run / "checkpoints").glob("*.ckpt"))


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A run that got SIGTERM after its first epochs, and was resumed; with what each of the two processes said."""
    directory = tmp_path_factory.mktemp("sigterm")
    process = started(directory, "trainer=cpu", *BY_EPOCHS, "hydra.run.dir=run")
    once(process, (directory / "run" / "metrics.csv").exists).send_signal(signal.SIGTERM)
    first = ended(process)
    results = (directory / "run" / "results.json").read_text()
    saved = checkpoints(directory / "run")
    second = ended(started(directory, "resume=run"))
    codes = [first.code, second.code]
    return {
        "directory": str(directory / "run"),
        "codes": json.dumps(codes),
        "saved": json.dumps(saved),
        "results": results,
        "first_out": first.out,
        "first_err": first.err,
        "second_out": second.out,
        "second_err": second.err,
    }


def test_sigterm_ends_in_143_and_the_resumed_run_in_0(stopped: dict[str, str]) -> None:
    assert json.loads(stopped["codes"]) == [143, 0]


def test_sigterm_leaves_a_checkpoint_and_says_interrupted(stopped: dict[str, str]) -> None:
    results = json.loads(stopped["results"])
    assert results["status"] == "interrupted"
    assert 0 < results["steps"] < 800 * 8
    assert json.loads(stopped["saved"])[-1] == f"step-{results['steps']:09d}.ckpt"
    assert "interrupted after" in stopped["first_out"]
    assert "go on     python -m lessonnet.train resume=" in stopped["first_out"]


def test_run_stopped_by_sigterm_and_resumed_equals_one_never_stopped(stopped: dict[str, str], tmp_path: Path) -> None:
    assert digest_of(Path(stopped["directory"])) == digest_of(finished(tmp_path, *BY_EPOCHS).directory)


def test_piped_run_says_nothing_but_its_table(stopped: dict[str, str]) -> None:
    assert stopped["first_err"] == stopped["second_err"] == ""
    patterns = [
        r"moons: MLP 2-8-1 *",
        r"┏━.*┓",
        r"┃ part .*┃",
        r"┡━.*┩",
        r"│ training   │    240 │ \d\.\d{4} │   \d\.\d{4} │",
        r"│ validation │     80 │ \d\.\d{4} │   \d\.\d{4} │",
        r"│ test       │     80 │ \d\.\d{4} │   \d\.\d{4} │",
        r"└─.*┘",
        r"completed after 800 epochs, 6400 steps, \d+\.\d s; best epoch \d+ by validation error",
        r"run       run",
        r"model     run/model",
        r"curves    tensorboard --logdir run/tensorboard",
    ]
    lines = stopped["second_out"].splitlines()
    assert len(lines) == len(patterns)
    assert all(re.fullmatch(pattern, line) for pattern, line in zip(patterns, lines, strict=True)), lines


def test_run_stopped_by_ctrl_c_within_an_epoch_equals_one_never_stopped(tmp_path: Path) -> None:
    process = started(tmp_path, "trainer=cpu", *WITHIN_AN_EPOCH, "hydra.run.dir=run")
    once(process, lambda: bool(checkpoints(tmp_path / "run"))).send_signal(signal.SIGINT)
    first = ended(process)
    assert (first.code, first.err) == (130, "")
    (step,) = re.findall(r"\d+", checkpoints(tmp_path / "run")[-1])
    assert 0 < int(step) < 12000 / 8  # within the only epoch
    assert called(tmp_path, train.main, "resume=run").code == 0
    assert digest_of(tmp_path / "run") == digest_of(finished(tmp_path / "whole", *WITHIN_AN_EPOCH).directory)


def test_run_is_resumed_for_more_epochs(tmp_path: Path) -> None:
    assert called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=2", "hydra.run.dir=run").code == 0
    assert called(tmp_path, train.main, "resume=run", "trainer.max_epochs=5").code == 0
    assert digest_of(tmp_path / "run") == digest_of(finished(tmp_path / "whole", "trainer.max_epochs=5").directory)


def test_run_cannot_be_resumed_for_fewer_epochs(tmp_path: Path) -> None:
    called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=3", "hydra.run.dir=run")
    answer = called(tmp_path, train.main, "resume=run", "trainer.max_epochs=2")
    assert answer.code == 2
    assert answer.err == "`trainer.max_epochs` must be ≥ 3, the epochs that this run has trained already, got 2.\n"


@pytest.mark.parametrize(
    ("overrides", "folder"), [((), "admissions_logistic"), (("name=mine",), "mine"), (("experiment=and",), "and")]
)
def test_run_lies_in_the_folder_of_its_name(overrides: tuple[str, ...], folder: str, tmp_path: Path) -> None:
    called(tmp_path, train.main, "trainer.max_epochs=1", "trainer=cpu", *overrides)
    (results,) = tmp_path.glob("runs/*/*/results.json")
    assert results.parent.parent.name == folder


def test_divergence_ends_in_1_with_a_table(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "trainer=cpu", "optimizer.lr=1e9")
    assert answer.code == 1
    assert "diverged after" in answer.out
    assert answer.err == ""


@pytest.mark.parametrize("trainer", [("trainer=cpu",), ("trainer=ddp", "trainer.accelerator=cpu")])
@pytest.mark.parametrize(
    ("overrides", "line"),
    [
        (("init=fixed", "init.weights=[1]"), "init.weights"),
        (("init=run", "init.path=nowhere"), "nowhere"),
        (("data.val_fraction=0.002",), "data.val_fraction"),
    ],
)
def test_mistake_that_only_the_data_shows_ends_in_2_with_one_line_and_nothing_written(
    overrides: tuple[str, ...], line: str, trainer: tuple[str, ...], tmp_path: Path
) -> None:
    answer = called(tmp_path, train.main, *trainer, *overrides)
    assert answer.code == 2
    assert line in answer.err
    assert answer.err.count("\n") == 1
    assert files_in(tmp_path) == []


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
@pytest.mark.parametrize("overrides", [("trainer=gpu",), ("trainer.accelerator=gpu",), ("trainer.accelerator=cuda",)])
def test_gpu_that_is_not_there_is_refused_in_one_line(overrides: tuple[str, ...], tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, *overrides)
    assert answer.code == 2
    assert "needs a CUDA device, and none is found here" in answer.err
    assert answer.err.count("\n") == 1
    assert files_in(tmp_path) == []


@pytest.mark.gpu
def test_digits_on_a_gpu_agree_with_the_cpu(tmp_path: Path) -> None:
    digits = ("experiment=digits", "trainer.max_epochs=5")
    cpu = finished(tmp_path / "cpu", *digits, "trainer=cpu")
    gpu = finished(tmp_path / "gpu", *digits, "trainer=gpu")
    for name, tensor in cpu.tensors.items():
        # float32 products are summed in another order, over some hundred steps
        torch.testing.assert_close(gpu.tensors[name], tensor, rtol=0, atol=1e-4)
    for part in ("train", "val", "test"):
        assert gpu.results[part]["error"] == pytest.approx(cpu.results[part]["error"], abs=1e-4)


@pytest.mark.parametrize(("launcher", "stack_size"), [("stacked", 2), ("basic", 1)])
def test_jobs_of_a_multirun_are_the_runs_alone(tmp_path: Path, launcher: str, stack_size: int) -> None:
    options = ("trainer=cpu", "model=mlp", "dropout=per_batch", "trainer.max_epochs=3")
    words = ("-m", *options, "seed=0,1", f"hydra/launcher={launcher}", "hydra.sweep.dir=sweep")
    assert called(tmp_path, train.main, *words).code == 0
    for seed in (0, 1):
        alone = digest_of(finished(tmp_path / f"alone{seed}", *options, f"seed={seed}").directory)
        assert digest_of(tmp_path / "sweep" / str(seed)) == {**alone, "stack_size": stack_size}


def test_diverging_job_of_a_multirun_costs_no_other(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "-m", "trainer=cpu", "optimizer.lr=1e9,0.1", "hydra.sweep.dir=sweep")
    assert answer.code == 1
    statuses = [json.loads((tmp_path / "sweep" / job / "results.json").read_text())["status"] for job in ("0", "1")]
    assert statuses == ["diverged", "completed"]
