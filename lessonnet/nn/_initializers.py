"""Initial weights and biases, drawn in float64 from the counter-based generator (rows L4, L12, L21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Annotated, Any

import numpy as np
import torch
from torch import Tensor

from lessonnet.functional import random
from lessonnet.options import NonNegativeFloat, OptionError, Options, Scale

Widths = Annotated[Sequence[int], "D, the hidden layers' units, C"]
Layers = list[tuple[np.ndarray, np.ndarray]]
"""Weight [D, H] and bias [H] of each layer, float64."""


class Initializer(Options):
    """What every initializer offers: one `layer`, or all `layers` at once."""

    def layers(self, widths: Widths, *, seed: int, restart: int = 0) -> Layers:
        """Return the initial weight and bias of each layer.

        Args:
            widths: inputs, units of each hidden layer, scores.
            seed: of the run, ≥ 0.
            restart: number of the random restart; 0 is the run without restarts.
        """
        pairs = pairwise(widths)
        return [self.layer(d, h, seed=seed, restart=restart, layer=i) for i, (d, h) in enumerate(pairs)]

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h] of one layer; `key` names the draw."""
        raise NotImplementedError

    def parameters(self, widths: Widths, *, seed: int, restart: int = 0) -> dict[str, Tensor]:
        """Return the initial parameters by the names that they have in a network.

        Args:
            widths: as for `layers`.
            seed: as for `layers`.
            restart: as for `layers`.

        Raises:
            OptionError: if the layers have other shapes than the widths ask for.
        """
        layers = self.layers(widths, seed=seed, restart=restart)
        expected = [((d, h), (h,)) for d, h in pairwise(widths)]
        found = [(np.shape(weight), np.shape(bias)) for weight, bias in layers]
        if found != expected:
            raise OptionError(f"`init` ({type(self).__name__}) must give layers of the shapes {expected}, got {found}.")
        named = {
            f"layers.{i}.weight": torch.from_numpy(np.asarray(weight, np.float64))
            for i, (weight, _) in enumerate(layers)
        }
        return named | {
            f"layers.{i}.bias": torch.from_numpy(np.asarray(bias, np.float64)) for i, (_, bias) in enumerate(layers)
        }


def _normal(d: int, h: int, **key: int) -> np.ndarray:
    """Draw [d + 1, h] standard normal numbers: the weights, then the biases."""
    return random.normal((d + 1, h), purpose=random.Purpose.INIT, **key)


def _uniform(d: int, h: int, **key: int) -> np.ndarray:
    """Draw [d + 1, h] uniform numbers in [−1, 1): the weights, then the biases."""
    return 2 * random.uniform((d + 1, h), purpose=random.Purpose.INIT, **key) - 1


@dataclass(frozen=True)
class Xavier(Initializer):
    """Uniform weights within ±scale·√(6 / (D + H)), biases zero: for sigmoid and tanh.

    Args:
        scale: factor of the bound, > 0.

    Source:
        Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010).

    Example:
        >>> from lessonnet.nn import Xavier
        >>> [(w.shape, b.shape) for w, b in Xavier().layers([2, 3, 1], seed=0)]
        [((2, 3), (3,)), ((3, 1), (1,))]
    """

    scale: Scale = 1.0

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h]."""
        return self.scale * sqrt(6 / (d + h)) * _uniform(d, h, **key)[:d], np.zeros(h)


@dataclass(frozen=True)
class He(Initializer):
    """Normal weights of standard deviation scale·√(2 / D), biases zero: for ReLU and its relatives.

    Args:
        scale: factor of the standard deviation, > 0.

    Source:
        He, Zhang, Ren and Sun, Delving deep into rectifiers (2015).

    Example:
        >>> from lessonnet.nn import He
        >>> He().layers([2, 1], seed=0)[0][1]
        array([0.])
    """

    scale: Scale = 1.0

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h]."""
        return self.scale * sqrt(2 / d) * _normal(d, h, **key)[:d], np.zeros(h)


