"""Where the engine takes points from, whatever holds them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from lessonnet.stack._batches import Batches, Plan
from lessonnet.stack._points import Points


class Source(ABC):
    """The points of the data sets that members learn, one part of each.

    Attributes:
        count: points of each.
    """

    count: int

    @abstractmethod
    def to(self, device: torch.device) -> None:
        """Hand points out on a device from now on."""

    @abstractmethod
    def batches(self, sets_K: Tensor, seeds: Sequence[int], plan: Plan) -> Batches:
        """Return the mini-batches of K members.

        Args:
            sets_K: the data set of each.
            seeds: the seed of each; members with one seed share their batches.
            plan: how they are to be made.
        """

    @abstractmethod
    def pieces(self) -> Iterator[Points]:
        """Yield all points [G, n, …], for an evaluation."""

    @abstractmethod
    def first_pieces(self) -> Iterator[Points]:
        """Yield as many of them as tell roughly how large an error is."""
