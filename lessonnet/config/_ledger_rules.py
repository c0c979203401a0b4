"""Of which trainings there is a ledger: of the perceptron trick, and of nothing that is mixed into it."""

from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, Any]

_LEDGER = "lessonnet.callbacks.Ledger"
_PERCEPTRON = "lessonnet.models.Perceptron"
_SGD = "lessonnet.optim.SGD"


def ledger_is_of_the_plain_trick(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a ledger beside anything that moves the weights other than by rate·x."""
    if all(node is None or node["_target_"] != _LEDGER for node in (tree["callbacks"] or {}).values()):
        return None
    for found, remedy in _mixed_in(tree):
        if found:
            return f"`callbacks.ledger` writes down the perceptron trick alone: found {found}. {remedy}"
    return None


def _mixed_in(tree: Tree) -> list[tuple[str | None, str]]:
    """Return what a config has besides the trick, None for what it has not, each with what to choose."""
    optimizer, trainer = tree["optimizer"], tree["trainer"]
    model, rule = (tree[part]["_target_"].rpartition(".")[2] for part in ("model", "optimizer"))
    decay, limit, precision = optimizer.get("weight_decay"), optimizer.get("clip_norm"), trainer["precision"]
    return [
        (
            f"the model {model}" if tree["model"]["_target_"] != _PERCEPTRON else None,
            "Choose model=perceptron, or leave the ledger out.",
        ),
        (f"the optimizer {rule}" if optimizer["_target_"] != _SGD else None, "Choose optimizer=sgd."),
        (f"`optimizer.weight_decay={decay}`" if decay else None, "Choose optimizer.weight_decay=0."),
        (f"`optimizer.clip_norm={limit}`" if limit is not None else None, "Choose optimizer.clip_norm=null."),
        ("a regularizer" if tree["regularizer"] is not None else None, "Choose regularizer=none."),
        ("folds" if tree["cv"] is not None else None, "Choose cv=none."),
        ("several processes" if trainer["strategy"] == "ddp" else None, "Choose trainer=auto, cpu or gpu."),
        (
            f"`trainer.precision={precision}`" if precision == "bf16-mixed" else None,
            "Choose trainer.precision=32-true or 64-true.",
        ),
    ]
