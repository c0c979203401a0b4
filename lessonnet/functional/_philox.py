"""One Philox generator per thread, set to a key and a counter before every draw.

    key     = (seed, purpose | layer | restart)        8, 24 and 32 bits of the second word
    counter = (block, 0, stream, position)             block counts up while one call draws

`position` (an epoch or a step) fills the highest word of the counter. A draw would have to take 2^64 blocks before
it ran into that of the next position.
"""

import threading

import numpy as np
from numpy.typing import NDArray

_NO_BUFFER = np.zeros(4, dtype=np.uint64)
_local = threading.local()


class Positioned:
    """Draw from any place of any stream; setting the place costs an eighth of building a generator there."""

    def __init__(self) -> None:
        """Build the generator; the key here only keeps NumPy from asking the system for entropy."""
        self.philox = np.random.Philox(key=0)
        self.draw = np.random.Generator(self.philox)

    def jump(self, key: NDArray[np.uint64], counter: NDArray[np.uint64]) -> None:
        """Set the place, both as `key_words` and `counter_words` pack them."""
        # buffer_pos 4 and has_uint32 0 say that no number is left over from the draw before.
        self.philox.state = {
            "bit_generator": "Philox",
            "state": {"counter": counter, "key": key},
            "buffer": _NO_BUFFER,
            "buffer_pos": 4,
            "has_uint32": 0,
            "uinteger": 0,
        }


def of_this_thread() -> Positioned:
    """Return the calling thread's own generator."""
    own: Positioned | None = getattr(_local, "positioned", None)
    if own is None:
        own = _local.positioned = Positioned()
    return own


def key_words(seed: int, purpose: int, restart: int, layer: int) -> NDArray[np.uint64]:
    """Pack the key, uint64 [2]; raise a ValueError for what does not fit its bits."""
    check_key("seed", seed, 2**63)
    check_key("purpose", purpose, 2**8)
    check_key("layer", layer, 2**24)
    check_key("restart", restart, 2**32)
    # int(): a NumPy integer would overflow in the shift.
    return np.array([seed, int(purpose) << 56 | int(layer) << 32 | int(restart)], dtype=np.uint64)


def counter_words(block: int, stream: int, position: int) -> NDArray[np.uint64]:
    """Pack the counter, uint64 [4]; raise a ValueError for a position beyond its word."""
    check_key("position", position, 2**64)
    return np.array([block, 0, stream, position], dtype=np.uint64)


def check_key(name: str, value: int, limit: int) -> None:
    """Raise a ValueError unless 0 ≤ value < limit."""
    if not 0 <= value < limit:
        raise ValueError(f"random numbers need `{name}` from 0 to {limit - 1}, got {value}.")
