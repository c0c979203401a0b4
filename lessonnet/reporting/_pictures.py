"""The pictures of a directory, as addresses that hold the whole picture."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass, field

from markupsafe import Markup

from lessonnet.reporting._captions import Caption, caption_of, rank_of
from lessonnet.reporting._folder import Folder

_FOLDER = "figures"
_LARGEST = {".png": 4 * 1024**2, ".gif": 16 * 1024**2}
_MOST_PICTURES = 60
_MOST_BYTES = 48 * 1024**2
"""Of all pictures of a page together: in base64 they take a third more."""
_LONGEST_SIDE = 10_000
_MOST_PIXELS = 25_000_000
"""A few bytes may stand for a picture that fills the memory of whoever looks at it."""


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        caption: what it shows.
        address: a `data:` URI, safe to stand in an attribute.
        width: in pixels.
        height: in pixels.
    """

    caption: Caption
    address: Markup
    width: int
    height: int

    @property
    def is_wide(self) -> bool:
        """Whether it wants a row for itself."""
        return self.width > 1.7 * self.height


@dataclass
class Pictures:
    """The pictures and the films of a page.

    Attributes:
        figures: PNG.
        films: GIF.
    """

    figures: list[Picture] = field(default_factory=list)
    films: list[Picture] = field(default_factory=list)


def pictures_of(folder: Folder, budget: int = _MOST_BYTES) -> Pictures:
    """Return the PNG and GIF files of a directory's `figures`, those that are what they are called.

    Args:
        folder: of a run or a sweep.
        budget: most bytes of all of them; what is left out beyond it is noted.
    """
    found = Pictures()
    below = folder.child(_FOLDER)
    if below is None:
        return found
    for suffix, shelf in ((".png", found.figures), (".gif", found.films)):
        names = sorted(below.names(suffix), key=lambda name: rank_of(name[:-4]))
        for name in names[_MOST_PICTURES:]:
            below.note(name, f"is more than the {_MOST_PICTURES} pictures that a page shows")
        for name in names[:_MOST_PICTURES]:
            data = below.data(name, min(_LARGEST[suffix], budget))
            picture = None if data is None else _picture(name, suffix, data)
            if picture is not None and data is not None:
                shelf.append(picture)
                budget -= len(data)
            elif data is not None:
                below.note(name, f"is no whole {suffix[1:].upper()} picture of moderate size")
    return found


def _picture(name: str, suffix: str, data: bytes) -> Picture | None:
    sides = _sides_of_png(data) if suffix == ".png" else _sides_of_gif(data)
    if sides is None or not _is_moderate(*sides):
        return None
    kind = suffix[1:]
    # Base64 has no character that means anything in HTML.
    address = Markup(f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}")
    return Picture(caption_of(name[:-4]), address, *sides)


def _sides_of_png(data: bytes) -> tuple[int, int] | None:
    """Return width and height; see the PNG specification, sections 5.2 and 11.2."""
    begins = data.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") and len(data) > 24
    width, height = struct.unpack(">II", data[16:24]) if begins else (0, 0)
    return (width, height) if begins and data[-8:-4] == b"IEND" else None


def _sides_of_gif(data: bytes) -> tuple[int, int] | None:
    """Return width and height; see the GIF89a specification, sections 17, 18 and 27."""
    begins = data[:6] in (b"GIF87a", b"GIF89a") and len(data) > 13
    width, height = struct.unpack("<HH", data[6:10]) if begins else (0, 0)
    return (width, height) if begins and data.endswith(b";") else None


def _is_moderate(width: int, height: int) -> bool:
    return 0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE and width * height <= _MOST_PIXELS
