"""Dropout masks for K networks, as pure functions of (seed, layer, step or epoch).

Suffixes: S steps, U different seeds.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor

from lessonnet.functional import random
from lessonnet.nn._dropout import Bernoulli, Dropout, mask, thresholds
from lessonnet.nn._numbers import numbers


class Masks:
    """The masks of each mini-batch and hidden layer.

    Args:
        dropouts: one for each member, all of one class.
        seeds: of the members; members with one seed share their random numbers, whatever their p.
        hidden: units of each hidden layer.
        batch_size: points of a whole mini-batch, those of all processes together.
        like: gives dtype and device.
        rank: of this process among `world_size`.
        world_size: processes that train together.
    """

    def __init__(
        self,
        dropouts: Sequence[Dropout],
        seeds: Sequence[int],
        hidden: Sequence[int],
        batch_size: int,
        like: Tensor,
        rank: int = 0,
        world_size: int = 1,
    ) -> None:
        self._per_epoch = dropouts[0].per_epoch
        self._factors = _turning_off(dropouts) or _own_factors(dropouts)
        self._seeds, self._place = distinct(seeds)
        self._hidden, self._size, self._like = tuple(hidden), batch_size, like
        self._rank, self._world_size = rank, world_size

    def span(self, epoch: int, step: int, steps: int, points: int) -> list[list[Tensor]]:
        """Return the masks of consecutive mini-batches of one size.

        Args:
            epoch: number of the epoch.
            step: optimizer steps done before the first of them, since the training began.
            steps: S.
            points: of each mini-batch, those of all processes together; at most the batch size.

        Returns:
            For each step, for each hidden layer, a mask [K, B, H] ([K, 1, H] per epoch): 0, or 1 / (1 − p).
        """
        layers = [self._layer(i, h, epoch, step, steps, points) for i, h in enumerate(self._hidden)]
        return [[masks_SKBH[s if not self._per_epoch else 0] for masks_SKBH in layers] for s in range(steps)]

    def _layer(self, layer: int, h: int, epoch: int, step: int, steps: int, points: int) -> Tensor:
        if self._per_epoch:
            shape, position, stride = (1, 1, h), epoch, h
        else:
            shape, position, stride = (steps, points, h), step, self._size * h
        count = shape[0] * shape[1] * h
        bits = [random.bits16(count, seed=seed, layer=layer, position=position, stride=stride) for seed in self._seeds]
        bits_SUBH = np.stack(bits).reshape(-1, *shape).swapaxes(0, 1)
        numbers_SKBH, factor_K11 = self._factors(bits_SUBH[:, self._place])
        # The points of one unit lie next to each other, as they do in the activations that the mask multiplies.
        kept = torch.from_numpy(self._own(numbers_SKBH)).mT.contiguous().mT.to(self._like)
        return kept if factor_K11 is None else kept.mul_(torch.from_numpy(factor_K11).to(self._like))

    def _own(self, keep_SKBH: np.ndarray) -> np.ndarray:
        """Return this process's share of the points."""
        if self._per_epoch or self._world_size == 1:
            return keep_SKBH
        return np.array_split(keep_SKBH, self._world_size, axis=2)[self._rank]

    @property
    def step_bytes(self) -> int:
        """Memory of one mini-batch's masks of all members and layers; of a whole epoch's where they serve that long."""
        points = 1 if self._per_epoch else self._size
        return len(self._place) * points * sum(self._hidden) * self._like.element_size()


_Factors = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray | None]]
"""Takes random numbers [S, K, B, H] to numbers of that shape, and what they are multiplied by, [K, 1, 1]."""


def _turning_off(dropouts: Sequence[Dropout]) -> _Factors | None:
    """Return what turns units off, as the built-in kinds do: truth values take an eighth of what factors do."""
    if type(dropouts[0]).factors.__func__ is not Bernoulli.factors.__func__:  # type: ignore[attr-defined]
        return None
    thresholds_K11 = thresholds(np.array([dropout.p for dropout in dropouts if isinstance(dropout, Bernoulli)]))
    return partial(mask, threshold=thresholds_K11[:, None, None])


def _own_factors(dropouts: Sequence[Dropout]) -> _Factors:
    """Return what a kind of one's own does."""
    first = dropouts[0]
    own = {name: numbers_K[:, None, None] for name, numbers_K in numbers(dropouts).items()}
    return lambda bits_SKBH: (np.ascontiguousarray(first.factors(bits_SKBH, own)), None)


def distinct(seeds: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the different seeds, and where each member's own stands among them.

    Example:
        >>> distinct([7, 5, 7])
        ([7, 5], [0, 1, 0])
    """
    unique = list(dict.fromkeys(seeds))
    place = {seed: u for u, seed in enumerate(unique)}
    return unique, [place[seed] for seed in seeds]
