"""The overrides that a training's result depends on."""

from collections.abc import Iterable

_SHOWING = ("export", "logger", "name", "report")
"""Keys that say what is written of a training, and where: its result is the same without them."""


def reproducing(overrides: Iterable[str]) -> list[str]:
    """Return the overrides that are needed to train the same again, in their order.

    Args:
        overrides: as on a command line, such as `optimizer.lr=0.1`.

    Example:
        >>> reproducing(["data=moons", "report=True", "logger.every_seconds=2", "lr_find=True"])
        ['data=moons', 'lr_find=True']
    """
    return [line for line in overrides if line.partition("=")[0].lstrip("+~").partition(".")[0] not in _SHOWING]
