"""Streamed parts over points that are held after all, or made when they are asked for; both watch who reads."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch

from lessonnet.data import Part, StreamedPart


class HeldStream(StreamedPart):
    """A part cut into chunks.

    Attributes:
        reads: numbers of the chunks that were read, in order.
    """

    def __init__(
        self, whole: Part, sizes: Sequence[int], together: int = 4, dtype: torch.dtype = torch.float32
    ) -> None:
        assert sum(sizes) == whole.points
        super().__init__(sizes, whole.features.shape[1], together)
        self._whole = whole.to(dtype)
        self.reads: list[int] = []

    def read(self, chunk: int) -> Part:
        self.reads.append(chunk)
        first = sum(self.sizes[:chunk])
        return self._whole.between(first, first + self.sizes[chunk]).each(torch.clone)


class MadeStream(StreamedPart):
    """Two clouds along the diagonal, drawn anew at each read; nothing keeps them.

    Attributes:
        most_held: of all the times that `count` was called, by each read among others, the most points that existed.
    """

    width = 13
    """No other tensor of the tests is so wide."""

    def __init__(self, sizes: Sequence[int], together: int = 4) -> None:
        super().__init__(sizes, self.width, together)
        self.most_held = 0

    def read(self, chunk: int) -> Part:
        draw = torch.Generator().manual_seed(chunk)
        targets = torch.randint(2, (self.sizes[chunk],), generator=draw)
        features = torch.randn(len(targets), self.width, generator=draw).add_(targets[:, None] - 0.5)
        self.count()
        return Part(features, targets)

    def count(self) -> None:
        """Look at the memory of every tensor that there is; call it within `few_objects`."""
        found = [one for one in gc.get_objects() if type(one) is torch.Tensor and one.shape[-1:] == (self.width,)]
        storages = {one.untyped_storage().data_ptr(): one.untyped_storage().nbytes() for one in found}
        self.most_held = max(self.most_held, sum(storages.values()) // (4 * self.width))


@contextmanager
def few_objects() -> Iterator[None]:
    """Hide what exists already from the garbage collector's lists: they are hundreds of thousands of objects long."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
