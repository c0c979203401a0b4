"""The truth table of a network on a logic gate: what each of its nodes says to each row (rows L4, L5)."""

import io
from collections.abc import Sequence
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from lessonnet.data import DataSet, Gate, Part
from lessonnet.models import Saved, read_model
from lessonnet.nn import DenseNetwork, Network, Step, predict
from lessonnet.options import OptionError
from lessonnet.sweep._own_classes import classes_of_run
from lessonnet.sweep._row import COMPLETED, Row

_MOST_JOBS = 12
_MOST_NODES = 8


def truth_table(data: DataSet, network: Network) -> list[str]:
    """Return a network's truth table, none where the data is no gate: inputs, nodes, its answer, and the gate's.

    Hidden nodes have columns where they are perceptrons, which say 0 or 1, and few.

    Args:
        data: set up.
        network: with the weights to be looked at.
    """
    if not isinstance(data, Gate) or not isinstance(data.train, Part):
        return []
    points = data.train.features.to(network.dtype)
    columns = {name: points[:, place] for place, name in enumerate(data.feature_names)}
    columns |= {**_nodes(network, points), "answer": predict(network(points)), data.gate: data.train.targets}
    table = Table()
    for name in columns:
        table.add_column(name, justify="right")
    for row in range(len(points)):
        table.add_row(*(str(int(values[row])) for values in columns.values()))
    out = io.StringIO()
    Console(file=out, force_jupyter=False, width=100, highlight=False, color_system=None, markup=False).print(table)
    return [line.rstrip() for line in out.getvalue().rstrip().splitlines()]


def truth_tables(directory: Path, rows: Sequence[Row]) -> list[str]:
    """Return the truth tables of a sweep's few jobs, each under the job's number; none of jobs on other data.

    Args:
        directory: of the sweep.
        rows: of its jobs.
    """
    completed = [row for row in rows if row.status == COMPLETED]
    if len(completed) > _MOST_JOBS:
        return []
    lines = []
    for row in completed:
        table = _table_of(directory / row.directory)
        lines += [f"job {row.job}", *table] if table else []
    return lines


@torch.no_grad()
def _nodes(network: Network, x_BD: Tensor) -> dict[str, Tensor]:
    """Return what each hidden perceptron says, by layer and number, both from 1: `node 1.2` to [B]."""
    if not isinstance(network, DenseNetwork) or not isinstance(network.activation, Step):
        return {}
    if sum(network.hidden) > _MOST_NODES:
        return {}
    said: dict[str, Tensor] = {}
    for layer, dense in enumerate(network.dense[:-1], start=1):
        x_BD = network.activation(dense(x_BD))
        said |= {f"node {layer}.{number}": answers for number, answers in enumerate(x_BD.T, start=1)}
    return said


def _table_of(directory: Path) -> list[str]:
    """Read a job back, unless it was trained on something else than a gate."""
    try:
        classes = classes_of_run(directory)
        description, _ = read_model(directory, classes)
        if (description["data"] or {}).get("name") != Gate.name:  # looked at first: other data may take long to load
            return []
        saved = Saved.read(directory, classes)
    except OptionError:  # of no network, or damaged: that is for others to say
        return []
    return truth_table(saved.data, saved.model.network)
