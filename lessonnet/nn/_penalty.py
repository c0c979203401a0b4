"""Penalties of one's own on large weights, or on whatever else a row of weights tells.

Suffixes: W weights of a member, all its matrices one after the other; biases are left out.
"""

from collections.abc import Mapping

from torch import Tensor

from lessonnet.nn._regularizers import Regularizer

Own = Mapping[str, Tensor]
"""A penalty's numeric options: names to tensors [K, 1], one number for each member."""


class Penalty(Regularizer):
    """A term that is added to the mean error: a function of each member's weights alone.

    A subclass is a frozen dataclass: its fields are its options. Without a `gradient` of its own autograd goes through
    `value`.

    Example:
        >>> from dataclasses import dataclass
        >>> import torch
        >>> @dataclass(frozen=True)
        ... class Largest(Penalty):
        ...     factor: float = 0.1
        ...     @classmethod
        ...     def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        ...         return own["factor"][:, 0] * w_KW.abs().amax(1)
        >>> Largest.value(torch.tensor([[1.0, -3.0]]), {"factor": torch.tensor([[0.5]])})
        tensor([1.5000])
    """

    @property
    def has_closed_form(self) -> bool:
        """Whether `gradient` is there."""
        return getattr(type(self).gradient, "__func__", None) is not Penalty.gradient.__func__  # type: ignore[attr-defined]

    def factors(self) -> tuple[float, float]:
        """Return zeros: it is no sum of |w| and w²."""
        return 0.0, 0.0

    @classmethod
    def value(cls, w_KW: Tensor, own: Own) -> Tensor:
        """Return the penalty of each member [K], differentiable.

        Args:
            w_KW: weights.
            own: the members' options.
        """
        raise NotImplementedError

    @classmethod
    def gradient(cls, w_KW: Tensor, own: Own) -> Tensor:
        """Return the slope of `value` by each weight [K, W]; the weights must be left as they are.

        Args:
            w_KW: weights.
            own: the members' options.
        """
        raise NotImplementedError
