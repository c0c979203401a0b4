"""The trick with its numbers put in (row L7), such as `(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)`."""

from collections.abc import Sequence

from lessonnet.ledger._update import Update

_MOST = 8
"""Numbers of a vector that are written out; of a longer one the first three and the last two."""


def formula(update: Update, digits: int = 6) -> str:
    """Write what an update did to weights and bias.

    Args:
        update: one.
        digits: of each number at most, ≥ 1; the ledger's columns have all.

    Example:
        >>> from lessonnet.ledger import Update
        >>> before, after = [3.0, 4.0, -10.0], [2.6, 3.5, -10.1]
        >>> formula(Update(1, 1, 0, 0, 0.1, None, [4.0, 5.0], 0, 1, 22.0, 17.8, before, after, 1))
        '(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)'
    """
    sign = "+" if update.label == 1 else "−"
    weight = "" if update.weight is None else f"·{number(update.weight, digits)}"
    others = update.together - 1
    more = f" … and {others} more point{'s' * (others > 1)}" if others else ""
    return (
        f"{vector(update.before, digits)} {sign} {number(update.rate, digits)}{weight}"
        f"·{vector([*update.x, 1.0], digits)}{more} = {vector(update.after, digits)}"
    )


def vector(values: Sequence[float], digits: int = 6) -> str:
    """Write numbers in brackets, the middle of many left out.

    Example:
        >>> vector([3.0, -0.5])
        '(3, −0.5)'
    """
    texts = [number(value, digits) for value in values]
    if len(texts) > _MOST:
        texts = [*texts[:3], "…", *texts[-2:]]
    return f"({', '.join(texts)})"


def number(value: float, digits: int = 6) -> str:
    """Write a number with so many digits at most.

    Example:
        >>> number(-0.30000001)
        '−0.3'
    """
    return f"{value + 0.0:.{digits}g}".replace("-", "−")
