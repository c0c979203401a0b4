"""Counter-based random numbers: every draw is a pure function of its keys and of nothing else.

The generator is Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed
function that turns a 256-bit counter into four 64-bit numbers. Nothing is carried from one call to the next, so the
order of calls, the size of a stack and a resumed run change no number, and no global generator is read or moved.

The keys are packed in `_philox`. The counter's stream is 0, and 1 for `bits16`, whose numbers are one long sequence.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from lessonnet.functional._philox import check_key, counter_words, key_words, of_this_thread

_NUMBERS_PER_BLOCK = 16  # one block is four 64-bit numbers, read as sixteen of 16 bits
_SEQUENCE = 1  # the counter's stream word for `bits16`

Shape = int | tuple[int, ...]


class Purpose(IntEnum):
    """Name what random numbers are for, so that two uses of one seed never share a number.

    The values enter the keys: renumbering one would change every run that used it.
    """

    DATA = 1
    SPLIT = 2
    INIT = 3
    SHUFFLE = 4
    DROPOUT = 5


def uniform(
    shape: Shape, *, seed: int, purpose: Purpose, restart: int = 0, layer: int = 0, position: int = 0
) -> NDArray[np.float64]:
    """Draw numbers uniform in [0, 1).

    Args:
        shape: shape of the result.
        seed: the run's (or the data's) seed, 0 to 2^63 − 1.
        purpose: what the numbers are for.
        restart: number of the restart, 0 to 2^32 − 1; 0 is the run without restarts.
        layer: number of the layer, or of the draw where one purpose needs several, 0 to 2^24 − 1.
        position: epoch or step, 0 to 2^64 − 1.

    Returns:
        float64 array of that shape.

    Raises:
        ValueError: a key lies outside its range.

    Example:
        >>> uniform(3, seed=0, purpose=Purpose.DATA).round(4)
        array([0.3944, 0.984 , 0.2533])
        >>> uniform(3, seed=0, purpose=Purpose.DATA, position=1).round(4)
        array([0.8185, 0.9727, 0.542 ])
    """
    return _seek(seed, purpose, restart, layer, position).random(shape)


def normal(
    shape: Shape, *, seed: int, purpose: Purpose, restart: int = 0, layer: int = 0, position: int = 0
) -> NDArray[np.float64]:
    """Draw numbers from the standard normal distribution (mean 0, variance 1).

    Args:
        shape: shape of the result.
        seed: as for `uniform`.
        purpose: as for `uniform`.
        restart: as for `uniform`.
        layer: as for `uniform`.
        position: as for `uniform`.

    Returns:
        float64 array of that shape.

    Raises:
        ValueError: a key lies outside its range.

    Example:
        >>> normal((2, 2), seed=0, purpose=Purpose.INIT, layer=1).shape
        (2, 2)
    """
    return _seek(seed, purpose, restart, layer, position).standard_normal(shape)


def permutation(
    n: int, *, seed: int, purpose: Purpose, restart: int = 0, layer: int = 0, position: int = 0
) -> NDArray[np.int64]:
    """Draw an order of 0, 1, …, n − 1.

    Args:
        n: how many, ≥ 0.
        seed: as for `uniform`.
        purpose: as for `uniform`.
        restart: as for `uniform`.
        layer: as for `uniform`.
        position: as for `uniform`.

    Returns:
        int64 array [n] that holds each of 0 … n − 1 once.

    Raises:
        ValueError: a key lies outside its range.

    Example:
        >>> permutation(5, seed=0, purpose=Purpose.SHUFFLE, position=3)
        array([0, 4, 3, 2, 1])
    """
    return _seek(seed, purpose, restart, layer, position).permutation(n)


def generator(
    *, seed: int, purpose: Purpose, restart: int = 0, layer: int = 0, position: int = 0
) -> np.random.Generator:
    """Build a generator of one's own for draws that the other functions do not offer.

    Args:
        seed: as for `uniform`.
        purpose: as for `uniform`.
        restart: as for `uniform`.
        layer: as for `uniform`.
        position: as for `uniform`.

    Returns:
        a new generator that starts where `uniform` with the same keys starts; it shares nothing with other calls.

    Raises:
        ValueError: a key lies outside its range.

    Example:
        >>> own = generator(seed=0, purpose=Purpose.DATA)
        >>> own.random(3).round(4)
        array([0.3944, 0.984 , 0.2533])
    """
    philox = np.random.Philox(key=key_words(seed, purpose, restart, layer), counter=counter_words(0, 0, position))
    return np.random.Generator(philox)


def bits16(count: int, *, seed: int, layer: int, position: int, stride: int) -> NDArray[np.uint16]:
    """Read 16-bit numbers out of the one long sequence that dropout uses.

    The sequence of (seed, `Purpose.DROPOUT`, layer) has a number for every index from 0 on; this returns those with
    indices position·stride to position·stride + count − 1. Calls may therefore be cut anywhere: two positions in one
    call (count = 2·stride) are the same numbers as one call for each. Whole blocks of 16 numbers are generated, from
    the block that holds the first index, and the few before that index are dropped; so no stride wastes numbers or
    needs rounding. What makes a mask of them is in `nn._dropout`.

    Args:
        count: how many, ≥ 0.
        seed: the run's seed, 0 to 2^63 − 1.
        layer: number of the layer, 0 to 2^24 − 1.
        position: the step or epoch, ≥ 0.
        stride: numbers that one position takes, ≥ 0.

    Returns:
        uint16 array [count].

    Raises:
        ValueError: a key lies outside its range.

    Example:
        >>> both = bits16(6, seed=0, layer=0, position=0, stride=3)
        >>> second = bits16(3, seed=0, layer=0, position=1, stride=3)
        >>> bool((both[3:] == second).all())
        True
    """
    check_key("position", position, 2**64)
    block, skipped = divmod(int(position) * stride, _NUMBERS_PER_BLOCK)
    own = of_this_thread()
    own.jump(key_words(seed, Purpose.DROPOUT, 0, layer), counter_words(block, _SEQUENCE, 0))
    blocks = -(-(skipped + count) // _NUMBERS_PER_BLOCK)
    numbers = own.philox.random_raw(4 * blocks).view(np.uint16)
    return numbers[skipped : skipped + count]


def _seek(seed: int, purpose: Purpose, restart: int, layer: int, position: int) -> np.random.Generator:
    own = of_this_thread()
    own.jump(key_words(seed, purpose, restart, layer), counter_words(0, 0, position))
    return own.draw
