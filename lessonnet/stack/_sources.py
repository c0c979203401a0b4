"""What a stack is given to learn, as the engine takes it."""

from collections.abc import Sequence

import torch

from lessonnet.data import Part, StreamedPart, full_batch_of_a_stream
from lessonnet.optim import LBFGS
from lessonnet.options import OptionError
from lessonnet.stack._held import Held
from lessonnet.stack._members import Member
from lessonnet.stack._points import Points
from lessonnet.stack._source import Source
from lessonnet.stack._streamed import Streamed


def source_of(parts: Sequence[Part | StreamedPart], outputs: int, dtype: torch.dtype, seed: int = 0) -> Source:
    """Return where the points of these parts come from.

    Args:
        parts: one of each data set, all held and of one size; or a single streamed one.
        outputs: scores of the network, C.
        dtype: of features, targets and weights.
        seed: of the shuffles of a streamed part.
    """
    held = [part for part in parts if isinstance(part, Part)]
    if len(held) == len(parts):
        return Held(Points.of(held, outputs, dtype))
    if len(parts) > 1:
        raise ValueError(f"A streamed part must be the only one of a stack, got {len(parts)} parts.")
    (part,) = (part for part in parts if isinstance(part, StreamedPart))
    return Streamed(part, seed, outputs, dtype)


def training_source(
    parts: Sequence[Part | StreamedPart],
    outputs: int,
    dtype: torch.dtype,
    members: Sequence[Member],
    batch_size: int | None,
) -> Source:
    """Return where training points come from; of a streamed part refuse what it cannot give.

    Raises:
        OptionError: if a mini-batch or an optimizer's step is to hold all points.
        ValueError: if the members have more than one seed: each would have to read all points for itself.
    """
    if not any(isinstance(part, StreamedPart) for part in parts):
        return source_of(parts, outputs, dtype)
    if batch_size is None:
        raise full_batch_of_a_stream()
    if isinstance(members[0].optimizer, LBFGS):
        raise OptionError(
            "`optimizer=lbfgs` needs all points at once, but the data is streamed because it does not fit into memory; "
            "choose another optimizer."
        )
    seeds = {member.seed for member in members}
    if len(seeds) > 1:
        raise ValueError(f"The members of a stack over streamed points must have one seed, got {sorted(seeds)}.")
    return source_of(parts, outputs, dtype, members[0].seed)
