"""Each job of a stacked multirun ends as the same run alone does."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.data.tables import write_csv
from tests.sweep.stacked import FAST, Sweep, assert_jobs_as_alone, assert_same_run, jobs_of, shuffled, swept

SINGLE = ("trainer.max_epochs=5",)
"""A training in float32: five epochs."""
DOUBLE = ("trainer.precision=64-true", "trainer.max_epochs=60", "callbacks.early_stopping.patience=6")
"""A full training in float64, which early stopping may end."""

CLOSE_SINGLE = 1e-4
CLOSE_DOUBLE = 1e-9
"""What issue 4 asks for."""

MLP = (*FAST, "model=mlp")


class Case(NamedTuple):
    """What all jobs share, and what is swept."""

    fixed: tuple[str, ...]
    grid: tuple[str, ...]


OPTIMIZERS = {
    "sgd": ("optimizer.lr=0.05,0.7", "optimizer.weight_decay=0,0.1", "optimizer.clip_norm=null,0.05"),
    "momentum": ("optimizer.lr=0.02,0.4", "optimizer.momentum=0.5,0.95", "optimizer.clip_norm=null,0.1"),
    "nesterov": ("optimizer.lr=0.02,0.4", "optimizer.momentum=0,0.95", "optimizer.weight_decay=0,0.05"),
    "rmsprop": ("optimizer.lr=0.003,0.03", "optimizer.alpha=0.9,0.99", "optimizer.momentum=0,0.8"),
    "rmsprop_eps": ("optimizer.eps=1e-8,1e-3",),
    "adagrad": ("optimizer.lr=0.02,0.3", "optimizer.lr_decay=0,0.05", "optimizer.eps=1e-10,1e-2"),
    "adam": ("optimizer.lr=0.003,0.05", "optimizer.betas=[0.9,0.999],[0.5,0.9]", "optimizer.weight_decay=0,0.1"),
    "adamw": ("optimizer.lr=0.003,0.05", "optimizer.betas=[0.8,0.99],[0,0.9]", "optimizer.weight_decay=0,0.3"),
}  # fmt: skip

SCHEDULERS = {
    "step": ("scheduler.step_size=1,3", "scheduler.gamma=0.3,0.9"),
    "exponential": ("scheduler.gamma=0.5,0.9,1",),
    "cosine": ("scheduler.min_factor=0,0.2,1",),
    "onecycle": ("scheduler.pct_start=0.1,0.6", "scheduler.div_factor=5,25", "scheduler.final_div_factor=10,1e4"),
    "plateau": (
        "scheduler.factor=0.1,0.7",
        "scheduler.patience=0,2",
        "scheduler.threshold=1e-4,0.2",
        "scheduler.min_lr=0,0.05",
    ),
}

PARTS = {
    "seeds": Case(MLP, ("seed=0,1,5,1000000",)),
    "data_seeds": Case(MLP, ("data.seed=0,1", "seed=0,3")),
    "restarts": Case((*MLP, "restarts=3"), ("seed=0,1", "optimizer.lr=0.1,0.5")),
    "numbers_of_restarts": Case(MLP, ("restarts=1,3,2",)),
    "init_scale": Case(MLP, ("init.scale=0.1,1,3",)),
    "init_kinds": Case(MLP, ("init=xavier,he,uniform,normal",)),
    "l1": Case((*MLP, "regularizer=l1"), ("regularizer.l1=0,0.001,0.05",)),
    "l2": Case((*MLP, "regularizer=l2"), ("regularizer.l2=0,0.001,0.05",)),
    "elastic": Case((*MLP, "regularizer=elastic"), ("regularizer.l1=0,0.01", "regularizer.l2=0,0.01")),
    "regularizers": Case(MLP, ("regularizer=none,l1,l2,elastic",)),
    "dropout_per_batch": Case((*MLP, "dropout=per_batch"), ("dropout.p=0,0.2,0.6", "seed=0,1")),
    "dropout_per_epoch": Case((*MLP, "dropout=per_epoch"), ("dropout.p=0,0.2,0.6", "seed=0,1")),
    "patience": Case((*MLP, "optimizer.lr=2"), ("callbacks.early_stopping.patience=1,2,4,30",)),
    "min_delta": Case(
        (*MLP, "callbacks.early_stopping.patience=2"), ("callbacks.early_stopping.min_delta=0,0.01,0.5", "seed=0,1")
    ),
    "perceptron": Case((*FAST, "model=perceptron", "backprop=autograd"), ("seed=0,1", "optimizer.lr=0.01,0.3")),
    "perceptron_closed": Case((*FAST, "model=perceptron"), ("seed=0,1", "optimizer.lr=0.01,0.3")),
    "logistic": Case((*FAST, "model=logistic"), ("seed=0,1", "optimizer.lr=0.1,1")),
    "two_layers": Case((*MLP, "model.hidden=[6, 5]", "dropout=per_batch"), ("seed=0,1", "optimizer.lr=0.1,1")),
    "activations": Case((*MLP, "init=he"), ("activation=tanh,relu", "optimizer.lr=0.1,0.5")),
    "classes": Case(("trainer=cpu", "data=iris", "logger=csv", "model=mlp"), ("seed=0,1", "optimizer.lr=0.1,0.5")),
    "classes_logistic": Case(("trainer=cpu", "data=iris", "logger=csv"), ("seed=0,1", "optimizer.lr=0.1,0.5")),
    "classes_perceptron": Case(
        ("trainer=cpu", "data=iris", "logger=csv", "model=perceptron"), ("seed=0,1", "optimizer.lr=0.1,0.5")
    ),
    "no_validation": Case(
        (*MLP, "data.val_fraction=0", "regularizer=l2", "scheduler=plateau"), ("seed=0,1", "regularizer.l2=0,0.01")
    ),
    "no_test": Case((*MLP, "data.test_fraction=0"), ("seed=0,1",)),
    "uneven_batches": Case((*MLP, "data.batch_size=7"), ("seed=0,1", "optimizer.lr=0.1,0.5")),
    "full_batch": Case((*MLP, "data.batch_size=full"), ("seed=0,1", "optimizer.lr=0.1,0.5")),
    "batch_sizes": Case(MLP, ("data.batch_size=5,12,full", "seed=0,1")),
    "max_steps": Case((*MLP, "trainer.max_steps=7"), ("seed=0,1",)),
    "no_callbacks": Case((*MLP, "callbacks=none"), ("seed=0,1",)),
    "watched_accuracy": Case((*MLP, "callbacks.early_stopping.monitor=accuracy"), ("seed=0,1", "optimizer.lr=0.1,1")),
}

APART = {"activations": 2, "batch_sizes": 2, "init_kinds": 4, "regularizers": 4}
"""Members of a stack where it is not all of the jobs: a graph or a timetable of its own takes a stack of its own."""

CASES = {
    **{
        f"optimizer_{name}": Case((*MLP, f"optimizer={name.removesuffix('_eps')}"), grid)
        for name, grid in OPTIMIZERS.items()
    },
    **{
        f"scheduler_{name}": Case((*MLP, "optimizer=momentum", f"scheduler={name}"), grid)
        for name, grid in SCHEDULERS.items()
    },
    **PARTS,
}

SOON = ("optimizer_momentum", "optimizer_adam", "scheduler_plateau", "dropout_per_batch", "dropout_per_epoch")
AUTOGRAD = ("optimizer_sgd", "optimizer_adamw", "scheduler_plateau", "restarts", "dropout_per_batch", "classes", "l1")


def later(name: str) -> Any:
    """Leave a case to `make slow`: its full training in float64 is among the quick tests."""
    return pytest.param(name, marks=pytest.mark.slow)


def members(name: str, case: Case) -> int:
    """Return how many members the stacks of a case have."""
    if name == "numbers_of_restarts":
        return 6
    restarts = 3 if "restarts=3" in case.fixed else 1
    return APART.get(name, len(jobs_of(case.grid))) * restarts


def as_alone(tmp_path: Path, fixed: tuple[str, ...], case: Case, tolerance: float, size: int | None) -> Sweep:
    kept = tuple(line for line in fixed if line.partition("=")[0] not in {one.partition("=")[0] for one in case.grid})
    sweep = swept(tmp_path, *kept, *case.grid)
    assert (sweep.answer.code, sweep.answer.err) == (0, "")
    assert_jobs_as_alone(sweep, tmp_path / "alone", kept, case.grid, tolerance, size)
    return sweep


@pytest.mark.parametrize("name", [name if name in SOON else later(name) for name in CASES])
def test_jobs_end_as_alone_after_five_epochs_in_float32(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    as_alone(tmp_path, (*case.fixed, *SINGLE), case, CLOSE_SINGLE, members(name, case))


@pytest.mark.parametrize("name", CASES)
def test_jobs_end_as_alone_after_a_full_training_in_float64(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    has_own = name == "no_callbacks" or any("early_stopping.patience" in line for line in case.fixed)
    fixed = (*case.fixed, *(DOUBLE[:2] if has_own else DOUBLE))
    as_alone(tmp_path, fixed, case, CLOSE_DOUBLE, members(name, case))


@pytest.mark.parametrize("name", AUTOGRAD)
@pytest.mark.parametrize(
    ("training", "tolerance"),
    [
        pytest.param(SINGLE, CLOSE_SINGLE, id="32"),
        pytest.param(DOUBLE, CLOSE_DOUBLE, id="64", marks=pytest.mark.slow),
    ],
)
def test_jobs_end_as_alone_by_autograd(name: str, training: tuple[str, ...], tolerance: float, tmp_path: Path) -> None:
    case = CASES[name]._replace(grid=CASES[name].grid[:1])
    as_alone(tmp_path, (*case.fixed, "backprop=autograd", *training), case, tolerance, members(name, case))


def test_members_leave_at_different_epochs(tmp_path: Path) -> None:
    case = CASES["patience"]
    sweep = swept(tmp_path, *case.fixed, "trainer.max_epochs=60", *case.grid)
    epochs = [sweep.job(number).results["epochs"] for number in range(4)]
    assert len(set(epochs)) >= 3, epochs


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize(("training", "tolerance"), [(SINGLE, CLOSE_SINGLE), (DOUBLE, CLOSE_DOUBLE)], ids=["32", "64"])
def test_stacks_of_any_size_are_the_runs_alone(
    count: int, training: tuple[str, ...], tolerance: float, tmp_path: Path
) -> None:
    fixed = (*MLP, "dropout=per_batch", "optimizer=adam", "scheduler=cosine", *training)
    as_alone(tmp_path, fixed, Case((), (f"seed=range(0,{count})",)), tolerance, count)


@pytest.mark.slow
def test_stack_of_a_hundred_is_the_runs_alone(tmp_path: Path) -> None:
    fixed = (*MLP, "dropout=per_batch", "optimizer=adam", "scheduler=cosine", *DOUBLE)
    grid = ("seed=range(0,25)", "optimizer.lr=0.01,0.1", "regularizer.l2=0,0.01")
    as_alone(tmp_path, (*fixed, "regularizer=l2"), Case((), grid), CLOSE_DOUBLE, 100)


@pytest.mark.slow
def test_hundred_members_in_float32_are_the_runs_alone(tmp_path: Path) -> None:
    fixed = ("trainer=cpu", "data=digits", "model=mlp", "model.hidden=[64]", "logger=csv", *SINGLE)
    as_alone(tmp_path, fixed, Case((), ("seed=range(0,20)", "optimizer.lr=0.03,0.1,0.3,0.5,1")), CLOSE_SINGLE, 100)


def test_order_of_the_members_changes_nothing(tmp_path: Path) -> None:
    fixed = (*MLP, "dropout=per_epoch", "optimizer=momentum", "scheduler=plateau", *DOUBLE)
    grid = ("seed=0,1,2", "optimizer.lr=0.05,0.1,0.4", "optimizer.momentum=0.5,0.9")
    other = tuple(shuffled(line) for line in reversed(grid))
    one, another = swept(tmp_path / "one", *fixed, *grid), swept(tmp_path / "another", *fixed, *other)
    numbers = {frozenset(own): number for number, own in enumerate(jobs_of(other))}
    assert [frozenset(own) for own in jobs_of(grid)] != list(numbers)
    for number, own in enumerate(jobs_of(grid)):
        assert_same_run(another.job(numbers[frozenset(own)]), one.job(number), CLOSE_DOUBLE)


WEIGHTED = [[0.5 * (i % 17) - 4 + (i % 5), 1 + i % 3, "yes" if (i * 7) % 17 > 8 else "no"] for i in range(90)]


@pytest.mark.parametrize("weights", ["data.weight_column=w", "data.class_weight=balanced"])
@pytest.mark.parametrize(("training", "tolerance"), [(SINGLE, CLOSE_SINGLE), (DOUBLE, CLOSE_DOUBLE)], ids=["32", "64"])
def test_jobs_on_a_table_with_weights_end_as_alone(
    weights: str, training: tuple[str, ...], tolerance: float, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "table.csv", WEIGHTED, ["size", "w", "admit"])
    fixed = ("trainer=cpu", "data=table", f"data.path={path}", "data.target=admit", weights, "logger=csv", "model=mlp")
    as_alone(tmp_path, (*fixed, *training), Case((), ("seed=0,1,2", "optimizer.lr=0.1,1")), tolerance, 6)
