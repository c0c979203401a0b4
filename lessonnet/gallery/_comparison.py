"""The figures of several trainings side by side: what a change has changed."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from matplotlib.figure import Figure

from lessonnet import figures
from lessonnet.data import DataSet
from lessonnet.gallery._answers import FEW_POINTS
from lessonnet.gallery._boundary import boundary_of
from lessonnet.gallery._drawing import Drawing
from lessonnet.inference import Scored, reliability
from lessonnet.nn import Network
from lessonnet.observation import weights_of

_MOST_PANELS = 4
_MOST_CURVES = 10
_GRADIENT = "gradient_norm_"
_FEWEST_SIZES = 3
"""Of networks, for a graph that falls and rises."""
Rows = Sequence[Mapping[str, float]]
Against = Sequence[Literal["epoch", "step", "computations"]]


@dataclass(frozen=True)
class Case:
    """One of the trainings.

    Attributes:
        label: what is its own, such as `optimizer=adam`.
        rows: of its `metrics.csv`, as numbers.
        layers: columns of its `layers.csv`; empty without one.
        data: set up; None of a table, which no model holds.
        network: with its best weights.
        scored: its answers to the points that it is judged by, None without data.
        diverged: whether its error ran away.
    """

    label: str
    rows: Rows
    layers: Mapping[str, Sequence[float]]
    data: DataSet | None
    network: Network
    scored: Scored | None
    diverged: bool = False


def comparison_figures(cases: Sequence[Case], swept: Collection[str]) -> dict[str, Drawing]:
    """Return the figures that compare trainings: names to functions that draw.

    Args:
        cases: at least two.
        swept: keys that they differ in; `data.batch_size`, `regularizer` and `model.hidden` have figures of their own.
    """
    drawings: dict[str, Drawing] = {}
    if len(cases) <= _MOST_CURVES and all(case.rows for case in cases):
        against: Against = ["epoch"]
        if "data.batch_size" in swept:  # mini-batches of other sizes make other steps of the same points
            against = ["computations", "step"]
        drawings["compared_curves"] = partial(_curves, cases, swept, against)
    if "model.hidden" in swept and len(_ends_by_size(cases)) >= _FEWEST_SIZES:
        drawings["complexity"] = partial(_complexity, cases, swept)
    if any(key.split(".")[0] in ("regularizer", "dropout") for key in swept) and len(cases) <= _MOST_CURVES:
        drawings["weight_sizes"] = partial(_weight_sizes, cases)
    if len(cases) <= _MOST_PANELS:
        drawings |= _panels(cases)
    return drawings


def _panels(cases: Sequence[Case]) -> dict[str, Drawing]:
    """Return what has a panel for each case."""
    drawings: dict[str, Drawing] = {}
    planes = [boundary_of(case.data, case.network, title=case.label) for case in cases if case.data is not None]
    if len(planes) == len(cases) and all(planes):
        drawings["boundaries"] = partial(figures.decision_boundary, *(plane for plane in planes if plane is not None))
    if all(len(_gradients(case)) > 1 for case in cases):  # of a single layer there is nothing to compare
        drawings["layer_norms"] = partial(_layer_norms, cases)
    answers = [case.scored for case in cases if case.scored is not None]
    if len(answers) == len(cases) and all(_has_shares(one) for one in answers):
        drawings["confidence"] = partial(_confidence, cases)
    return drawings


def _has_shares(scored: Scored) -> bool:
    return scored.probabilities is not None and len(scored.classes) >= FEW_POINTS


def _curves(cases: Sequence[Case], swept: Collection[str], against: Against) -> Figure:
    has_validation = all("val_error" in case.rows[0] for case in cases)
    curves = {case.label: figures.Case(case.rows, points=_points(case)) for case in cases}
    which = "val_error" if has_validation else "train_error"
    return figures.compared_curves(curves, which, against=against, title=_title(cases, swept))


def _title(cases: Sequence[Case], swept: Collection[str]) -> str:
    """Say what data it is, unless it is swept too, and what makes the cases differ."""
    names = {"" if case.data is None else case.data.title for case in cases}
    keys = " and ".join(key for key in swept if key != "seed") or "seed"
    return f"{names.pop()}, by {keys}".lstrip(", ") if len(names) == 1 else f"by {keys}"


def _points(case: Case) -> int | None:
    return None if case.data is None else case.data.train.points


def _complexity(cases: Sequence[Case], swept: Collection[str]) -> Figure:
    """Draw the errors after the last epoch against the number of hidden nodes."""
    ends = _ends_by_size(cases)
    sizes, most = sorted(ends), max(map(len, ends.values()))
    train, val = (
        [[end.get(name, math.nan) for end in ends[size]] + [math.nan] * (most - len(ends[size])) for size in sizes]
        for name in ("train_error", "val_error")
    )
    return figures.complexity_graph(sizes, train, val, title=_title(cases, swept))


def _ends_by_size(cases: Sequence[Case]) -> dict[int, list[Mapping[str, float]]]:
    """Return hidden nodes, 0 without a hidden layer, to the last rows of the trainings that have so many."""
    ends: dict[int, list[Mapping[str, float]]] = {}
    for case in cases:
        if case.rows and not case.diverged:
            ends.setdefault(sum(case.network.hidden), []).append(case.rows[-1])
    return ends


def _weight_sizes(cases: Sequence[Case]) -> Figure:
    return figures.weight_sizes(
        {
            case.label: np.concatenate([w.detach().numpy().ravel() for w in weights_of(case.network).values()])
            for case in cases
        }
    )


def _layer_norms(cases: Sequence[Case]) -> Figure:
    epochs = max((case.layers["epoch"] for case in cases), key=lambda own: own[-1])
    norms = {case.label: [_at(epochs, case, _GRADIENT + layer) for layer in _gradients(case)] for case in cases}
    names = {case.label: _gradients(case) for case in cases}
    return figures.layer_norms(epochs, norms, what="gradient", layers=names)


def _gradients(case: Case) -> list[str]:
    """Return the names of a training's layers."""
    return [name.removeprefix(_GRADIENT) for name in case.layers if name.startswith(_GRADIENT)]


def _at(epochs: Sequence[float], case: Case, column: str) -> list[float]:
    """Return a column at other epochs, as far as the training went; cases that ended early were looked at oftener."""
    own = case.layers["epoch"]
    reached = [epoch for epoch in epochs if epoch <= own[-1]]
    return [float(number) for number in np.interp(reached, own, case.layers[column])]


def _confidence(cases: Sequence[Case]) -> Figure:
    bins = [
        reliability(case.scored.classes, case.scored.predicted, case.scored.probabilities)
        for case in cases
        if case.scored is not None and case.scored.probabilities is not None
    ]
    return figures.confidence_histogram(*bins, titles=[case.label for case in cases])
