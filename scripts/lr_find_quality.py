"""What the learning-rate finder's suggestions are worth: `python scripts/lr_find_quality.py`, some minutes.

For each data set, model, optimizer and seed, full trainings (100 epochs, early stopping) at each of the finder's 43
rates tell what could be had. Ratios of errors of the best weights of a training, each error plus 0.01, so that a part
of 30 points without any error does not decide all:

- `validation`: the suggested rate against the rate with the lowest validation error; never below 1, since the grid is
  picked on these very points;
- `test`: the same two rates on 40 % of the points that neither has seen; below 1 the suggestion is the better one;
- `default`: the suggested rate against the default one of the optimizer, on the test points.

A ratio is cut at 20. The rule was chosen with seeds 0 to 4; the default here is five others.
"""

import argparse
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import NamedTuple

import hydra
import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from lessonnet.callbacks import EarlyStopping
from lessonnet.config import plain
from lessonnet.models import load_row, measure
from lessonnet.stack import Outcome, trainer
from lessonnet.sweep import quiet
from lessonnet.sweep._job import Job, stack_of
from lessonnet.sweep._lr_find import RATES, find_rate

MODELS = {
    "logistic": ["model=logistic"],
    "sigmoid": ["model=mlp", "model.hidden=[32]"],
    "relu": ["model=mlp", "model.hidden=[32,32]", "activation=relu"],
}
CASES = [
    *(("admissions", model) for model in ("logistic",)),
    *(("moons", model) for model in ("sigmoid", "relu")),
    *product(("breast_cancer", "iris"), ("logistic", "sigmoid")),
    *(("digits", model) for model in MODELS),
]
OPTIMIZERS = ("sgd", "momentum", "adam")
CONF = Path(__file__).parents[1] / "conf"
FLOOR, CUT = 0.01, 20.0


class Ratios(NamedTuple):
    """One seed: the rate suggested, the rate of the grid, and the three ratios of the table."""

    suggested: float
    grid: float
    validation: float
    test: float
    default: float


def job_of(*overrides: str) -> Job:
    with hydra.initialize_config_dir(str(CONF), version_base="1.3"):
        return Job.of(plain(hydra.compose("train", [*overrides, "data.test_fraction=0.4", "trainer=cpu"])))


def trained(job: Job) -> Outcome:
    """Train a job in full at every rate."""
    first = job.members[0]
    members = [replace(first, optimizer=replace(first.optimizer, lr=rate)) for rate in RATES]
    stack = stack_of([replace(job, members=members)])
    with quiet():
        trainer(max_epochs=100, accelerator="cpu", callbacks=[EarlyStopping()]).fit(stack)
    return stack.outcome()


def test_errors(job: Job, outcome: Outcome) -> NDArray[np.float64]:
    """Return the test error of each rate's best weights, [43]."""
    views = outcome.layout.views(outcome.record.best_rows)
    assert job.data.test is not None
    rows = [{name: view[k].clone() for name, view in views.items()} for k in range(len(RATES))]
    errors = [measure(load_row(job.model.network, row), job.model.criterion, job.data.test)["error"] for row in rows]
    return np.nan_to_num(errors, nan=np.inf, posinf=np.inf)


def compared(job: Job) -> Ratios:
    outcome = trained(job)
    val = outcome.record.best_error.numpy().copy()
    val[[status == "diverged" for status in outcome.record.status]] = np.inf
    test = test_errors(job, outcome)
    own = RATES.index(find_rate(job).suggestion)
    grid = int(val.argmin())
    usual = int(np.abs(np.log(RATES) - np.log(job.tree["optimizer"]["lr"])).argmin())
    return Ratios(
        RATES[own],
        RATES[grid],
        ratio(val[own], val[grid]),
        ratio(test[own], test[grid]),
        ratio(test[own], test[usual]),
    )


def ratio(error: float, other: float) -> float:
    return float(np.clip((error + FLOOR) / (other + FLOOR), 1 / CUT, CUT))


def geometric(values: list[float]) -> float:
    return float(np.exp(np.mean(np.log(values))))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[100, 101, 102, 103, 104])
    seeds = parser.parse_args().seeds
    torch.set_num_threads(1)
    table = Table(title=f"the finder against a full grid, geometric means over {len(seeds)} seeds")
    for column in ("data", "model", "optimizer", "suggested", "grid", "validation", "test", "default"):
        table.add_column(column, justify="right" if column not in ("data", "model", "optimizer") else "left")
    everything: list[Ratios] = []
    for (data, model), optimizer in product(CASES, OPTIMIZERS):
        found = [compared(job_of(f"data={data}", f"optimizer={optimizer}", f"seed={s}", *MODELS[model])) for s in seeds]
        everything += found
        means = [geometric([getattr(one, name) for one in found]) for name in Ratios._fields]
        table.add_row(data, model, optimizer, *(f"{mean:.2g}" for mean in means[:2]), *(f"{m:.2f}" for m in means[2:]))
    console = Console(width=110)
    console.print(table)
    for name in ("validation", "test", "default"):
        values = [getattr(one, name) for one in everything]
        median, most = np.median(values), np.quantile(values, 0.9)
        console.print(
            f"{name:10}  mean {geometric(values):.2f}, median {median:.2f}, 9 of 10 at most {most:.2f}, "
            f"at most {max(values):.1f}"
        )


if __name__ == "__main__":
    main()
