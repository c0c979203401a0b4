"""The global generators of random numbers: nothing may depend on them, and nothing may move them."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import getstate
from typing import Any

import numpy as np
import torch


def disturb() -> None:
    """Put the global generators into another state, as somebody else's draws would."""
    torch.manual_seed(20_000)
    np.random.seed(20_000)  # noqa: NPY002  # the global generator is what must not matter


@contextmanager
def assert_untouched(remedy: str) -> Iterator[None]:
    """Raise AssertionError if the global generators were moved within; `remedy` says what to do then."""
    before = _states()
    yield
    moved = [name for name, state in _states().items() if state != before[name]]
    assert not moved, f"it draws from the global generator of {' and '.join(moved)}. {remedy}"


def _states() -> dict[str, Any]:
    _, words, place, *_ = np.random.get_state(legacy=True)  # noqa: NPY002  # as above
    return {
        "torch": torch.get_rng_state().numpy().tobytes(),
        "NumPy": (np.asarray(words).tobytes(), place),
        "Python": getstate(),
    }
