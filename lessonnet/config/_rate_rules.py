"""What the learning-rate finder cannot be used with (row L25)."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

Tree = Mapping[str, Any]

_WITHOUT = {
    "lessonnet.optim.LBFGS": "`optimizer=lbfgs` measures the length of each step itself",
    "lessonnet.models.Perceptron": (
        "a perceptron's rate scales its weights and with them its error, and from weights of 0 changes no answer"
    ),
    "lessonnet.models.ErrorSurface": "on `model=surface` the path itself shows what a rate does",
}
"""Parts that leave nothing to find, with the reason."""


def found_rate_is_not_given_too(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a rate, or several, beside the finder that puts its own in their place."""
    chosen = next((line for line in overrides if re.match(r"\+{0,2}optimizer\.lr=", line)), None)
    if not tree.get("lr_find") or chosen is None:
        return None
    return f"`{chosen}` does nothing beside `lr_find=true`, which finds that rate; leave one of the two out."


def found_rate_changes_answers(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse to look for a rate where none is used, or where the error does not tell which is the better one."""
    targets = [tree[part]["_target_"] for part in ("optimizer", "model")]
    reason = next((_WITHOUT[target] for target in targets if target in _WITHOUT), None)
    if not tree.get("lr_find") or reason is None:
        return None
    return f"`lr_find=true` has no learning rate to find: {reason}. Leave lr_find out."


def found_rate_is_used(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse to look for a rate that no step is taken with."""
    if not tree.get("lr_find") or tree["trainer"]["max_epochs"] != 0:
        return None
    return "`lr_find=true` finds a rate, and `trainer.max_epochs=0` takes no step with it. Leave one of the two out."


def found_rate_is_of_one_training(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse the finder where several processes or folds would have to agree on what it found."""
    if not tree.get("lr_find"):
        return None
    if tree["trainer"]["strategy"] == "ddp":
        return "`lr_find=true` cannot be used with `trainer.strategy=ddp`: find the rate in one process first."
    if tree["cv"] is not None:
        return "`lr_find=true` cannot be used with cv=kfold: find the rate with cv=none, then give it as optimizer.lr."
    return None


RATE_RULES = (
    found_rate_is_not_given_too,
    found_rate_changes_answers,
    found_rate_is_used,
    found_rate_is_of_one_training,
)
"""What cannot be trained with `lr_find=true`."""
