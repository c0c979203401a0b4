"""What is to be seen of a run, and where it would not be seen."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lessonnet.config._target import watches_stacks
from lessonnet.extensions import figure

Tree = Mapping[str, Any]

_BOARD = "lessonnet.callbacks.TensorBoard"
_SHOWN_THERE = ("histograms", "pictures")
"""Callbacks that write for TensorBoard alone."""
_FIGURES = "lessonnet.callbacks.Figures"
OWN_FIGURES = frozenset(
    [
        "contour_paths",
        "surface_3d",
        "learning_curves",
        "boundary",
        "confusion_matrix",
        "network",
        "weights",
        "layer_norms",
        "unit_shares",
        "confidence",
        "error_surface",
        "roc",
        "precision_recall",
        "calibration",
        "rate_finder",
    ]
)
"""Names of the files that runs write into figures/ by themselves."""
_OF_ONE_TRAINING = ("film", "figures", *_SHOWN_THERE)
"""Callbacks that show a training by itself; folds are trained together, and have none."""


def dashboards_have_a_board(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a dashboard that is asked for by name where there is no TensorBoard to show it."""
    if tree["logger"] is not None and tree["logger"]["_target_"] == _BOARD:
        return None
    asked = _asked(_SHOWN_THERE, tree, overrides)
    return asked and f"`{asked}` shows something in TensorBoard, which is off. Choose logger=tensorboard."


def figures_are_offered(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse figures that no installed package offers, or that could not be written beside ours.

    Raises:
        OptionError: if a package does not bring what it offers.
    """
    nodes = [node for node in (tree["callbacks"] or {}).values() if node is not None and node["_target_"] == _FIGURES]
    names = [name for node in nodes for name in node.get("extra", ())]
    for name in names:
        if name in OWN_FIGURES:
            return (
                f"`callbacks.figures.extra` names {name!r}, which is lessonnet's own: it is drawn without being named."
            )
        if names.count(name) > 1:
            return f"`callbacks.figures.extra` names {name!r} twice."
        figure(name)
        if not re.fullmatch(r"[\w.-]+", name):
            return f"`callbacks.figures.extra` names {name!r}, which cannot be the name of a file."
    return None


def folds_are_not_drawn(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse figures and a film that are asked for by name beside folds, of which there are none."""
    asked = None if tree["cv"] is None else _asked(_OF_ONE_TRAINING, tree, overrides)
    return asked and f"`{asked}` draws one training, and cv=kfold makes several. Choose cv=none, or leave it out."


def folds_are_watched_together(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a callback of one's own that cannot watch several trainings at once, where folds are trained so."""
    targets = [node["_target_"] for node in (tree["callbacks"] or {}).values() if node is not None]
    own = [target for target in targets if not target.startswith("lessonnet.")]
    alone = None if tree["cv"] is None else next((target for target in own if not watches_stacks(target)), None)
    return alone and (
        f"the callback `{alone}` watches one training in one directory, and cv=kfold trains its folds together. "
        "Choose cv=none, or leave it out."
    )


def _asked(names: Sequence[str], tree: Tree, overrides: Sequence[str]) -> str | None:
    """Return the override that asks for one of these callbacks by name, None without one."""
    there = [name for name in names if (tree["callbacks"] or {}).get(name) is not None]
    return next((line for name in there for line in overrides if _asks_for(name, line)), None)


def _asks_for(name: str, override: str) -> bool:
    key, _, value = override.partition("=")
    in_list = key == "callbacks" and re.search(rf"\b{name}\b", value) is not None
    return in_list or key.lstrip("+").startswith(f"callbacks.{name}.")
