"""An error surface as a mountain in space, with the paths of descents on it (row L26)."""

import numpy as np
import torch
from matplotlib.colors import LightSource
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from lessonnet.figures._climb import GREYS, Climb, levels_of, relief, shading
from lessonnet.figures._contour_paths import END, LOWEST, START
from lessonnet.figures._style import FAINT, INK, SMALL, TEXT, TITLE, color_of
from lessonnet.surfaces import REACH, Surface

_CAP, _FAR = 95.0, 1.6
"""Percentile of the heights that tells how high the mountain is, and how many times as high a corner may be.

Where there is a higher one, all above the percentile is left out: it would flatten the rest.
"""
_SHADE = 0.38
"""How much darker ground is that lies away from the light, in [0, 1]."""
_LIFT = 0.012
"""How far paths hover above the ground, as a share of what is shown of the heights."""
_COARSER = 2
"""The relief has that many times fewer points than the map: each of its patches is a polygon."""
_TALL = 0.55
_TALLS = {"ves_oops_vius": 0.3}
"""Height of the mountain as it is drawn, in units of its width."""
_ELEVATION = 50.0
_ELEVATIONS = {"ves_oops_vius": 74.0}
"""From where the mountain is seen, in degrees above the horizon; into a crater only from high above, and a low one.

matplotlib does not hide what lies behind a wall: paths that are out of sight would seem to run down its outside.
"""
_SIDE = -60.0
_SIDES = {"errorest": 55.0, "kilimanjerror": -100.0, "reinererror": -155.0, "eyjafvillajokull": -40.0}
"""And from which side, where the ground in front would hide the paths from another."""


def surface_3d(climb: Climb, *, azimuth: float | None = None) -> Figure:
    """Draw a surface in space, with the paths of descents.

    Args:
        climb: the surface and its paths.
        azimuth: from where it is seen, in degrees; None for where the paths are seen best.

    Returns:
        A figure that belongs to no window; save it by `savefig`.

    Example:
        >>> import torch
        >>> from lessonnet.surfaces import VES_OOPS_VIUS
        >>> figure = surface_3d(Climb(VES_OOPS_VIUS, [torch.tensor([[0.0, 0.0], [0.5, 0.3]])]))
        >>> len(figure.axes)
        1
    """
    figure = Figure(figsize=(5.6, 4.8))
    # Without an order of its own, matplotlib draws the ground over paths that lie on it.
    axes: Axes3D = figure.add_axes((0.04, 0.02, 0.84, 0.86), projection="3d", computed_zorder=False)
    side, heights = relief(climb.surface)
    top = _top(heights)
    _ground(axes, side, heights, top)
    lift = _LIFT * (top - heights.min())
    lines = [_path(axes, climb.surface, points, k, top, lift) for k, points in enumerate(climb.points())]
    lowest = np.array(climb.surface.lowest)
    axes.plot(*_on_ground(climb.surface, lowest, top, lift), **LOWEST, zorder=5)
    name = climb.surface.name
    axes.view_init(_ELEVATIONS.get(name, _ELEVATION), _SIDES.get(name, _SIDE) if azimuth is None else azimuth)
    _label(axes, side, climb, lines)
    return figure


def _top(heights: NDArray[np.float64]) -> float:
    """Return the height up to which the mountain is drawn."""
    low, high, usual = heights.min(), heights.max(), np.percentile(heights, _CAP)
    return float(usual if high - low > _FAR * (usual - low) else high)


def _ground(axes: Axes3D, side: NDArray[np.float64], heights: NDArray[np.float64], top: float) -> None:
    x, y = np.meshgrid(side, side)
    greys = GREYS(shading(levels_of(heights))(heights))[..., :3]
    step = side[1] - side[0]
    vertical = 0.6 * 2 * REACH / (top - heights.min())
    light = LightSource(315, 45).hillshade(heights, vert_exag=vertical, dx=step, dy=step)
    lit = greys * (1 - _SHADE + _SHADE * light[..., None])
    shown = np.where(heights <= top, heights, np.nan)
    count = len(side) // _COARSER
    axes.plot_surface(
        x, y, shown, facecolors=lit, rcount=count, ccount=count, linewidth=0, antialiased=False, shade=False
    )


def _path(axes: Axes3D, surface: Surface, points: NDArray[np.float64], number: int, top: float, lift: float) -> Line2D:
    """Draw a path on the ground, as far as it stays on the map, with a ring at its start and a diamond at its end."""
    inside = points[(np.abs(points) <= REACH).all(axis=1)]
    color, (x, y, z) = color_of(number), _on_ground(surface, inside, top, lift)
    axes.plot(x, y, z, color="white", linewidth=3.2, zorder=3)
    (line,) = axes.plot(x, y, z, color=color, linewidth=1.6, zorder=4 - number / 100)
    axes.plot(x[:1], y[:1], z[:1], **START | {"markeredgecolor": color}, zorder=6)
    axes.plot(x[-1:], y[-1:], z[-1:], **END | {"color": color}, zorder=7)
    return line


def _on_ground(
    surface: Surface, points: NDArray[np.float64], top: float, lift: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return points [F, 2] as three coordinates, a hair above the ground that is drawn."""
    heights = surface.height(torch.from_numpy(points)).numpy()
    return points[:, 0], points[:, 1], np.minimum(heights, top) + lift


def _label(axes: Axes3D, side: NDArray[np.float64], climb: Climb, lines: list[Line2D]) -> None:
    axes.figure.suptitle(climb.name, x=0.02, ha="left", fontsize=TITLE, color=INK, parse_math=False)
    for axis, name in ((axes.xaxis, "x"), (axes.yaxis, "y"), (axes.zaxis, "height")):
        axis.set_label_text(name, fontsize=TEXT, color=INK)
        axis.set_pane_color((1.0, 1.0, 1.0, 0.0))
        axis.line.set_color(FAINT)
        axis.set_tick_params(colors=FAINT, labelcolor=INK, labelsize=SMALL)
        axis._axinfo["grid"].update(color="#E8E8E8", linewidth=0.5)
        axis.get_major_locator().set_params(nbins=5)
    tall = _TALLS.get(climb.surface.name, _TALL)
    axes.set_box_aspect((1, 1, tall))
    axes.zaxis.get_major_locator().set_params(nbins=round(9 * tall))
    if climb.labels:
        for line, label in zip(lines, climb.labels, strict=True):
            line.set_label(label)
        axes.legend(
            handles=lines, loc="upper right", bbox_to_anchor=(1.12, 1.12), frameon=False, fontsize=SMALL, labelcolor=INK
        )
