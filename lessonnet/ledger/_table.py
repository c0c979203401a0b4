"""The ledger as a table: a column for each number of each update, named after the features."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl
import torch

from lessonnet.data import Scaling
from lessonnet.ledger._formula import formula
from lessonnet.ledger._update import Update
from lessonnet.models import original_units, score_equation

_OWN = ("step", "epoch", "point", "class", "rate", "weight", "label", "prediction", "score_before", "score_after")
_LAST = ("formula", "line")


class Names(NamedTuple):
    """What a ledger's columns are named after, and how its numbers are turned into original units.

    Attributes:
        features: D names.
        classes: a name for each class.
        scaling: what standardisation took off and divided by; None where features are in original units.
    """

    features: Sequence[str]
    classes: Sequence[str]
    scaling: Scaling | None = None


def table_of(updates: Sequence[Update], names: Names, dtype: torch.dtype) -> pl.DataFrame:
    """Return a row for each update.

    Columns: `step`, `epoch`, `point`, `class` (of several classes: whose score it is), `rate`, `weight` (where points
    have weights), the features under their own names, `label`, `prediction`, `score_before`, `score_after`, for each
    feature `w_<feature>_before`, `b_before`, the same with `_after`, `formula`, and `line`: the boundary after the
    update in original units, where the training was in others. A feature that has the name of one of the ledger's own
    columns is called `x_<feature>`.

    Args:
        updates: in their order.
        names: of the columns.
        dtype: of the training; numbers are written with as many digits as tell its numbers apart.
    """
    kind = pl.Float64 if dtype == torch.float64 else pl.Float32
    columns = [
        *_known(updates, names, kind),
        *_vectors(feature_columns(names), [update.x for update in updates], kind),
        *(pl.Series(n, [getattr(u, n) for u in updates], pl.Int8) for n in ("label", "prediction")),
        *(pl.Series(n, [getattr(u, n) for u in updates], kind) for n in ("score_before", "score_after")),
        *_vectors(_weight_columns(names, "before"), [update.before for update in updates], kind),
        *_vectors(_weight_columns(names, "after"), [update.after for update in updates], kind),
        pl.Series("formula", [formula(update) for update in updates], pl.String),
        *_lines(updates, names),
    ]
    return pl.DataFrame(columns)


def feature_columns(names: Names) -> list[str]:
    """Return the features' columns, none of which has the name of another column."""
    taken = {*_OWN, *_LAST, *_weight_columns(names, "before"), *_weight_columns(names, "after")}
    return [f"x_{name}" if name in taken else name for name in names.features]


def _weight_columns(names: Names, when: str) -> list[str]:
    return [*(f"w_{name}_{when}" for name in names.features), f"b_{when}"]


def _known(updates: Sequence[Update], names: Names, kind: Any) -> list[pl.Series]:
    columns = [pl.Series(n, [getattr(u, n) for u in updates], pl.Int64) for n in ("step", "epoch", "point")]
    if len(names.classes) > 2:
        columns.append(pl.Series("class", [names.classes[update.output] for update in updates], pl.String))
    columns.append(pl.Series("rate", [update.rate for update in updates], kind))
    if any(update.weight is not None for update in updates):
        columns.append(pl.Series("weight", [update.weight for update in updates], kind))
    return columns


def _vectors(columns: Sequence[str], rows: Sequence[Sequence[float]], kind: Any) -> list[pl.Series]:
    return [pl.Series(name, [row[place] for row in rows], kind) for place, name in enumerate(columns)]


def _lines(updates: Sequence[Update], names: Names) -> list[pl.Series]:
    if names.scaling is None:
        return []
    return [pl.Series("line", [line_of(update, names) for update in updates], pl.String)]


def line_of(update: Update, names: Names) -> str:
    """Write the boundary after an update in original units, such as `2·test + 1·grades − 18 = 0`."""
    *weights, bias = update.after
    return f"{score_equation(*original_units(weights, bias, names.scaling), names.features)} = 0"
