"""Drawing a finished figure, so that names of any letters and lengths cost a prettier picture at most."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from matplotlib.figure import Figure
from matplotlib.text import Text

from lessonnet.figures._class_names import families_with

_EXPECTED = (
    r"Glyph .* missing from",  # a letter that no font here has becomes a box
    r"constrained_layout not applied",  # names that leave a panel no room overlap it
)
"""Warnings of matplotlib's about what a user's own names do to a picture: it is drawn all the same."""


@contextmanager
def drawing(figure: Figure) -> Iterator[None]:
    """Let a figure be drawn, every text in fonts that have its letters, and keep matplotlib's words about names back.

    Args:
        figure: drawn in the block.
    """
    for text in cast("list[Text]", figure.findobj(Text)):
        if not text.get_text().isascii():
            text.set_fontfamily(families_with(text.get_text()))
    with warnings.catch_warnings():
        for message in _EXPECTED:
            warnings.filterwarnings("ignore", message, UserWarning)
        yield
