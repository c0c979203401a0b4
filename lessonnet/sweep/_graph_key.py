"""Which jobs of a sweep can be trained as one stack: those that share a graph, a data set and a timetable."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lessonnet.config import target_of, watches_stacks

Tree = Mapping[str, Any]

_OWN = ("seed", "restarts", "init", "regularizer", "logger", "name", "export", "report", "resume", "lr_find")
"""What each member of a stack has for itself, or what matters to its job's files alone."""
_NUMERIC = ("optimizer", "scheduler", "dropout")
"""Parts whose numbers each member has for itself; their class, words and switches are the stack's."""
_FACTORS = ("lessonnet.nn.L1", "lessonnet.nn.L2", "lessonnet.nn.Elastic")
"""Regularizers that a stack may mix: each comes down to two factors."""
_PARTS = ("data", "model", "criterion", "init", "activation", "regularizer", "dropout", "optimizer", "scheduler")
_STOPPING = "lessonnet.callbacks.EarlyStopping"
_WATCHING = tuple(f"lessonnet.callbacks.{name}" for name in ("Layers", "Diagnosis", "Ledger"))
_CALLBACKS = (
    _STOPPING,
    *_WATCHING,
    *(
        f"lessonnet.callbacks.{name}"
        for name in ("Checkpoint", "Progress", "Histograms", "Pictures", "Figures", "Film")
    ),
)
"""Callbacks that a stack has once for all, or does without: a sweep is saved job by job, and has its own figures."""


_OURS = "lessonnet."


def graph_key(tree: Tree) -> str:
    """Return a text that is the same for two jobs just if they can be trained as one stack.

    Args:
        tree: a job's config as plain dicts, checked.
    """
    shared = {name: node for name, node in tree.items() if name not in (*_OWN, "cv")}
    shared["data"] = {name: value for name, value in tree["data"].items() if name != "seed"}
    for part in _NUMERIC:
        shared[part] = _in_common(tree[part])
    if tree["regularizer"] is not None and tree["regularizer"]["_target_"] not in _FACTORS:
        shared["regularizer"] = _in_common(tree["regularizer"])
    shared["callbacks"] = [node["monitor"] for node in _nodes(tree) if node["_target_"] == _STOPPING]
    shared["watched"] = sorted(node["_target_"] for node in _nodes(tree) if node["_target_"] in _WATCHING)
    shared["watching"] = [node for node in _nodes(tree) if not node["_target_"].startswith(_OURS)]
    return json.dumps(shared, sort_keys=True)


def why_alone(tree: Tree) -> str | None:
    """Return why a job cannot be stacked with others, None if it can."""
    trainer = tree["trainer"]
    if tree["optimizer"]["_target_"] == "lessonnet.optim.LBFGS":
        return "lbfgs searches along a line of its own in each step"
    if trainer["devices"] > 1 or trainer["strategy"] != "auto":
        return "its processes share its mini-batches"
    if trainer["max_time"] is not None:
        return "trainer.max_time counts the time of one training"
    if _is_of_torch(tree["optimizer"]["_target_"]):
        return f"`{tree['optimizer']['_target_']}` is an optimizer of PyTorch's kind, of which each network has its own"
    for part in _PARTS:
        target = None if tree.get(part) is None else tree[part]["_target_"]
        if target is not None and not target.startswith(_OURS) and not getattr(target_of(part, target), "stacks", True):
            return f"`{target}` says that it does not stack"
    other = next((node["_target_"] for node in _nodes(tree) if not _joins(node["_target_"])), None)
    return None if other is None else f"the callback `{other}` watches one training"


def _joins(callback: str) -> bool:
    """Tell whether a callback goes with a stack: one of ours that does, or one that says so."""
    if callback.startswith(_OURS):
        return callback in _CALLBACKS
    return watches_stacks(callback)


def _is_of_torch(optimizer: str) -> bool:
    if optimizer.startswith(_OURS):
        return False
    import torch  # of a config with an optimizer of one's own, which has imported it

    target = target_of("optimizer", optimizer)
    return isinstance(target, type) and issubclass(target, torch.optim.Optimizer)


def _in_common(node: Tree | None) -> dict[str, Any]:
    """Return what parts of a stack must have in common: all but their numbers, and how many of them a list has."""
    return {
        name: len(value) if isinstance(value, list) and all(map(_is_number, value)) else value
        for name, value in (node or {}).items()
        if value is not None and not _is_number(value)
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _nodes(tree: Tree) -> Iterator[Tree]:
    return (node for node in (tree["callbacks"] or {}).values() if node is not None)
