"""What a user need not read while training."""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Lightning's advice, meant for those who write loops, from those who train with ours.

    What is left to warn of, such as a damaged checkpoint, is one line without the place in the code.
    """
    loggers: Sequence[logging.Logger] = [logging.getLogger(f"lightning.{room}") for room in ("pytorch", "fabric")]
    levels, formatted = [logger.level for logger in loggers], warnings.formatwarning
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*does not have many workers.*")
            warnings.filterwarnings("ignore", message=".*LeafSpec.*", category=FutureWarning)
            warnings.filterwarnings("ignore", message=".*LeafSpec.*", category=DeprecationWarning)
            warnings.formatwarning = _one_line
            for logger in loggers:
                logger.setLevel(logging.WARNING)
            yield
    finally:
        warnings.formatwarning = formatted
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _one_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"{message}\n"
