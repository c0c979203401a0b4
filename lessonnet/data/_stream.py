"""A part that is too large to be held at once: chunks of points, read when they are needed."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from lessonnet.data._part import Part
from lessonnet.options import OptionError


class StreamedPart(ABC):
    """Know how many points each chunk of a part has, and read one chunk at a time.

    A subclass implements `read`. What a chunk is, such as a row group of a file, is its own affair; it should be large
    enough to be worth opening a file for, and small enough that `together` of them fit into memory twice.

    Args:
        sizes: points of this part in each chunk, M numbers ≥ 0, exact; some point must be in them.
        in_features: D, features of a point, ≥ 1.
        together: chunks whose points are shuffled together in training, ≥ 1; so many are held at once.

    Raises:
        ValueError: if one of them is out of its range.

    Attributes:
        sizes: as given.
        in_features: as given.
        together: as given.
    """

    def __init__(self, sizes: Sequence[int], in_features: int, together: int = 4) -> None:
        if not sum(sizes) or min(sizes) < 0 or in_features < 1 or together < 1:
            given = f"sizes={list(sizes)}, in_features={in_features}, together={together}"
            raise ValueError(f"A streamed part needs sizes ≥ 0, at least one point, and the others ≥ 1, got {given}.")
        self.sizes, self.in_features, self.together = list(sizes), in_features, together
        self._has_weights: bool | None = None

    @abstractmethod
    def read(self, chunk: int) -> Part:
        """Read a chunk's points of this part, the same in the same order each time.

        Args:
            chunk: its number, 0 … M − 1.

        Returns:
            features float32 [n, D], targets int64 [n] and, where the part's points have weights, these float32 [n] with
            mean 1 over all chunks; n is `sizes[chunk]`. The caller may keep it.
        """

    @property
    def points(self) -> int:
        """Number of points, N."""
        return sum(self.sizes)

    def chunk(self, number: int) -> Part:
        """Read a chunk.

        Raises:
            OptionError: if it has not as many points as it had: the data is no longer what it was.
            ValueError: if some chunks have weights and others have none.
        """
        part = self.read(number)
        if part.points != self.sizes[number]:
            raise OptionError(
                f"chunk {number} of the data has {part.points} points, {self.sizes[number]} were found before: "
                "the files have changed meanwhile."
            )
        if self._has_weights is None:
            self._has_weights = part.weights is not None
        if self._has_weights != (part.weights is not None):
            raise ValueError(f"Either all chunks weigh their points or none does, unlike chunk {number}.")
        return part

    def parts(self) -> Iterator[Part]:
        """Read all chunks that have points, one after the other."""
        return (self.chunk(number) for number, size in enumerate(self.sizes) if size)


def full_batch_of_a_stream() -> OptionError:
    """Return the error that refuses a mini-batch of all points of a streamed part."""
    return OptionError(
        "`data.batch_size` must be a number for data that is streamed because it does not fit into memory, got 'full'."
    )
