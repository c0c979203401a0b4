"""A network of one's own in the place of the lesson's."""

from collections.abc import Mapping
from typing import Any, Unpack

import torch
from torch import nn

from lessonnet.models._classifier import Classifier, Parts, check_parts, outputs
from lessonnet.models._logistic_regression import class_probabilities
from lessonnet.models._settled import refuse_loose_tensors, refuse_unsettled
from lessonnet.nn import ModuleNetwork, OwnStart, cross_entropy, try_network
from lessonnet.options import OptionError

_USELESS = {
    "activation": "has activations of its own",
    "dropout": "has no hidden nodes that are known",
    "init": "draws its weights itself",
}
"""Parts that a network of one's own has no use for, with the reason."""


class ModuleClassifier(Classifier):
    """A network of any `nn.Module` class, trained through autograd on the cross-entropy, or what `criterion` says.

    Args:
        kind: class whose constructor takes `in_features` and `outputs`, besides options of its own; it makes scores
            [B, C] of inputs [B, D]. See `lessonnet.nn.ModuleNetwork`.
        options: its own options.
        parts: see `Classifier`; there must be no activation, no dropout and no init.

    Raises:
        OptionError: if a part is of no use, the class does not build a network, or the network does not do its task.

    Attributes:
        kind: as given.
        options: as given.
        start: the weights that its constructor draws.

    Example:
        >>> class Two(nn.Module):
        ...     def __init__(self, in_features: int, outputs: int, units: int = 4) -> None:
        ...         super().__init__()
        ...         self.layers = nn.Sequential(nn.Linear(in_features, units), nn.ReLU(), nn.Linear(units, outputs))
        ...     def forward(self, x: torch.Tensor) -> torch.Tensor:
        ...         return self.layers(x)
        >>> ModuleClassifier(Two, {"units": 8}, in_features=2, classes=3)(torch.ones(5, 2)).shape
        torch.Size([5, 3])
    """

    def __init__(self, kind: type[nn.Module], options: Mapping[str, Any] | None = None, **parts: Unpack[Parts]) -> None:
        for name, reason in _USELESS.items():
            if parts.get(name) is not None:
                raise OptionError(f"`{name}` does nothing: the network {kind.__name__} {reason}; leave it out.")
        check_parts(parts)
        inputs, scores, own = parts["in_features"], outputs(parts["classes"]), dict(options or {})

        def make() -> ModuleNetwork:
            return ModuleNetwork(_built(kind, inputs, scores, own), inputs, scores)

        start = OwnStart(make)
        network = start.network(seed=parts.get("seed", 0))
        refuse_loose_tensors(network)
        try_network(network)
        refuse_unsettled(network, start, parts.get("seed", 0))
        self._begin(network, parts.get("criterion") or cross_entropy(scores), {**parts, "init": start})
        self.kind, self.options, self.start = kind, own, start

    def predict_proba(self, x: torch.Tensor) -> torch.Tensor:
        """Return the probability of each class [B, classes] for inputs [B, D]."""
        return class_probabilities(self.criterion, self(x))


def _built(kind: type[nn.Module], inputs: int, scores: int, options: dict[str, Any]) -> nn.Module:
    try:
        return kind(in_features=inputs, outputs=scores, **options)
    except OptionError:
        raise
    except Exception as error:
        why = " ".join(str(error).split())
        raise OptionError(f"`model`: {kind.__name__} cannot be built: {type(error).__name__}: {why}") from error
