"""Every YAML file and every key in one: composed, checked, trained with; and each key does something."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import torch
from omegaconf import OmegaConf

from lessonnet.callbacks import MetricsCSV
from lessonnet.options import OptionError
from tests.data.tables import mixed_rows, write_csv
from tests.sweep.changes import CHANGES, ELSEWHERE, SETTINGS, Change
from tests.sweep.laboratory import Laboratory, Observed
from tests.sweep.runs import CONF, composed, finished

COMBINATIONS = ("experiment", "hparams_search")
"""Groups whose options choose among those of the others."""
OPTIONS = [(p.parent.name, p.stem) for p in sorted(CONF.glob("*/*.yaml")) if p.parent.name not in COMBINATIONS]
EXPERIMENTS = sorted(path.stem for path in (CONF / "experiment").glob("*.yaml"))
REFUSED = {("activation", "step"), ("trainer", "gpu")}
"""What cannot train: the step has no slope, and there may be no GPU; said in one line."""

SHORT = ("trainer.max_epochs=2",)
_CASES = "hydra.sweeper.params."
UNTRAINED = {"gate_quiz"}
"""Experiments that look at given weights."""


def keys_of(tree: Any, prefix: str = "") -> Iterator[str]:
    """Dotted keys of a config's values; a list is a value."""
    for name, value in tree.items():
        if name not in ("_target_", "defaults"):
            yield from keys_of(value, f"{prefix}{name}.") if isinstance(value, dict) else [f"{prefix}{name}"]


def tree_of(path: Path) -> dict[str, Any]:
    tree = OmegaConf.to_container(OmegaConf.load(path), resolve=False)
    assert isinstance(tree, dict)
    return {str(name): value for name, value in tree.items()}


def group_keys(group: str, option: str) -> list[str]:
    """Keys that an option's own file sets below its group; what it turns off by null is its choice, and no key."""
    path = CONF / group / f"{option}.yaml"
    is_global = "# @package _global_" in path.read_text()
    return [] if is_global else [f"{group}.{key}" for key in keys_of(tree_of(path))]


KEYS = [(group, option, key) for group, option in OPTIONS for key in group_keys(group, option) if key not in ELSEWHERE]
TOP_LEVEL = [key for key in keys_of(tree_of(CONF / "train.yaml")) if key not in ELSEWHERE]
IN_SUITES = ("activation", "data", "dropout", "init", "optimizer", "regularizer", "scheduler")
"""Groups whose keys tests/testing looks at too, in trainings that take less."""


