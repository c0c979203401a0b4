"""Dropout: hidden units turned off at random while training (row L20).

A unit is kept when its 16-bit random number is at least t = round(p · 2¹⁶), and what is kept is multiplied by
2¹⁶ / (2¹⁶ − t), the inverse of the exact probability of being kept: the expected value does not change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lessonnet.options import Fraction, Options

_RANGE = 1 << 16


class Dropout(Options):
    """Random factors of the hidden units while a network trains.

    A subclass is a frozen dataclass: its fields are its options. It turns random numbers into factors; which numbers
    they are depends on (seed, layer, step) alone, so that a run is the same alone and in a stack.

    Attributes:
        per_epoch: whether one draw serves all points of an epoch; else each point of each mini-batch has its own.

    Example:
        >>> @dataclass(frozen=True)
        ... class Noise(Dropout):
        ...     width: float = 0.5
        ...     @classmethod
        ...     def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        ...         return 1 + own["width"] * ((bits + 0.5) / 65536 - 0.5)
        >>> Noise.factors(np.array([32768], dtype=np.uint16), {"width": np.array([1.0])}).round(4)
        array([1.])
    """

    per_epoch: ClassVar[bool] = False

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return what each unit's activation is multiplied by; its expected value should be 1.

        Args:
            bits: uint16 random numbers, all of 0 … 2¹⁶ − 1 as likely, [S, K, B, H].
            own: the members' numeric options, names to float64 [K, 1, 1].

        Returns:
            Factors [S, K, B, H].
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Bernoulli(Dropout):
    """What the two kinds of dropout share that turn units off.

    Args:
        p: probability that a hidden unit is turned off, in [0, 1).
    """

    p: Fraction = 0.5

    @classmethod
    def factors(cls, bits: np.ndarray, own: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return 0 or 2¹⁶ / (2¹⁶ − t)."""
        keep, factor = mask(bits, thresholds(own["p"]))
        return keep * factor


@dataclass(frozen=True)
class DropoutPerBatch(Bernoulli):
    """Turn off units anew for each point of each mini-batch: today's standard.

    Args:
        p: probability that a hidden unit is turned off, in [0, 1).

    Example:
        >>> from lessonnet.nn import DropoutPerBatch
        >>> DropoutPerBatch(0.2).p
        0.2
    """

    per_epoch: ClassVar[bool] = False


@dataclass(frozen=True)
class DropoutPerEpoch(Bernoulli):
    """Turn off units once for each epoch, for all its points: the lesson's own wording.

    Args:
        p: probability that a hidden unit is turned off, in [0, 1).

    Example:
        >>> from lessonnet.nn import DropoutPerEpoch
        >>> DropoutPerEpoch(0.2).per_epoch
        True
    """

    per_epoch: ClassVar[bool] = True


def thresholds(p: np.ndarray) -> np.ndarray:
    """Return t = round(p · 2¹⁶), at most 2¹⁶ − 1, as uint16 of p's shape.

    Example:
        >>> thresholds(np.array([0.0, 0.5]))
        array([    0, 32768], dtype=uint16)
    """
    return np.minimum(np.rint(p * _RANGE), _RANGE - 1).astype(np.uint16)


def mask(bits: np.ndarray, threshold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Decide which units are kept.

    Args:
        bits: uint16 random numbers, any shape.
        threshold: uint16, broadcast against them.

    Returns:
        Booleans of the broadcast shape, and the factors of what is kept, float64 of the threshold's shape.

    Example:
        >>> keep, factor = mask(np.array([1, 40000], dtype=np.uint16), thresholds(np.array([0.5])))
        >>> keep, factor
        (array([False,  True]), array([2.]))
    """
    return bits >= threshold, _RANGE / (_RANGE - threshold.astype(np.float64))
