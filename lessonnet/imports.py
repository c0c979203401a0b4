"""Large imports, in three quarters of the time."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import PyTorch and all that builds on it without looking for garbage.

    They make a million objects that stay to the end. To look through those for garbage, again and again while there
    are more and more of them, takes a quarter of the time that the imports take. Later they are not looked through
    either. Where PyTorch is there already, nothing is done.
    """
    if "torch" in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
