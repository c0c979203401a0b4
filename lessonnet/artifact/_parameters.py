"""The shapes of the parameters of a network of one's own."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from lessonnet.artifact._keys import check_list
from lessonnet.artifact._layout import (
    MOST_AXES,
    MOST_FEATURES,
    MOST_OF_A_PARAMETER_S_NAME,
    MOST_PARAMETERS,
    TENSORS_CAP,
)
from lessonnet.artifact._texts import short
from lessonnet.options import OptionError, Range, check_value

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*")
_MOST_NUMBERS = TENSORS_CAP // 4
"""Of all tensors together, each number of four bytes at least."""


def check_parameters(found: Any) -> None:
    """Check names and shapes, before anybody multiplies or allocates.

    Args:
        found: names to shapes, as a stranger wrote them.

    Raises:
        OptionError: in one line that names the tensor.
    """
    if not isinstance(found, dict):
        raise OptionError(f"`parameters` must be an object of names and shapes, got {short(found)}.")
    if not 1 <= len(found) <= MOST_PARAMETERS:
        raise OptionError(f"`parameters` must be 1 to {MOST_PARAMETERS} tensors, got {len(found)}.")
    numbers = 0
    for name, shape in found.items():
        if len(name) > MOST_OF_A_PARAMETER_S_NAME or not _NAME.fullmatch(name):
            raise OptionError(f"`parameters` must have dotted plain names as keys, got {short(name)}.")
        key = f"parameters.{name}"
        check_list(key, shape, most=MOST_AXES)
        check_value(key, shape, list[Annotated[int, Range(at_least=1, at_most=MOST_FEATURES)]])
        numbers += math.prod(shape)
        if numbers > _MOST_NUMBERS:
            raise OptionError(f"`parameters` must be at most {_MOST_NUMBERS} numbers together, got more up to `{key}`.")
