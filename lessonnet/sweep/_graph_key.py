"""Which jobs of a sweep can be trained as one stack: those that share a graph, a data set and a timetable."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Tree = Mapping[str, Any]

_OWN = ("seed", "restarts", "init", "regularizer", "logger", "name", "export", "report", "resume", "lr_find")
"""What each member of a stack has for itself, or what matters to its job's files alone."""
_NUMERIC = ("optimizer", "scheduler", "dropout")
"""Parts whose numbers each member has for itself; their class, words and switches are the stack's."""
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


def graph_key(tree: Tree) -> str:
    """Return a text that is the same for two jobs just if they can be trained as one stack.

    Args:
        tree: a job's config as plain dicts, checked.
    """
    shared = {name: node for name, node in tree.items() if name not in (*_OWN, "cv")}
    shared["data"] = {name: value for name, value in tree["data"].items() if name != "seed"}
    for part in _NUMERIC:
        shared[part] = {name: value for name, value in (tree[part] or {}).items() if isinstance(value, str | bool)}
    shared["callbacks"] = [node["monitor"] for node in _nodes(tree) if node["_target_"] == _STOPPING]
    shared["watched"] = sorted(node["_target_"] for node in _nodes(tree) if node["_target_"] in _WATCHING)
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
    own = next((target for target in _targets(tree) if not target.startswith("lessonnet.")), None)
    if own is not None:
        return f"`{own}` is a class of one's own"
    other = next((node["_target_"] for node in _nodes(tree) if node["_target_"] not in _CALLBACKS), None)
    return None if other is None else f"the callback `{other}` watches one training"


def _nodes(tree: Tree) -> Iterator[Tree]:
    return (node for node in (tree["callbacks"] or {}).values() if node is not None)


def _targets(tree: Tree) -> Iterator[str]:
    parts = (node for name, node in tree.items() if name != "callbacks" and isinstance(node, Mapping))
    return (node["_target_"] for node in (*parts, *_nodes(tree)))
