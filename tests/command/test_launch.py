"""From a command line to a job: directories, exit codes, multiruns."""

from pathlib import Path

import pytest

from lessonnet.options import OptionError
from tests.command.conftest import NotingTask, Program, everything_in


def test_run_gets_a_new_directory_with_its_config(program: Program, task: NotingTask, tmp_path: Path) -> None:
    assert program("seed=3") == 0
    (directory,) = task.directories
    assert directory.parent == tmp_path / "runs" / "admissions_logistic"
    assert (directory / ".hydra" / "config.yaml").is_file()
    assert task.configs[0].seed == 3
    assert task.resumed == [False]


def test_run_of_a_class_that_is_named_is_called_after_it(program: Program, task: NotingTask, tmp_path: Path) -> None:
    program("model._target_=lessonnet.models.Perceptron")
    assert task.directories.pop().parent == tmp_path / "runs" / "admissions_perceptron"


def test_run_is_named_by_name(program: Program, task: NotingTask, tmp_path: Path) -> None:
    program("name=first_try")
    assert task.directories[0].parent == tmp_path / "runs" / "first_try"


def test_runs_in_the_same_second_get_two_directories(program: Program, task: NotingTask) -> None:
    for _ in range(3):
        program()
    assert len(set(task.directories)) == 3


def test_run_uses_the_directory_that_is_given(program: Program, task: NotingTask, tmp_path: Path) -> None:
    program("hydra.run.dir='with space/${seed}'", "seed=7")
    assert task.directories == [tmp_path / "with space" / "7"]


def test_run_never_writes_over_a_directory(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program("hydra.run.dir=mine")
    before = everything_in(tmp_path)
    assert program("hydra.run.dir=mine") == 2
    assert "the directory mine is not empty" in capsys.readouterr().err
    assert everything_in(tmp_path) == before


def test_multirun_flag_may_stand_among_the_overrides(program: Program, task: NotingTask, tmp_path: Path) -> None:
    assert program("seed=1,2", "-m", "model=logistic,perceptron") == 0
    assert [directory.name for directory in task.directories] == ["0", "1", "2", "3"]
    assert {directory.parent.parent for directory in task.directories} == {tmp_path / "sweeps" / "admissions"}


def test_sweep_over_experiments_is_not_named_after_one(program: Program, task: NotingTask, tmp_path: Path) -> None:
    program("-m", "experiment=and,or")
    assert {directory.parent.parent for directory in task.directories} == {tmp_path / "sweeps" / "sweep"}


@pytest.mark.parametrize("code", [0, 1, 130, 143])
def test_exit_code_is_the_run_s(code: int, program: Program, task: NotingTask) -> None:
    task.answer = code
    assert program() == code


def test_stop_ends_a_whole_multirun(program: Program, task: NotingTask) -> None:
    task.answer = 130
    with pytest.raises(SystemExit) as exit_of:
        program("-m", "seed=1,2")
    assert exit_of.value.code == 130
    assert len(task.directories) == 1


def test_failed_job_costs_one_job_and_ends_in_1(program: Program, task: NotingTask) -> None:
    task.answer = 1
    assert program("-m", "seed=1,2") == 1
    assert len(task.directories) == 2


def test_mistake_found_by_the_job_leaves_nothing(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    task.answer = OptionError("`init.weights` must have 3 numbers, got 2.")
    assert program() == 2
    assert capsys.readouterr().err == "`init.weights` must have 3 numbers, got 2.\n"
    assert everything_in(tmp_path) == []


def test_mistake_found_by_the_job_leaves_the_user_s_own_directory(
    program: Program, task: NotingTask, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    task.answer = OptionError("wrong.")
    assert program("hydra.run.dir=empty") == 2
    assert everything_in(tmp_path) == [str(tmp_path / "empty")]


def test_mistake_found_by_a_job_of_a_multirun_costs_that_job(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str]
) -> None:
    task.answer = OptionError("wrong.")
    assert program("-m", "seed=1,2") == 2
    assert capsys.readouterr().err == "job 0: wrong.\njob 1: wrong.\n"


def test_failure_inside_ends_in_1_with_a_traceback(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str]
) -> None:
    task.answer = ZeroDivisionError("inside")
    with pytest.raises(SystemExit) as exit_of:
        program()
    assert exit_of.value.code == 1
    assert "ZeroDivisionError: inside" in capsys.readouterr().err


def test_ctrl_c_before_the_run_ends_in_130(program: Program, task: NotingTask) -> None:
    task.answer = KeyboardInterrupt()
    assert program() == 130


def test_experiment_composes_with_overrides_of_its_choices(program: Program, task: NotingTask) -> None:
    program("experiment=xor", "callbacks=none", "model.hidden=[3]")
    assert task.configs[0].callbacks == {}
    assert task.configs[0].model.hidden == [3]


def test_callback_can_be_taken_out(program: Program, task: NotingTask) -> None:
    program("~callbacks.early_stopping")
    assert list(task.configs[0].callbacks)[:3] == ["checkpoint", "progress", "layers"]


def test_own_config_directory_adds_options(program: Program, task: NotingTask, tmp_path: Path) -> None:
    own = tmp_path / "own" / "experiment"
    own.mkdir(parents=True)
    (own / "mine.yaml").write_text("# @package _global_\nseed: 11\n")
    assert program("experiment=mine", "--config-dir", str(own.parent)) == 0
    assert task.configs[0].seed == 11


def test_job_whose_choice_does_nothing_is_left_out_and_named(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert program("-m", "model=logistic,mlp", "activation=tanh,relu", "hydra.sweep.dir=all") == 0
    assert [directory.name for directory in task.directories] == ["2", "3"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["2", "3", "multirun.yaml"]
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == [
        "job 0 is left out (model=logistic activation=tanh)",
        "job 1 is left out (model=logistic activation=relu)",
    ]
    assert all("does nothing: this model has no hidden layer" in line for line in told)


def test_jobs_of_a_sweep_may_be_named_by_what_differs(program: Program, task: NotingTask, tmp_path: Path) -> None:
    assert program("-m", "seed=4,7", "hydra.sweep.subdir=seed_${seed}") == 0
    assert [directory.name for directory in task.directories] == ["seed_4", "seed_7"]


def test_large_grid_is_checked_value_by_value(
    program: Program, task: NotingTask, capsys: pytest.CaptureFixture[str]
) -> None:
    # 1002 jobs: above the number of jobs that are checked one by one
    assert program("-m", "seed=range(0,501)", "optimizer.lr=0.1,fast") == 2
    assert "`optimizer.lr` must be a number > 0, got 'fast'." in capsys.readouterr().err
    assert task.configs == []
