"""Room between the members of a stack, so that a member's numbers are rounded in it as they are alone.

CPU kernels round by where numbers lie: sums by how their terms are aligned, σ by whether a number is among the last
of its tensor. So each member's numbers begin on a boundary, and what is left before the next one's stands for nothing.
"""

from math import gcd

from torch import Tensor

_STRIDE = 32
"""Elements that elementwise kernels take at once: two registers of 64 bytes, as float32."""


def aligned(count: int) -> int:
    """Return the room for `count` elements up to the next boundary.

    Example:
        >>> aligned(32), aligned(33)
        (32, 64)
    """
    return -(-count // _STRIDE) * _STRIDE


def aligned_points(points: int, width: int) -> int:
    """Return how many points of `width` elements reach from one boundary to the next.

    Example:
        >>> aligned_points(55, 64), aligned_points(55, 10)
        (55, 64)
    """
    step = _STRIDE // gcd(_STRIDE, width)
    return -(-points // step) * step


def aligned_matrices(like: Tensor, *axes: int) -> tuple[Tensor, Tensor]:
    """Make matrices that each begin on a boundary.

    Args:
        like: gives dtype and device.
        axes: …, B, H: those of the matrices, last two, and of what they are for.

    Returns:
        All of the room [..., R], zeros, for elementwise functions; and the matrices in it [..., B, H].

    Example:
        >>> import torch
        >>> room, matrices = aligned_matrices(torch.empty(0), 8, 3, 5)
        >>> room.shape, matrices.shape
        (torch.Size([8, 32]), torch.Size([8, 3, 5]))
    """
    *outer, rows, columns = axes
    room = like.new_zeros(*outer, aligned(rows * columns))
    return room, room[..., : rows * columns].unflatten(-1, (rows, columns))


def points_together(like: Tensor, *axes: int) -> Tensor:
    """Make matrices [..., B, C] in which the points of one class lie next to each other, each matrix on a boundary.

    The classes are few, and kernels are fast along the axis that lies together.

    Args:
        like: gives dtype and device.
        axes: …, B, C.

    Example:
        >>> import torch
        >>> matrices = points_together(torch.empty(0), 8, 3, 5)
        >>> matrices.shape, matrices.stride()
        (torch.Size([8, 3, 5]), (32, 1, 3))
    """
    *outer, points, classes = axes
    _, matrices = aligned_matrices(like, *outer, classes, points)
    return matrices.mT
