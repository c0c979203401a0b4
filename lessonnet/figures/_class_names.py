"""Class names as a figure can show them: short, told apart, and in fonts that have their letters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.text import Text
from rich.cells import cell_len, set_cell_size

from lessonnet.inference import printable

LONGEST = 24
"""Letters of a name; a wide one, as Chinese ones are, counts for two."""
LETTER = 0.07
"""Width of an average letter of a name, in inches."""
_DEFAULT = "sans-serif"
_BOXES = "Last Resort"
"""A font that comes with matplotlib and has a box for every letter."""


@dataclass(frozen=True)
class ClassNames:
    """Names to draw, and the fonts to draw them in.

    Args:
        labels: one for each class.
        families: of fonts, each for the letters that those before it lack.
    """

    labels: Sequence[str]
    families: Sequence[str]

    def write(self, texts: Iterable[Text]) -> None:
        """Set the fonts of texts that hold names, and take `$` for a dollar instead of mathematics."""
        for text in texts:
            text.set_fontfamily(list(self.families))
            text.set_parse_math(False)

    def __getitem__(self, class_index: int) -> str:
        """Return the label of a class."""
        return self.labels[class_index]


def drawable(class_names: Sequence[str]) -> ClassNames:
    """Prepare class names for a figure.

    What does not print is escaped, what is long is cut, and names that then are equal get their numbers. A name with
    a letter that no font here has, which would be drawn as an empty box, gives way to "class 3".
    """
    safe = [printable(name) for name in class_names]
    fallbacks, missing = _fonts_with(_unusual("".join(safe)))
    labels = [f"class {c}" if missing & set(name) else shortened(name) for c, name in enumerate(safe)]
    twice = {label for label in labels if labels.count(label) > 1}
    labels = [f"{c} {label}" if label in twice else label for c, label in enumerate(labels)]
    return ClassNames(labels, [_DEFAULT, *fallbacks])


def families_with(text: str) -> list[str]:
    """Return the fonts for a text: the default one, and where that lacks letters those that have them."""
    return [_DEFAULT, *_fonts_with(_unusual(text))[0]]


def shortened(name: str, most: int = LONGEST) -> str:
    """Take letters out of the middle of a long name: similar names mostly differ at an end.

    Args:
        name: to be drawn.
        most: letters that it may have, a wide one counting for two.
    """
    if cell_len(name) <= most:
        return name
    room = most // 2
    return set_cell_size(name, most - room - 1).rstrip() + "…" + set_cell_size(name[::-1], room).rstrip()[::-1]


def _unusual(text: str) -> frozenset[str]:
    """Return the letters of a text that the default font lacks."""
    if text.isascii():
        return frozenset()
    printed = {letter for letter in text if letter.isprintable()}
    return frozenset(printed - _letters(font_manager.findfont(font_manager.FontProperties())))


@lru_cache(maxsize=64)  # opens all fonts, and the frames of a film have the same names
def _fonts_with(letters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return families that have letters which the default font lacks, and the letters that none has."""
    families: list[str] = []
    if not letters:
        return (), letters
    fonts = (font for font in font_manager.fontManager.ttflist if not font.name.startswith(_BOXES))
    for font in sorted(fonts, key=lambda font: (font.style != "normal", font.weight != 400)):
        if found := letters & _letters(font.fname):
            families.append(font.name)
            letters = letters - found
        if not letters:
            break
    return tuple(families), letters


@lru_cache(maxsize=4)  # the default font, mostly: a large one has tens of thousands of letters
def _letters(path: str) -> frozenset[str]:
    return frozenset(map(chr, font_manager.get_font(path).get_charmap()))
