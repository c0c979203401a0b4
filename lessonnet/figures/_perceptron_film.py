"""The perceptron trick as a film: each misclassified point pulls the line to its own side (rows L6 to L8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from numpy.typing import NDArray

from lessonnet.figures._class_names import drawable
from lessonnet.figures._film import Frame, frame_of
from lessonnet.figures._style import (
    FAINT,
    INK,
    SMALL,
    color_of,
    few_ticks,
    head,
    marker_of,
    name_axes,
    new_figure,
    tint_of,
)
from lessonnet.ledger import Update, formula, number, vector

Floats = NDArray[np.float64]

_MARGIN = 0.12
"""How far the plane reaches beyond the points, as a share of their range."""
_MOST_POINTS = 2000
_DIGITS = 4
_MOST_LETTERS = 72
"""Of a line below the plane."""


@dataclass(frozen=True)
class TrickFilm:
    """What the film is made of.

    Args:
        points: of the training part [N, 2], in the units trained in.
        classes: of them [N], 0 or 1.
        updates: of one score, in their order.
        feature_names: of the two axes.
        class_names: of the two classes.
        is_whole: whether the last update of the training is among them.
        most: frames at most, ≥ 3. Of many updates the first are all shown, and later ones ever farther apart.
    """

    points: Floats
    classes: NDArray[np.int64]
    updates: Sequence[Update]
    feature_names: Sequence[str] = ("x1", "x2")
    class_names: Sequence[str] = ("0", "1")
    is_whole: bool = True
    most: int = 40


def perceptron_film(film: TrickFilm) -> tuple[list[Frame], list[str]]:
    """Draw the trick update by update: the line before and after, the point that asked for it, and the formula.

    Args:
        film: what it is made of, at least one update.

    Returns:
        the frames, and for each a caption in plain text. The first shows the line at the start, the last where it
        came to rest.

    Raises:
        ValueError: without an update: the line never moved.
    """
    if not film.updates:
        raise ValueError("A film of the trick needs at least one update.")
    stage = _Stage.of(film)
    start = _Scene("the line at the start", _score(film.updates[0].before), film.updates[0].before)
    shown = [_scene_of(film, place) for place in _places(len(film.updates), film.most - 2)]
    frames, captions = [], []
    for scene in (start, *shown, _end(film)):
        stage.show(scene)
        frames.append(frame_of(stage.figure))
        captions.append(f"{scene.title}: {scene.caption}".replace("\n= ", " = ").replace("\n", "; "))
    return frames, captions


class _Scene(NamedTuple):
    """One frame: title, caption, the line [w1, w2, b], that before it, and the point that moved it."""

    title: str
    caption: str
    line: Sequence[float]
    before: Sequence[float] | None = None
    point: Sequence[float] | None = None


def _scene_of(film: TrickFilm, place: int) -> _Scene:
    update, names = film.updates[place], drawable(film.class_names)
    of = len(film.updates) if film.is_whole else f"more than {len(film.updates)}"
    caption = (
        f"{vector(update.x, _DIGITS)} is {names[update.label]}, the score {number(update.score_before, 3)} "
        f"says {names[update.prediction]}\n{_fitting(formula(update, _DIGITS))}"
    )
    title = f"update {place + 1} of {of}, epoch {update.epoch}"
    return _Scene(title, caption, update.after, update.before, update.x)


def _fitting(text: str) -> str:
    """Break a long formula before its result."""
    return text if len(text) <= _MOST_LETTERS else text.replace(" = ", "\n= ")


def _end(film: TrickFilm) -> _Scene:
    *weights, bias = line = film.updates[-1].after
    wrong = int(((film.points @ np.array(weights) + bias >= 0) != (film.classes == 1)).sum())
    verdict = "every point is on its side" if not wrong else f"{wrong} of {len(film.points)} points on the wrong side"
    count = len(film.updates)
    title = f"after {count}{'' if film.is_whole else ' of more'} update{'s' * (count > 1)}: {verdict}"
    return _Scene(title, _score(line), line)


def _score(line: Sequence[float]) -> str:
    return f"(w1, w2, b) = {vector(line, _DIGITS)}"


def _places(count: int, most: int) -> list[int]:
    """Return at most so many of 0 … count − 1: the first ones all, then ever fewer, the last among them."""
    if count <= most:
        return list(range(count))
    return [int(place) - 1 for place in np.unique(np.geomspace(1, count, most).round())]


@dataclass(frozen=True)
class _Stage:
    """One figure whose artists are moved from frame to frame."""

    figure: Figure
    axes: Axes
    corners: Floats
    region: Polygon
    now: Line2D
    earlier: Line2D
    ring: PathCollection
    title: Text
    caption: Text

    @classmethod
    def of(cls, film: TrickFilm) -> "_Stage":
        figure, (axes,) = new_figure(5.4, 5.2)
        corners = _corners(film.points)
        axes.set(xlim=corners[[0, 1], 0], ylim=corners[[0, 2], 1])
        axes.set_facecolor(tint_of(0))
        region = Polygon(corners, closed=True, color=tint_of(1), linewidth=0, zorder=0)
        axes.add_patch(region)
        (earlier,) = axes.plot([], [], color=FAINT, linewidth=1.2, linestyle="--", zorder=1)
        (now,) = axes.plot([], [], color=INK, linewidth=1.6, zorder=1)
        _scatter(axes, film)
        ring = axes.scatter([], [], s=220, facecolors="none", edgecolors=INK, linewidths=1.6, zorder=4)
        few_ticks(axes.xaxis)
        few_ticks(axes.yaxis)
        name_axes(axes, *film.feature_names)
        title = head(axes, " ", _keys(film))
        caption = axes.text(0, -0.15, "", transform=axes.transAxes, va="top", fontsize=SMALL, color=INK)
        caption.set_parse_math(False)
        return cls(figure, axes, corners, region, now, earlier, ring, title, caption)

    def show(self, scene: _Scene) -> None:
        """Put everything where a frame has it."""
        side = _positive_side(self.corners, scene.line)
        self.region.set_xy(side if len(side) else self.corners[:1])
        self.now.set_data(*_crossings(self.corners, scene.line).T)
        before = np.empty((0, 2)) if scene.before is None else _crossings(self.corners, scene.before)
        self.earlier.set_data(*before.T)
        self.ring.set_offsets(np.empty((0, 2)) if scene.point is None else np.array([scene.point]))
        self.title.set_text(scene.title)
        # Always three lines: the room for them is found once, for the first frame.
        self.caption.set_text(scene.caption + "\n" * (2 - scene.caption.count("\n")))


def _corners(points: Floats) -> Floats:
    """Return the corners of the plane that is shown, counterclockwise from the lower left [4, 2]."""
    low, high = points.min(0), points.max(0)
    room = np.where(high > low, _MARGIN * (high - low), 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return np.array([[left, bottom], [right, bottom], [right, top], [left, top]])


def _positive_side(corners: Floats, line: Sequence[float]) -> Floats:
    """Return the corners of the part of the plane whose score is at least 0, none where there is no such part."""
    scores = corners @ np.array(line[:2]) + line[2]
    side = []
    for here, there, score, next_score in zip(
        corners, np.roll(corners, -1, 0), scores, np.roll(scores, -1), strict=True
    ):
        if score >= 0:
            side.append(here)
        if (score >= 0) != (next_score >= 0):
            side.append(here + (there - here) * (score / (score - next_score)))
    return np.array(side).reshape(-1, 2)


def _crossings(corners: Floats, line: Sequence[float]) -> Floats:
    """Return where a line enters and leaves the plane [2, 2]; [0, 2] where it lies outside."""
    scores = corners @ np.array(line[:2]) + line[2]
    ends = [
        corners[i] + (corners[(i + 1) % 4] - corners[i]) * (scores[i] / (scores[i] - scores[(i + 1) % 4]))
        for i in range(4)
        if (scores[i] >= 0) != (scores[(i + 1) % 4] >= 0)
    ]
    return np.array(ends).reshape(-1, 2)


def _scatter(axes: Axes, film: TrickFilm) -> None:
    few = np.unique(np.linspace(0, len(film.points) - 1, _MOST_POINTS).round().astype(int))
    points, classes = film.points[few], film.classes[few]
    area = max(14.0, min(60.0, 4000.0 / len(points)))
    for label in (0, 1):
        own = points[classes == label]
        axes.scatter(
            own[:, 0],
            own[:, 1],
            s=area,
            color=color_of(label),
            marker=marker_of(label),
            edgecolors="white",
            linewidths=0.6,
            zorder=2,
        )


def _keys(film: TrickFilm) -> list[Line2D]:
    classes = [
        Line2D([], [], color=color_of(c), marker=marker_of(c), linestyle="none", markersize=6, label=name)
        for c, name in enumerate(drawable(film.class_names).labels)
    ]
    before = Line2D([], [], color=FAINT, linewidth=1.2, linestyle="--", label="line before")
    return [*classes, before, Line2D([], [], color=INK, linewidth=1.6, label="after")]
