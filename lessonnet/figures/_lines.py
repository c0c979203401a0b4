"""How lines are told apart: layers, which have an order, and cases that are compared, which have none."""

from collections.abc import Sequence
from typing import Literal

import matplotlib as mpl
from matplotlib.colors import to_hex

from lessonnet.figures._style import CLASS_COLORS

_CASE_COLORS = [CLASS_COLORS[i] for i in (0, 5, 2, 3, 1, 4)]
"""The palette by contrast, without yellow, in which a line on white is lost."""
_STROKES: Sequence[Literal["-", "--", "-.", ":"]] = ("-", "--", "-.", ":")
_LIGHTEST = 0.87
"""Of the ramp from 0 to 1; its end is too light for a line on white."""


def color_of_case(index: int) -> str:
    """Return the colour of the nth case."""
    return _CASE_COLORS[index % len(_CASE_COLORS)]


def stroke_of_case(index: int) -> Literal["-", "--", "-.", ":"]:
    """Return the stroke of the nth case; it differs where the colours repeat."""
    return _STROKES[index // len(_CASE_COLORS) % len(_STROKES)]


def colors_of_layers(count: int) -> list[str]:
    """Return a colour for each layer, from dark at the inputs to light at the scores.

    The ramp is `viridis`, whose lightness grows evenly, for those who tell no hues apart (van der Walt and Smith 2015).
    """
    ramp = mpl.colormaps["viridis"]
    return [to_hex(ramp(_LIGHTEST * layer / max(count - 1, 1))) for layer in range(count)]
