"""Which classes have a curve in a figure, and the key beside the panel that names all of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import TextWrapper

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from rich.cells import cell_len

from lessonnet.figures._class_names import LETTER, ClassNames
from lessonnet.figures._style import INK, SMALL

MOST_CURVES = 10
_MOST_NAMED = 12
_NARROWEST = 28
"""Letters in a line of the key, at least."""
_LINE = 0.168
"""Height of a line of the key, in inches."""


@dataclass(frozen=True)
class Choice:
    """Classes by what becomes of them in a figure of curves, as indices.

    Args:
        shown: have a curve.
        left_out: could have one, and are too many.
        empty: have no points.
        alone: have all points, which leaves none for the rest.
    """

    shown: Sequence[int]
    left_out: Sequence[int]
    empty: Sequence[int]
    alone: Sequence[int] = ()

    def notes(self, names: ClassNames) -> Iterator[str]:
        """Yield a sentence for each kind of classes that have no curve."""
        # Held together by spaces at which no line is broken.
        labels = {c: names[c].replace(" ", "\N{NO-BREAK SPACE}") for c in (*self.left_out, *self.empty, *self.alone)}
        kinds = {"left out": self.left_out, "no points": self.empty, "all points are of": self.alone}
        for reason, kind in kinds.items():
            named = [labels[c] for c in kind[:_MOST_NAMED]]
            more = [f"and {len(kind) - _MOST_NAMED} more"] if len(kind) > _MOST_NAMED else []
            if kind:
                yield f"{reason}: {', '.join([*named, *more])}"


def choose(
    classes: NDArray[np.int64], count: int, weights: NDArray[np.floating] | None, *, rest_needed: bool
) -> Choice:
    """Choose the classes that get a curve: the second of two, the first ten of several that can have one.

    Args:
        classes: the true ones [N], in 0 … count − 1.
        count: of classes.
        weights: ≥ 0 [N]; None counts each point once.
        rest_needed: whether the curve is undefined where all points are of the class.
    """
    points = np.bincount(classes, weights=weights, minlength=count)
    candidates = range(count) if count > 2 else [1]
    empty = [c for c in candidates if not points[c]]
    alone = [c for c in candidates if rest_needed and points[c] and np.count_nonzero(points) == 1]
    able = [c for c in candidates if c not in {*empty, *alone}]
    return Choice(able[:MOST_CURVES], able[MOST_CURVES:], empty, alone)


def lines_of(notes: Iterator[str], keys: Sequence[str]) -> list[str]:
    """Break notes into lines as wide as the widest key, with their later lines moved in."""
    width = max([_NARROWEST, *map(cell_len, keys)])
    wrapped = TextWrapper(width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False).wrap
    return [line for note in notes for line in wrapped(note)]


def size_of(lines: Sequence[str]) -> tuple[float, float]:
    """Return about how wide and high a key with these lines is, in inches."""
    return LETTER * max(map(cell_len, lines), default=0) + 0.6, _LINE * len(lines)


def key_beside(axes: Axes, lines: Sequence[Line2D], notes: Sequence[str], names: ClassNames) -> None:
    """Write the key to the right of a panel, where it hides no curve: its lines, then notes."""
    handles = [*lines, *(Line2D([], [], linestyle="none", label=note) for note in notes)]
    if not handles:
        return
    legend = axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),
        borderaxespad=0.2,
        borderpad=0.2,
        handlelength=1.8,
        handletextpad=0.5,
        labelspacing=0.35,
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
    )
    names.write(legend.get_texts())