@dataclass(frozen=True)
class Uniform(Initializer):
    """Weights and biases uniform within ±scale.

    Args:
        scale: the bound, > 0.

    Example:
        >>> from lessonnet.nn import Uniform
        >>> bool(abs(Uniform(0.1).layers([2, 1], seed=0)[0][0]).max() <= 0.1)
        True
    """

    scale: Scale = 0.1

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h]."""
        drawn = self.scale * _uniform(d, h, **key)
        return drawn[:d], drawn[d]


@dataclass(frozen=True)
class Normal(Initializer):
    """Weights and biases normal, with mean zero.

    Args:
        scale: standard deviation, > 0.

    Example:
        >>> from lessonnet.nn import Normal
        >>> Normal(0.1).layers([2, 1], seed=0)[0][0].shape
        (2, 1)
    """

    scale: Scale = 0.1

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h]."""
        drawn = self.scale * _normal(d, h, **key)
        return drawn[:d], drawn[d]


@dataclass(frozen=True)
class Zeros(Initializer):
    """Weights and biases zero: hidden units that start equal stay equal.

    Example:
        >>> from lessonnet.nn import Zeros
        >>> Zeros().layers([2, 1], seed=0)[0][0].tolist()
        [[0.0], [0.0]]
    """

    def layer(self, d: int, h: int, **key: int) -> tuple[np.ndarray, np.ndarray]:
        """Return weight [d, h] and bias [h]."""
        return np.zeros((d, h)), np.zeros(h)


@dataclass(frozen=True)
class Fixed(Initializer):
    """Given weights, as the lesson writes them: each unit's weights, then its bias (row L4).

    Args:
        weights: [w1, …, wD, b] for a single unit; else layers of units: [[[w1, …, b], …], …]. Of a network without
            inputs the biases alone: [x, y], a position on an error surface.

    Raises:
        OptionError: if the numbers do not fit the network's widths.

    Example:
        >>> from lessonnet.nn import Fixed
        >>> Fixed([1, 1, -1.5]).layers([2, 1], seed=0)  # AND
        [(array([[1.],
               [1.]]), array([-1.5]))]
    """

    weights: list[Any]

    def layers(self, widths: Widths, *, seed: int, restart: int = 0) -> Layers:
        """Return the given weight and bias of each layer, whatever the seed."""
        nested = self.weights if any(isinstance(w, list | tuple) for w in self.weights) else [self._units(widths)]
        expected = [(h, d + 1) for d, h in pairwise(widths)]
        try:
            arrays = [np.array(units) for units in nested]
        except (TypeError, ValueError):  # rows of different lengths
            arrays = []
        numeric = all(a.dtype.kind in "iuf" and np.isfinite(a).all() for a in arrays)
        if [a.shape for a in arrays] != expected or not numeric:
            if not widths[0]:
                raise OptionError(
                    f"`init.weights` must be {widths[-1]} finite numbers, the place to start from; got {self.weights}."
                )
            rows = ", ".join(f"{h} unit(s) of {d} number(s)" for h, d in expected)
            raise OptionError(
                f"`init.weights` must hold finite numbers for each layer, each unit's weights then its bias: "
                f"{rows}; got {self.weights}."
            )
        return [(a[:, :-1].T.astype(np.float64), a[:, -1].astype(np.float64)) for a in arrays]

    def _units(self, widths: Widths) -> list[Any]:
        """Return the numbers of a plain list as a layer's units: one unit, or without inputs a bias for each."""
        return [self.weights] if widths[0] else [[bias] for bias in self.weights]


def perturb(layers: Layers, scale: NonNegativeFloat, *, seed: int, restart: int) -> Layers:
    """Add normal noise of standard deviation `scale` to weights and biases, to start close to them (row L12a).

    Example:
        >>> perturb([(np.ones((1, 1)), np.ones(1))], 0.0, seed=0, restart=0)
        [(array([[1.]]), array([1.]))]
    """
    noise = [_normal(*w.shape, seed=seed, restart=restart, layer=i) * scale for i, (w, _) in enumerate(layers)]
    return [(w + n[:-1], b + n[-1]) for (w, b), n in zip(layers, noise, strict=True)]
