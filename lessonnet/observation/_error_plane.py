"""The error on a plane of weights: the one that shows most of a descent's path (rows L21, L22, L26).

With w_F the weights at the path's end, u and v the two main directions of w_1 − w_F … w_(F−1) − w_F,

    height(a, b) = mean error at w_F + a·u + b·v

Suffixes name the axes: F points of the path, P parameters, G grid points along a side, K grid points, B batch.
Source: Li et al., "Visualizing the loss landscape of neural nets", 2018, section 7.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.func import functional_call, vmap

from lessonnet.nn import ClosedForm, Criterion, DenseNetwork, Layout, Network, encode
from lessonnet.observation._sample import sample

_SIDE = 41
_MOST_POINTS = 512
"""Of the data: the form of the surface needs no more, and each is evaluated at every point of the grid."""
_MARGIN = 0.3
"""How far the plane reaches beyond the path, as a share of its extent."""
_THINNEST = 0.25
"""Least extent across the path, as a share of that along it."""
_AT_ONCE = 1 << 20
"""Scores of the widest layer that are computed at once, as elsewhere in evaluation."""
_NOTHING = 1e-6
"""A direction whose share of the path is smaller has come from rounding."""


@dataclass(frozen=True)
class ErrorPlane:
    """A plane of weights with the error over it, in the units of the weights; 0, 0 is the end of the path.

    Attributes:
        x: along the path's main direction, ascending [G].
        y: along the second, at right angles to it [G].
        heights: the mean error at each point [G, G], rows by y, columns by x; NaN or inf where it has no number.
        path: the descent, projected into the plane, first to last [F, 2].
        shown: share of the path's squared distances from its end that lies in the plane, in [0, 1].
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    heights: NDArray[np.float64]
    path: NDArray[np.float64]
    shown: float


@torch.no_grad()
def error_plane(
    network: Network, criterion: Criterion, x_BD: Tensor, classes_B: Tensor, rows_FP: Tensor, *, side: int = _SIDE
) -> ErrorPlane:
    """Evaluate the mean error on the plane in which a path of weights lies, as nearly as any plane can have it.

    Args:
        network: the graph; its own weights are not looked at.
        criterion: the error function; penalties are left out.
        x_BD: inputs, scaled as the network was trained on them; 512 of them, spread evenly, are used at most.
        classes_B: their class indices, int64.
        rows_FP: the weights along the descent, as rows of a stack; those with a number that is not finite are left
            out. A path that does not move, or only to and fro, gets the weights themselves for a direction, and then
            biases of the scores. There must be two parameters at least.
        side: points of the grid along each side, ≥ 2.

    Returns:
        The plane, on the CPU.

    Raises:
        ValueError: if no row is finite.
    """
    rows = rows_FP.detach().cpu()
    rows = rows[rows.isfinite().all(1)]
    if not len(rows):
        raise ValueError("An error plane needs at least one row of finite weights.")
    end_P = rows[-1].double()
    moves_FP = rows.double() - end_P
    plane_2P = _directions(moves_FP, end_P)
    path_F2 = moves_FP @ plane_2P.T
    x, y = _ticks(path_F2, side)
    at_K2 = torch.cartesian_prod(y, x).flip(-1)
    points = sample(x_BD, _MOST_POINTS).cpu().to(rows.dtype)
    targets = encode(sample(classes_B, _MOST_POINTS).cpu(), network.widths[-1], rows.dtype)
    heights_K = _errors(network, criterion, points, targets, end_P, plane_2P, at_K2)
    whole = float(moves_FP.square().sum())
    shown = float(path_F2.square().sum()) / whole if whole else 1.0
    heights = heights_K.reshape(side, side).double()
    return ErrorPlane(x.numpy(), y.numpy(), heights.numpy(), path_F2.numpy(), min(shown, 1.0))


def _directions(moves_FP: Tensor, end_P: Tensor) -> Tensor:
    """Return two unit vectors at right angles [2, P]: where the path has most of its length, its start on the right."""
    _, sizes, main = torch.linalg.svd(moves_FP, full_matrices=False)
    found = [v for size, v in zip(sizes[:2], main[:2], strict=True) if size > _NOTHING * sizes[0]]
    # The last parameters are the biases of the scores, which always change the error.
    biases_3P = torch.eye(3, len(end_P), dtype=end_P.dtype).flip(1)
    others = (end_P, *biases_3P)
    for other in others:
        rest = other - sum((other @ v) * v for v in found)
        if len(found) < 2 and rest.norm() > _NOTHING * max(float(other.norm()), _NOTHING):
            found.append(rest / rest.norm())
    plane_2P = torch.stack(found[:2])
    signs = torch.where(plane_2P @ moves_FP[0] < 0, -1.0, 1.0).to(plane_2P)
    return plane_2P * signs[:, None]


def _ticks(path_F2: Tensor, side: int) -> tuple[Tensor, Tensor]:
    """Return the grid's places along both directions: the path with a margin, and never a line without width."""
    low, high = path_F2.min(0).values, path_F2.max(0).values
    extent = high - low
    least = _THINNEST * float(extent.max()) or 1.0
    room = torch.maximum(_MARGIN * extent, (least - extent) / 2)
    x, y = (
        torch.linspace(float(a), float(b), side, dtype=path_F2.dtype)
        for a, b in zip(low - room, high + room, strict=True)
    )
    return x, y


def _errors(
    network: Network,
    criterion: Criterion,
    points_BD: Tensor,
    targets_BC: Tensor,
    end_P: Tensor,
    plane_2P: Tensor,
    at_K2: Tensor,
) -> Tensor:
    """Return the mean error at each place of the plane [K], many as one stack at a time."""
    layout = Layout(network)
    widest = max(*network.widths, *(size for shape in layout.shapes.values() for size in shape))
    block = min(max(1, _AT_ONCE // (len(points_BD) * widest)), len(at_K2))
    rows_KP = points_BD.new_empty(block, len(end_P))
    scores_of = _forward(network, criterion, layout.views(rows_KP))
    points_KBD, targets_KBC = (tensor.expand(block, -1, -1) for tensor in (points_BD, targets_BC))
    errors = []
    for at_2 in at_K2.split(block):
        rows_KP[: len(at_2)] = torch.addmm(end_P, at_2, plane_2P)
        scores_KBC = scores_of(points_KBD)  # of all rows; in the last block some may be left over from the one before
        errors.append(criterion.errors(scores_KBC, targets_KBC).mean(1)[: len(at_2)])
    return torch.cat(errors)


def _forward(network: Network, criterion: Criterion, views_K: dict[str, Tensor]) -> Callable[[Tensor], Tensor]:
    """Return what takes inputs [K, B, D] to scores [K, B, C], with parameters that are views into K rows."""
    if isinstance(network, DenseNetwork):
        return ClosedForm(network.widths, network.activation, criterion, views_K, views_K).scores

    def one(parameters: dict[str, Tensor], x_BD: Tensor) -> Tensor:
        scores: Tensor = functional_call(network, parameters, (x_BD,))
        return scores

    def one_by_one(x_KBD: Tensor) -> Tensor:
        rows = ({name: view[k] for name, view in views_K.items()} for k in range(len(x_KBD)))
        return torch.stack([one(row, x_BD) for row, x_BD in zip(rows, x_KBD, strict=True)])

    return partial(vmap(one), views_K) if network.is_mapped else one_by_one
