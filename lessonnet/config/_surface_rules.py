"""What cannot work together with an error surface, which has neither data nor weights nor hidden nodes (row L26)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, Any]

_DRAWN_AROUND_ZERO = ("lessonnet.nn.Uniform", "lessonnet.nn.Normal")
_STARTS = (*_DRAWN_AROUND_ZERO, "lessonnet.nn.Fixed", "lessonnet.nn.Zeros")
_SIZED_BY_LAYERS = ("lessonnet.nn.Xavier", "lessonnet.nn.He")


def surface_goes_without_data(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a surface beside data, and nothing to learn from without a surface."""
    is_empty = tree["data"]["_target_"] == "lessonnet.data.NoData"
    if _is_surface(tree) == is_empty:
        return None
    if is_empty:
        return "`data=none` leaves nothing to learn from. Choose model=surface, or a data set."
    return "`model=surface` is an error over two parameters and has nothing to do with data. Add data=none."


def surface_is_climbed_in_one_process(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse processes that would share a single point."""
    if not _is_surface(tree) or (tree["trainer"]["devices"] == 1 and tree["trainer"]["strategy"] != "ddp"):
        return None
    return "`model=surface` has nothing that processes could share. Choose trainer=auto, cpu or gpu."


def surface_has_no_folds(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse cross-validation without rows."""
    if not _is_surface(tree) or tree["cv"] is None:
        return None
    return "`cv` makes folds of rows, and `model=surface` has none. Choose cv=none."


def surface_is_not_exported(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse the export of what predicts nothing."""
    if not _is_surface(tree) or tree["export"] is None:
        return None
    return f"`export={tree['export']}` writes a model that predicts, and `model=surface` is none. Leave export out."


def surface_has_no_accuracy(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse to watch what is not measured."""
    nodes = (tree["callbacks"] or {}).items()
    watching = next((name for name, node in nodes if node and node.get("monitor") == "accuracy"), None)
    if not _is_surface(tree) or watching is None:
        return None
    return f"`callbacks.{watching}.monitor` must be error on a surface, which has no accuracy."


def surface_starts_at_a_place(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse an earlier network's weights for a start, and restarts that would all begin at (0, 0)."""
    kind = tree["init"]["_target_"]
    if not _is_surface(tree) or kind in _STARTS:
        return None
    if kind == "lessonnet.models.FromRun":
        return "`init=run` takes a network's weights. Choose where to begin by init=fixed 'init.weights=[x,y]'."
    if tree["restarts"] > 1 and kind in _SIZED_BY_LAYERS:
        remedy = "Choose init=uniform init.scale=3 for starts all over the map"
        return f"`restarts={tree['restarts']}` would begin at (0, 0) again and again. {remedy}, or restarts=1."
    return None


def surface_has_no_layers(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse parts that act on weights or hidden nodes, and initial weights sized by layers, chosen for a surface."""
    if not _is_surface(tree):
        return None
    off = [name for name in ("regularizer", "dropout") if tree[name] is not None]
    chosen = [line for line in overrides if re.match(r"\+{0,2}activation[=.]", line)]
    if tree["init"]["_target_"] in _SIZED_BY_LAYERS:
        chosen += [line for line in overrides if re.match(r"\+{0,2}init[=.]", line)]
    if not off and not chosen:
        return None
    what = f"`{chosen[0]}`" if chosen else f"`{off[0]}`"
    return f"{what} does nothing on a surface, which has neither weights nor hidden nodes; leave it out."


def _is_surface(tree: Tree) -> bool:
    return bool(tree["model"]["_target_"] == "lessonnet.models.ErrorSurface")


SURFACE_RULES = (
    surface_goes_without_data,
    surface_is_climbed_in_one_process,
    surface_has_no_folds,
    surface_is_not_exported,
    surface_has_no_accuracy,
    surface_starts_at_a_place,
)
"""What cannot be trained."""
