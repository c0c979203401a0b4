"""What is to be seen of a run, and where it would not be seen."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, Any]

_BOARD = "lessonnet.callbacks.TensorBoard"
_SHOWN_THERE = ("histograms", "pictures")
"""Callbacks that write for TensorBoard alone."""


def dashboards_have_a_board(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a dashboard that is asked for by name where there is no TensorBoard to show it."""
    if tree["logger"] is not None and tree["logger"]["_target_"] == _BOARD:
        return None
    for name in _SHOWN_THERE:
        asked = next((line for line in overrides if _asks_for(name, line)), None)
        if asked is not None and (tree["callbacks"] or {}).get(name) is not None:
            return f"`{asked}` shows something in TensorBoard, which is off. Choose logger=tensorboard."
    return None


def _asks_for(name: str, override: str) -> bool:
    key, _, value = override.partition("=")
    in_list = key == "callbacks" and re.search(rf"\b{name}\b", value) is not None
    return in_list or key.lstrip("+").startswith(f"callbacks.{name}.")
