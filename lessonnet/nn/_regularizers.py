"""Penalties on large weights: λ1·Σ|w| + λ2·Σw², added to the mean error (row L19). Biases are left out."""

from dataclasses import dataclass

from lessonnet.options import NonNegativeFloat, Options


class Regularizer(Options):
    """What every regularizer comes down to: a pair of factors."""

    def factors(self) -> tuple[float, float]:
        """Return λ1 and λ2."""
        raise NotImplementedError


@dataclass(frozen=True)
class L1(Regularizer):
    """λ1·Σ|w|: many weights become zero.

    Args:
        l1: λ1, ≥ 0.

    Example:
        >>> from lessonnet.nn import L1
        >>> L1(0.5).factors()
        (0.5, 0.0)
    """

    l1: NonNegativeFloat = 1e-3

    def factors(self) -> tuple[float, float]:
        """Return λ1 and 0."""
        return self.l1, 0.0


@dataclass(frozen=True)
class L2(Regularizer):
    """λ2·Σw²: all weights become small.

    Args:
        l2: λ2, ≥ 0.

    Example:
        >>> from lessonnet.nn import L2
        >>> L2(0.5).factors()
        (0.0, 0.5)
    """

    l2: NonNegativeFloat = 1e-3

    def factors(self) -> tuple[float, float]:
        """Return 0 and λ2."""
        return 0.0, self.l2


@dataclass(frozen=True)
class Elastic(Regularizer):
    """λ1·Σ|w| + λ2·Σw²: both at once.

    Args:
        l1: λ1, ≥ 0.
        l2: λ2, ≥ 0.

    Example:
        >>> from lessonnet.nn import Elastic
        >>> Elastic(0.5, 0.25).factors()
        (0.5, 0.25)
    """

    l1: NonNegativeFloat = 1e-3
    l2: NonNegativeFloat = 1e-3

    def factors(self) -> tuple[float, float]:
        """Return λ1 and λ2."""
        return self.l1, self.l2
