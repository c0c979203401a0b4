"""How a sweep's error changes with each swept key, all other keys mixed."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.ticker import NullFormatter, NullLocator
from numpy.typing import NDArray
from rich.cells import cell_len

from lessonnet.figures._class_names import LETTER, drawable
from lessonnet.figures._style import CLASS_COLORS, FAINT, INK, SMALL, few_ticks, name_axes, new_figure
from lessonnet.options import printable

MEAN = CLASS_COLORS[0]

_MOST_PANELS = 6
_IN_A_ROW = 3
_MOST_MEANS = 20
"""Values, beyond which means crowd; values drawn from an interval have a job each."""
_MOST_TICKS = 6
"""Values of a key that stand below its axis; of more, round numbers do."""
_WIDTH, _HEIGHT = 3.0, 2.8
"""Of a panel, in inches."""
_INSIDE = 2.4
"""Width of a panel inside its axes, in inches, about."""
_MOST_WORDS = 20
"""Words that have room below an axis when they stand upright; of more, only some are written."""
_MOST_NAMED = 3
_JITTER = 0.1
"""How far a point is moved sideways at most, as a share of the smallest gap between two values."""
_GOLDEN = (5**0.5 - 1) / 2


def effects(values: Mapping[str, Sequence[tuple[str | float, float]]], ylabel: str) -> Figure:
    """Draw a sweep's jobs against the values of each swept key, and the mean of each value.

    Each job is a faint point, moved a little sideways where several have one value. A dot is the mean of a value's
    jobs, its bar one sample standard deviation up and down: over the seeds, and over the other keys too. Of errors,
    none of which is below 0, no bar goes there. The means of numbers are joined by a line. A key of more than 20 values
    has no means.

    Numbers lie on a logarithmic axis where all are positive and the largest is at least 30 times the smallest. A
    zero before positive numbers stands to the left of a logarithmic axis where their gaps grow: where the last one is
    at least 5 times the first.

    Args:
        values: each swept key to pairs of its value and what was measured, one for each job; a key whose values are
            not all numbers has its words in the order in which they first appear.
        ylabel: what was measured.

    Returns:
        A figure that belongs to no window; save it by `savefig`. It has a panel for each of the first six keys and
        names those that it leaves out.

    Raises:
        ValueError: if there is no key, or a key without a job.

    Example:
        >>> figure = effects({"optimizer.lr": [(0.1, 0.5), (1.0, 0.3)], "activation": [("tanh", 0.4)]}, "error")
        >>> [axes.get_xlabel() for axes in figure.axes]
        ['optimizer.lr', 'activation']
    """
    if not values or not all(values.values()):
        raise ValueError("Effects need at least one key, and each key at least one job.")
    keys = list(values)[:_MOST_PANELS]
    figure, panels = _panels(len(keys))
    for axes, key in zip(panels, keys, strict=True):
        measured = np.array([y for _, y in values[key]], dtype=float)
        _draw(axes, [value for value, _ in values[key]], measured)
        name_axes(axes, printable(key), ylabel)
    few_ticks(panels[0].yaxis)
    _name_left_out(figure, list(values)[_MOST_PANELS:])
    return figure


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    """Return panels with one vertical axis, at most three in a row."""
    columns, rows = min(count, _IN_A_ROW), -(-count // _IN_A_ROW)
    figure, panels = new_figure(_WIDTH * columns + 0.3, _HEIGHT * rows, count)
    grid = GridSpec(rows, columns, figure=figure)
    for index, axes in enumerate(panels):
        axes.set_subplotspec(grid[index // columns, index % columns])
        if index:
            axes.sharey(panels[0])
        if index % columns:
            axes.tick_params(labelleft=False)
            axes.yaxis.label.set_visible(False)
    return figure, panels


def _draw(axes: Axes, values: Sequence[str | float], measured: NDArray[np.float64]) -> None:
    numbers = [value for value in values if not isinstance(value, str)]
    is_numeric = len(numbers) == len(values)
    if is_numeric:
        places, which = np.unique(np.array(numbers, dtype=float), return_inverse=True)
        _scale(axes, places)
    else:
        place_of = {word: place for place, word in enumerate(dict.fromkeys(map(str, values)))}
        places, which = np.arange(len(place_of), dtype=float), np.array([place_of[str(value)] for value in values])
        _name_words(axes, list(place_of))
    _draw_jobs(axes, places, which, measured)
    if len(places) <= _MOST_MEANS:
        _draw_means(axes, places, which, measured, joined=is_numeric)


def _scale(axes: Axes, places: NDArray[np.float64]) -> None:
    """Choose the scale of numbers, in ascending order, and write them below the axis where they have room."""
    positive = places[places > 0]
    fold = positive[-1] / positive[0] if len(positive) else 1.0
    if places[0] > 0 and fold >= 30:
        axes.set_xscale("log")
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.tick_params(which="minor", color=FAINT, length=2)
    elif places[0] == 0 and len(positive) > 1 and places[-1] - places[-2] >= 5 * places[1]:
        # Linear from zero to the smallest positive value, which are then as far apart as a value and its tenfold.
        axes.set_xscale("symlog", linthresh=positive[0])
    else:
        few_ticks(axes.xaxis)
    labels = [f"{place:g}" for place in places]
    if len(places) <= _MOST_TICKS and _have_room(axes.xaxis.get_transform().transform(places), labels):
        axes.set_xticks(places, labels)
        axes.xaxis.set_minor_locator(NullLocator())


def _have_room(at: NDArray[np.float64], labels: Sequence[str]) -> bool:
    """Tell whether labels fit side by side, given where on the axis, in any unit, they stand."""
    if len(at) < 2:
        return True
    lengths = np.array([len(label) for label in labels])
    gaps = np.diff(at) / (at[-1] - at[0]) * _INSIDE
    return bool((gaps >= LETTER * ((lengths[1:] + lengths[:-1]) / 2 + 1)).all())


def _name_words(axes: Axes, words: Sequence[str]) -> None:
    names = drawable(words)
    shown = range(0, len(words), -(-len(words) // _MOST_WORDS))
    labels = [names[place] for place in shown]
    flat = max(map(cell_len, labels)) + 1 <= _INSIDE / len(words) / LETTER
    axes.set_xticks(shown, labels, rotation=0 if flat else 90)
    axes.set_xlim(-0.5, len(words) - 0.5)
    names.write(axes.get_xticklabels())


def _draw_jobs(axes: Axes, places: NDArray[np.float64], which: NDArray[np.intp], measured: NDArray[np.float64]) -> None:
    transform = axes.xaxis.get_transform()
    at = transform.transform(places)
    width = _JITTER * float(np.diff(at).min()) if len(at) > 1 else 0.0
    x = transform.inverted().transform(at[which] + width * _sideways(which))
    alpha = float(np.clip(20 * len(places) / len(which), 0.12, 0.6))
    axes.scatter(x, measured, s=12, color=FAINT, alpha=alpha, linewidths=0, zorder=1)


def _sideways(which: NDArray[np.intp]) -> NDArray[np.float64]:
    """Spread the jobs of each value evenly over (−1, 1), by multiples of the golden ratio; 0 for a single job."""
    counts = np.bincount(which)
    order = np.argsort(which, kind="stable")
    nth = np.empty_like(which)
    nth[order] = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.where(counts[which] > 1, 2 * ((nth + 0.5) * _GOLDEN % 1) - 1, 0.0)


def _draw_means(
    axes: Axes, places: NDArray[np.float64], which: NDArray[np.intp], measured: NDArray[np.float64], *, joined: bool
) -> None:
    groups = [measured[which == place] for place in range(len(places))]
    mean = np.array([group.mean() for group in groups])
    deviation = np.array([group.std(ddof=1) if len(group) > 1 else 0.0 for group in groups])
    below = np.minimum(deviation, mean) if (measured >= 0).all() else deviation
    axes.errorbar(
        places,
        mean,
        yerr=np.stack([below, deviation]),
        color=MEAN,
        marker="o",
        markersize=5,
        linewidth=1.6,
        linestyle="-" if joined else "none",
        elinewidth=1.2,
        capsize=3,
        zorder=3,
    )


def _name_left_out(figure: Figure, keys: Sequence[str]) -> None:
    if not keys:
        return
    named, left_out = ", ".join(map(printable, keys[:_MOST_NAMED])), len(keys) - _MOST_NAMED
    more = f" and {left_out} more" if left_out > 0 else ""
    figure.supxlabel(f"not shown: {named}{more}", fontsize=SMALL, color=INK, parse_math=False)
