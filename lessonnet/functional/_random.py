"""Counter-based random numbers: every draw is a pure function of its keys and of nothing else.

The generator is Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): a keyed
function that turns a 256-bit counter into four 64-bit numbers. Nothing is carried from one call to the next, so the
order of calls, the size of a stack and a resumed run change no number, and no global generator is read or moved.

    key     = (seed, purpose | layer | restart)        8, 24 and 32 bits of the second word
    counter = (block, 0, stream, position)             block counts up while one call draws

`position` (an epoch or a step) fills the highest word of the counter. A draw would have to take 2^64 blocks before
it ran into that of the next position. `stream` is 0, and 1 for `bits16`, whose numbers are one long sequence.
"""

import threading
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

MAX_SEED = 2**63 - 1
"""The largest seed: what fits a signed 64-bit integer, and so a tensor."""

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
    philox = np.random.Philox(key=_key(seed, purpose, restart, layer), counter=_counter(0, 0, position))
    return np.random.Generator(philox)


def bits16(count: int, *, seed: int, layer: int, position: int, stride: int) -> NDArray[np.uint16]:
    """Read 16-bit numbers out of the one long sequence that dropout uses.

    The sequence of (seed, `Purpose.DROPOUT`, layer) has a number for every index from 0 on; this returns those with
    indices position·stride to position·stride + count − 1. Calls may therefore be cut anywhere: two positions in one
    call (count = 2·stride) are the same numbers as one call for each. Whole blocks of 16 numbers are generated, from
    the block that holds the first index, and the few before that index are dropped; so no stride wastes numbers or
    needs rounding. A unit is kept where its number is below 65536·(1 − p).

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
    _check("position", position, 2**64)
    block, skipped = divmod(int(position) * stride, _NUMBERS_PER_BLOCK)
    own = _thread_generator()
    own.jump(_key(seed, Purpose.DROPOUT, 0, layer), _counter(block, _SEQUENCE, 0))
    blocks = -(-(skipped + count) // _NUMBERS_PER_BLOCK)
    numbers = own.philox.random_raw(4 * blocks).view(np.uint16)
    return numbers[skipped : skipped + count]


class _Generator:
    """One Philox whose key and counter are set before every draw; building a new one costs eight times as much."""

    def __init__(self) -> None:
        # The key here only keeps NumPy from asking the system for entropy.
        self.philox = np.random.Philox(key=0)
        self.draw = np.random.Generator(self.philox)

    def jump(self, key: NDArray[np.uint64], counter: NDArray[np.uint64]) -> None:
        # buffer_pos 4 and has_uint32 0 say that no number is left over from the draw before.
        self.philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": counter, "key": key},
            "buffer": _NO_BUFFER,
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }


_NO_BUFFER = np.zeros(4, dtype=np.uint64)
_local = threading.local()


def _thread_generator() -> _Generator:
    own: _Generator | None = getattr(_local, "generator", None)
    if own is None:
        own = _local.generator = _Generator()
    return own


def _seek(seed: int, purpose: Purpose, restart: int, layer: int, position: int) -> np.random.Generator:
    own = _thread_generator()
    own.jump(_key(seed, purpose, restart, layer), _counter(0, 0, position))
    return own.draw


def _key(seed: int, purpose: int, restart: int, layer: int) -> NDArray[np.uint64]:
    _check("seed", seed, 2**63)
    _check("purpose", purpose, 2**8)
    _check("layer", layer, 2**24)
    _check("restart", restart, 2**32)
    # int(): a NumPy integer would overflow in the shift.
    return np.array([seed, int(purpose) << 56 | int(layer) << 32 | int(restart)], dtype=np.uint64)


def _counter(block: int, stream: int, position: int) -> NDArray[np.uint64]:
    _check("position", position, 2**64)
    return np.array([block, 0, stream, position], dtype=np.uint64)


def _check(name: str, value: int, limit: int) -> None:
    if not 0 <= value < limit:
        raise ValueError(f"random numbers need `{name}` from 0 to {limit - 1}, got {value}.")
