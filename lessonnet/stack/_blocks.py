"""How a large stack is cut into blocks that are trained one after the other.

A block's rows, gradient, optimizer state and activations should stay in the cache from step to step (CPU), or fit into
memory (CUDA). Members are independent, so blocks change no result beyond how products are rounded.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch

_CACHE_BYTES = 1 << 23
"""What a block may take on a CPU: a quarter of a common last-level cache."""
_COPIES = 4
"""Numbers kept for each parameter: itself, its gradient, and up to two of an optimizer's."""


def blocks(members: int, size: int, workers: int = 1) -> list[slice]:
    """Cut members into slices of nearly equal length, at most `size`, as many as keep all workers busy to the end.

    Example:
        >>> blocks(5, 2)
        [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
        >>> blocks(5, 2, workers=2)
        [slice(0, 1, None), slice(1, 2, None), slice(2, 3, None), slice(3, 5, None)]
    """
    count = -(-members // size)
    count = min(members, -(-count // workers) * workers)
    bounds = [-(-members * i // count) for i in range(count + 1)]
    return [slice(start, stop) for start, stop in pairwise(bounds)]


def joined(blocks: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return what the blocks of members have, one after the other; of a single block without a copy."""
    return blocks[0] if len(blocks) == 1 else torch.cat(list(blocks))


def block_size(units: int, batch_size: int, row: torch.Tensor) -> int:
    """Return how many members a block should have, ≥ 1.

    Args:
        units: numbers that one point is turned into.
        batch_size: points of a mini-batch.
        row: one member's parameters [P], on the device.
    """
    member_bytes = (_COPIES * row.numel() + batch_size * units) * row.element_size()
    # Not of what is free now: blocks must be the same in every process, and when a training is resumed.
    available = torch.cuda.mem_get_info(row.device)[1] // 2 if row.is_cuda else _CACHE_BYTES
    return max(1, available // member_bytes)