def has_suite(group: str, option: str) -> bool:
    return group in IN_SUITES and option not in ("run", "table")  # both need files


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Directories of two earlier runs, for those that start from one, and tables."""
    directory = tmp_path_factory.mktemp("earlier")
    tables = {
        "table": write_csv(directory / "table.csv", mixed_rows(80)),
        "other_table": write_csv(directory / "other.csv", mixed_rows(80, seed=1)),
        # In half of the rows the words stand between asterisks.
        "quoted_table": write_csv(
            directory / "quoted.csv", [[*r[:2], f"*{r[2]}*" if r[0] % 2 else r[2], *r[3:]] for r in mixed_rows(80)]
        ),
        "parquet_table": str(directory / "table.parquet"),
    }
    pl.read_csv(tables["table"]).write_parquet(tables["parquet_table"])
    runs = {
        name: finished(directory / name, *SHORT, f"seed={number}") for number, name in enumerate(("run", "other_run"))
    }
    return tables | {name: str(run.directory) for name, run in runs.items()}


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    threads = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch:
        # However slow the disk, metrics.csv is written as often as it is asked to be.
        patch.setattr(MetricsCSV, "_cost", property(lambda self: 0.0, lambda self, cost: None), raising=False)
        yield Laboratory(tmp_path_factory.mktemp("laboratory"))
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(False)


def setting(group: str, option: str) -> tuple[str, ...]:
    own = SETTINGS.get(f"{group}={option}", SETTINGS[group])
    trainer = () if group == "trainer" else ("trainer=cpu",)
    return (*trainer, *SHORT, f"{group}={option}", *own)


def observe(laboratory: Laboratory, overrides: tuple[str, ...], places: dict[str, str]) -> Observed:
    return laboratory.observe(*(line.format(**places) if "{" in line else line for line in overrides))


def is_finite(observed: Observed) -> bool:
    metrics, weights = observed.numbers
    return "NaN" not in metrics and "Infinity" not in metrics and "null" not in metrics and bool(weights)


@pytest.mark.parametrize(("group", "option"), [pair for pair in OPTIONS if pair not in REFUSED])
def test_option_trains_with_finite_results(
    group: str, option: str, laboratory: Laboratory, places: dict[str, str]
) -> None:
    observed = observe(laboratory, setting(group, option), places)
    assert observed.refusal == ""
    # Without validation and test parts these are null.
    assert is_finite(observed) or option in ("gate", "trick", "none", "surface")


def test_step_is_refused_wherever_it_would_be_trained_through() -> None:
    with pytest.raises(OptionError, match="`activation=step` is flat"):
        composed("activation=step", "model=mlp")


def distinct(group: str) -> list[tuple[str, str]]:
    options = [option for other, option in OPTIONS if other == group and (group, option) not in REFUSED]
    return list(combinations(options, 2))


@pytest.mark.parametrize(
    ("group", "first", "second"),
    [
        (group, *pair)
        for group in ("data", "model", "init", "activation", "regularizer", "dropout", "optimizer", "scheduler")
        for pair in distinct(group)
    ],
)
def test_options_of_a_group_give_different_numbers(
    group: str, first: str, second: str, laboratory: Laboratory, places: dict[str, str]
) -> None:
    one, other = (observe(laboratory, setting(group, option), places) for option in (first, second))
    assert one.numbers != other.numbers


@pytest.mark.parametrize("pair", distinct("logger"))
def test_loggers_leave_different_files(pair: tuple[str, str], laboratory: Laboratory, places: dict[str, str]) -> None:
    one, other = (observe(laboratory, setting("logger", option), places) for option in pair)
    assert one.files != other.files


@pytest.mark.parametrize(
    ("group", "option", "key"),
    [pytest.param(*key, marks=pytest.mark.slow) if has_suite(*key[:2]) else key for key in KEYS],
)
def test_key_changes_what_a_run_leaves(
    group: str, option: str, key: str, laboratory: Laboratory, places: dict[str, str]
) -> None:
    change = change_of(group, option, key)
    assert_changes(key, change, setting(group, option), laboratory, places)


@pytest.mark.parametrize("key", TOP_LEVEL)
def test_top_level_key_changes_what_a_run_leaves(key: str, laboratory: Laboratory, places: dict[str, str]) -> None:
    assert_changes(key, CHANGES[key], ("trainer=cpu", *SHORT, "model=mlp"), laboratory, places)


def change_of(group: str, option: str, key: str) -> Change:
    specific = f"{group}={option}.{key.removeprefix(f'{group}.')}"
    found = CHANGES.get(specific) or CHANGES.get(key)
    assert found is not None, f"{key} of conf/{group}/{option}.yaml needs an entry in tests/sweep/changes.py"
    return found


def assert_changes(
    key: str, change: Change, base: tuple[str, ...], laboratory: Laboratory, places: dict[str, str]
) -> None:
    before = observe(laboratory, (*base, *change.base), places)
    after = observe(laboratory, (*base, *change.base, f"{key}={change.value}"), places)
    assert before.refusal == ""
    assert change.shows_in(before) != change.shows_in(after)


def test_every_entry_of_the_table_belongs_to_a_key() -> None:
    known = {key for _, _, key in KEYS} | set(TOP_LEVEL)
    known |= {f"{group}={option}.{key.removeprefix(f'{group}.')}" for group, option, key in KEYS}
    assert set(CHANGES) <= known


def test_every_setting_belongs_to_a_group_or_an_option() -> None:
    groups = {group for group, _ in OPTIONS}
    assert set(SETTINGS) <= groups | {f"{group}={option}" for group, option in OPTIONS}
    assert groups <= set(SETTINGS)


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_experiment_trains_with_finite_results(experiment: str, laboratory: Laboratory, places: dict[str, str]) -> None:
    short = () if experiment in UNTRAINED else SHORT
    observed = observe(laboratory, (f"experiment={experiment}", "trainer=cpu", *short), places)
    assert observed.refusal == ""
    metrics, weights = observed.numbers
    assert "NaN" not in metrics
    assert weights


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_experiment_sets_keys_that_do_something(experiment: str) -> None:
    keys = set(keys_of(tree_of(CONF / "experiment" / f"{experiment}.yaml")))
    cases = {key.removeprefix(_CASES) for key in keys}  # what a comparison goes through
    assert cases <= {key for _, _, key in KEYS} | {group for group, _ in OPTIONS} | {*TOP_LEVEL, "name", "hydra.mode"}


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_experiment_is_named_after_its_file(experiment: str) -> None:
    assert composed(f"experiment={experiment}").name == experiment
