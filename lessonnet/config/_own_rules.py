"""What a network of one's own, another error function, and an optimizer of PyTorch's kind cannot be used with."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lessonnet.config._target import is_network, target_of

Tree = Mapping[str, Any]

_OWN_CRITERION = {"lessonnet.models.Perceptron": "model=perceptron", "lessonnet.models.ErrorSurface": "model=surface"}
_GIVEN_STARTS = ("lessonnet.nn.Fixed", "lessonnet.models.FromRun")


def criterion_leaves_the_model_what_it_is(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse another error function for a model that is made of its own."""
    model = _OWN_CRITERION.get(tree["model"]["_target_"])
    if tree["criterion"] is None or model is None:
        return None
    return f"`criterion` cannot be chosen for {model}, which is its own error function. Choose criterion=none."


def own_network_draws_its_weights(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse initial weights chosen for a network that draws its own."""
    if not is_network(tree["model"]["_target_"]):
        return None
    chosen = _chosen("init", overrides)
    if chosen is None and tree["init"]["_target_"] in _GIVEN_STARTS:
        chosen = f"init._target_={tree['init']['_target_']}"
    return chosen and f"`{chosen}` does nothing: a network of one's own draws its weights itself; leave init out."


def own_network_has_its_own_nodes(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse an activation and dropout chosen for a network that has no place for them."""
    if not is_network(tree["model"]["_target_"]):
        return None
    chosen = _chosen("activation", overrides) or ("dropout" if tree["dropout"] is not None else None)
    return chosen and f"`{chosen}` does nothing: a network of one's own has its own nodes; leave it out."


def closed_form_is_known(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse the closed form asked for by name where a part has no derivative of its own."""
    chosen = _chosen("backprop", overrides)
    if tree["backprop"] != "closed_form" or chosen is None:
        return None
    lacking = next((part for part in ("model", "activation", "criterion") if _lacks_closed_form(tree, part)), None)
    if lacking is None:
        return None
    return (
        f"`{chosen}` is not possible: `{lacking}` ({tree[lacking]['_target_']}) has no derivative of its own. "
        "Leave backprop out, and autograd finds the gradients."
    )


def _lacks_closed_form(tree: Tree, part: str) -> bool:
    """Tell whether a part is one that autograd must go through."""
    if tree[part] is None or tree[part]["_target_"].startswith("lessonnet."):
        return False
    target = target_of(part, tree[part]["_target_"])
    if part == "model":
        return is_network(tree[part]["_target_"])
    if part == "activation" and _is_without_hidden_layer(tree):
        return False
    method = {"activation": "backprop", "criterion": "gradient"}[part]
    # The base classes have the method too, where it says that there is none.
    found = getattr(target, method, None)
    return found is None or found.__qualname__ in ("Activation.backprop", "Criterion.gradient")


def _is_without_hidden_layer(tree: Tree) -> bool:
    return tree["model"]["_target_"] in ("lessonnet.models.LogisticRegression", *_OWN_CRITERION)


def _chosen(key: str, overrides: Sequence[str]) -> str | None:
    return next((line for line in overrides if re.match(rf"\+{{0,2}}{key}[=.]", line)), None)


OWN_RULES = (criterion_leaves_the_model_what_it_is, own_network_draws_its_weights, closed_form_is_known)
"""What cannot be trained."""
