"""Experiments that compare: their cases are taken as if they stood on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessonnet.command._arguments import Arguments, read_arguments
from lessonnet.command._comparison import with_cases
from lessonnet.command._overrides import parse
from lessonnet.options import OptionError

OWN = """\
# @package _global_
# Two widths.
hydra:
  mode: MULTIRUN
  sweeper:
    params:
      model.hidden: '[2],[3]'
      optimizer: sgd,momentum
defaults:
  - override /model: mlp
"""


def taken(*argv: str) -> Arguments:
    arguments = read_arguments(argv)
    return with_cases(arguments, parse(arguments.overrides))


def test_cases_become_values_of_a_multirun() -> None:
    arguments = taken("experiment=l1_sparsity")
    assert arguments.multirun
    assert arguments.overrides == ("experiment=l1_sparsity", "regularizer=none,l1", "hydra.sweeper.params=null")
    assert arguments.flags == ("--multirun",)


def test_several_cases_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "own.yaml").write_text(OWN)
    arguments = taken("experiment=own", "--config-dir", str(tmp_path))
    assert arguments.overrides[1:3] == ("model.hidden=[2],[3]", "optimizer=sgd,momentum")


def test_a_value_of_the_user_s_is_kept_and_other_cases_are_compared(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "own.yaml").write_text(OWN)
    arguments = taken("experiment=own", "optimizer=adam", "--config-dir", str(tmp_path))
    assert arguments.multirun
    assert "optimizer=adam" in arguments.overrides
    assert "optimizer=sgd,momentum" not in arguments.overrides


def test_an_experiment_whose_cases_are_all_chosen_is_a_run() -> None:
    arguments = taken("experiment=l1_sparsity", "regularizer=l2")
    assert not arguments.multirun
    assert arguments.overrides[-1] == "hydra.mode=RUN"


def test_seeds_may_stand_beside_the_cases() -> None:
    arguments = taken("experiment=l1_sparsity", "seed=0,1", "-m")
    assert arguments.multirun
    assert {"seed=0,1", "regularizer=none,l1"} <= set(arguments.overrides)
    assert arguments.flags == ("-m",)


@pytest.mark.parametrize("argv", [("experiment=xor",), ("seed=3",), ("experiment=l1_sparsity", "--cfg", "job")])
def test_what_compares_nothing_is_left_as_it_is(argv: tuple[str, ...]) -> None:
    assert taken(*argv) == read_arguments(argv)


def test_one_of_several_experiments_is_refused() -> None:
    with pytest.raises(OptionError, match="compares several jobs by itself"):
        taken("experiment=xor,l1_sparsity", "-m")
