"""Going on with a run in its own directory, by its own config."""

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from lessonnet import train
from lessonnet.options import OptionError
from tests.command.conftest import NotingTask, Program, everything_in
from tests.sweep.runs import called


@pytest.fixture
def run(program: Program, task: NotingTask) -> Path:
    program("experiment=xor", "seed=5")
    task.configs.clear()
    return task.directories.pop()


def _but_logs(paths: list[str]) -> list[str]:
    return [path for path in paths if not path.endswith(".log")]


def test_resume_takes_the_run_s_own_config_and_directory(run: Path, program: Program, task: NotingTask) -> None:
    before = _but_logs(everything_in(run.parent.parent))
    assert program(f"resume={run}") == 0
    assert task.directories == [run]
    assert task.resumed[-1] is True
    assert task.configs[0] == OmegaConf.load(run / ".hydra" / "config.yaml")
    assert _but_logs(everything_in(run.parent.parent)) == before


def test_resume_may_train_for_more_epochs(run: Path, program: Program, task: NotingTask) -> None:
    assert program(f"resume={run}", "trainer.max_epochs=900") == 0
    assert task.configs[0].trainer.max_epochs == 900
    assert OmegaConf.load(run / ".hydra" / "config.yaml").trainer.max_epochs == 900


def test_resume_refuses_more_epochs_under_a_schedule_that_is_stretched_over_them(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str]
) -> None:
    program("scheduler=cosine")
    run = task.directories.pop()
    assert program(f"resume={run}", "trainer.max_epochs=900") == 2
    assert "`scheduler=cosine` is stretched over all epochs" in capsys.readouterr().err
    assert program(f"resume={run}", "trainer.max_epochs=100") == 0


def test_resume_finds_a_table_from_another_place_than_the_run_was_started_in(
    program: Program, task: NotingTask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "students.csv").write_text("test,admit\n1,0\n2,1\n")
    program("data=table", "data.path=students.csv", "data.target=admit")
    run = task.directories.pop()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert program(f"resume={run}") == 0
    assert Path(task.configs[-1].data.path) == tmp_path / "students.csv"


def _contents(directory: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_resume_refuses_fewer_epochs_than_trained_and_changes_nothing(tmp_path: Path) -> None:
    run = tmp_path / "run"
    words = ("data=moons", "model=logistic", "trainer=cpu", "callbacks=checkpoint", "logger=none")
    called(tmp_path, train.main, *words, "trainer.max_epochs=5", f"hydra.run.dir={run}")
    before = _contents(run)
    answer = called(tmp_path, train.main, f"resume={run}", "trainer.max_epochs=2")
    assert (answer.code, answer.out) == (2, "")
    assert "`trainer.max_epochs` must be ≥ 5, the epochs that this run has trained already, got 2." in answer.err
    assert before
    assert _contents(run) == before


def test_resume_that_the_run_refuses_changes_nothing(run: Path, program: Program, task: NotingTask) -> None:
    before = _contents(run)
    task.answer = OptionError("wrong.")
    assert program(f"resume={run}", "trainer.max_epochs=900") == 2
    assert _contents(run) == before


def test_resume_answers_with_the_run_s_exit_code(run: Path, program: Program, task: NotingTask) -> None:
    task.answer = 143
    assert program(f"resume={run}") == 143


@pytest.mark.parametrize(
    ("others", "answer"),
    [
        (["seed=1"], "`seed=1` cannot stand beside resume"),
        (["optimizer=adam", "trainer.max_epochs=3"], "`optimizer=adam` cannot stand beside resume"),
        (["trainer.max_epochs=ten"], "`trainer.max_epochs` must be a whole number ≥ 0, got 'ten'."),
        (["-m"], "`resume` goes on with one run; leave out -m."),
        (["trainer.max_epochs=1,2"], "`resume` goes on with one run, got 'trainer.max_epochs=1,2'."),
        (["--cfg", "job"], "a resumed run's config is its own: read"),
        (["--config-name=other"], "cannot stand beside resume"),
    ],
)
def test_resume_refuses_other_overrides(
    others: list[str], answer: str, run: Path, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (run / ".hydra" / "config.yaml").read_bytes()
    capsys.readouterr()
    assert program(f"resume={run}", *others) == 2
    error = capsys.readouterr().err
    assert answer in error
    assert error.count("\n") == 1
    assert (run / ".hydra" / "config.yaml").read_bytes() == before


def _nothing(path: Path) -> None: ...


def _foreign(path: Path) -> None:
    path.mkdir()


def _sweep(path: Path) -> None:
    path.mkdir()
    (path / "sweep.jsonl").touch()


def _config(text: bytes):  # type: ignore[no-untyped-def]
    def write(path: Path) -> None:
        (path / ".hydra").mkdir(parents=True)
        (path / ".hydra" / "config.yaml").write_bytes(text)

    return write


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        (_nothing, "there is no directory 'old'"),
        (_foreign, "'old' holds no .hydra/config.yaml"),
        (_sweep, "`resume` of a sweep stands beside -m"),
        (_config(b"a: [1"), "cannot read "),
        (_config(b"\xff\xfe\x00"), "cannot read "),
        (_config(b"- 1\n- 2\n"), "is not the config of a run"),
        (_config(b"seed: 1\n"), "is not the config of a run"),
        (_config(b"trainer: {}\nseeed: 1\n"), "unknown key `seeed`"),
    ],
)
def test_resume_names_a_directory_that_is_not_a_run(  # type: ignore[no-untyped-def]
    make, answer: str, program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    make(tmp_path / "old")
    assert program("resume=old") == 2
    error = capsys.readouterr().err
    assert answer in error
    assert error.count("\n") == 1
