"""Pictures in at most 256 colours, the same for all of a film: with palettes of their own its colours would flicker."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_COLORS = 256
_SAMPLED = 8
"""Pictures that the palette is chosen from."""
_ALL_COLORS = 1 << 24


def in_few_colors(frames: Sequence[NDArray[np.uint8]]) -> list[Image.Image]:
    """Return pictures with one palette for all of them.

    Args:
        frames: red, green and blue of each pixel [height, width, 3], at least one, all of one size.
    """
    palette = _palette(frames)
    codes = [frame.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int32) for frame in frames]
    # Pillow's own way to a given palette rounds colours first, and turns white into grey.
    places = _places(codes, palette)
    images = [Image.fromarray(places[code]) for code in codes]
    for image in images:
        image.putpalette(palette.tobytes())
    return images


def _palette(frames: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Choose the colours [256, 3] from some pictures spread over the film, side by side."""
    spread = np.unique(np.linspace(0, len(frames) - 1, _SAMPLED).round().astype(int))
    sample = Image.fromarray(np.concatenate([frames[place] for place in spread], axis=1))
    # Of Pillow's ways the one that keeps the background white and a colour of few pixels apart.
    few = sample.quantize(_COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    return np.array(few.getpalette(), dtype=np.uint8).reshape(-1, 3)


def _places(codes: Sequence[NDArray[np.int32]], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the number of the nearest colour of the palette for each colour that occurs."""
    occurs = np.zeros(_ALL_COLORS, dtype=bool)
    for code in codes:
        occurs[code] = True
    places = np.zeros(_ALL_COLORS, dtype=np.uint8)
    for found in np.array_split(np.flatnonzero(occurs), 1 + occurs.sum() // 4096):
        colors = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
        far = np.square(colors[:, None] - palette[None].astype(np.int64)).sum(2)
        places[found] = far.argmin(1)
    return places
