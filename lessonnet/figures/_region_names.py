"""Names of classes in their regions of a plane, where they are too many for a key: colours alone repeat."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from rich.cells import cell_len
from torch import Tensor

from lessonnet.figures._class_names import LETTER, drawable
from lessonnet.figures._style import INK, PANEL, SMALL, columns_of_key

_MOST_COLORS = 7
_MOST_LINES = 3
"""Of a key above a panel."""
_EVERY = 5
"""The inside of a region is looked for on a grid that is coarser by so much."""
_LINE = 0.16
"""Height of a name, in inches."""


def has_many_classes(class_names: Sequence[str]) -> bool:
    """Tell whether classes are too many to be told apart by a key above a panel."""
    lines = -(-len(class_names) // columns_of_key(class_names, PANEL - 0.65))
    return len(class_names) > _MOST_COLORS or lines > _MOST_LINES


def name_regions(axes: Axes, x: Tensor, y: Tensor, predicted_YX: Tensor, class_names: Sequence[str]) -> None:
    """Write the name of each predicted class where its region is widest.

    Args:
        axes: the panel.
        x: of the grid's columns.
        y: of the grid's rows.
        predicted_YX: class indices over the grid, int64.
        class_names: one for each class index.
    """
    names, coarse = drawable(class_names), predicted_YX[::_EVERY, ::_EVERY]
    texts, taken = [], torch.zeros(0, 2)
    # Names as rows and columns of the coarse grid, with a little air between them.
    room = torch.tensor([_LINE, LETTER * max(map(cell_len, names.labels)) + 0.05]) * len(coarse) / (PANEL - 0.65)
    for c in coarse.unique().tolist():
        places = _inside(coarse == c)
        free = [place for place in places if not ((place - taken).abs() < room).all(1).any()]
        if places:
            row, column = (free or places)[0].int().tolist()
            taken = torch.cat([taken, torch.tensor([[row, column]])])
            at = float(x[column * _EVERY]), float(y[row * _EVERY])
            texts.append(axes.text(*at, names[c], fontsize=SMALL, color=INK, ha="center", va="center", zorder=3))
    for text in texts:
        text.set_clip_on(True)
        text.set_path_effects([withStroke(linewidth=2.5, foreground="white", alpha=0.8)])
    names.write(texts)


def _inside(region_YX: Tensor) -> list[Tensor]:
    """Return rows and columns of the points inside a region, those furthest from its edge first.

    The region is peeled point by point until nothing is left: what is left last lies deepest.
    """
    depth, left = torch.zeros(region_YX.shape), region_YX
    while (left := _peeled(left)).any():
        depth += left
    points = (depth > 0).nonzero()
    deepest = (depth == depth.max()).nonzero().double().mean(0)
    # Of points of one depth, that nearest to the middle of the deepest.
    far = (points - deepest).square().sum(1).sqrt()
    return (
        list(points[(far / far.max().clamp(min=1) - depth[depth > 0]).argsort(stable=True)].float())
        if len(points)
        else []
    )


def _peeled(region_YX: Tensor) -> Tensor:
    """Return the points of a region whose four neighbours are in it too."""
    padded = torch.nn.functional.pad(region_YX, (1, 1, 1, 1), value=False)
    return region_YX & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
