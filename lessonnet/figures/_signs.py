"""How weights are coloured: warm above zero, cold below it, white at zero.

So a weight that speaks for class 1 of two has a colour near that class's own, and one against it that of class 0.
"""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from numpy.typing import NDArray

from lessonnet.figures._style import CLASS_COLORS

POSITIVE, NEGATIVE = CLASS_COLORS[5], CLASS_COLORS[0]
UNKNOWN = "#BBBBBB"
"""Of what is no finite number."""

SIGNED = LinearSegmentedColormap.from_list("signed", [NEGATIVE, "white", POSITIVE]).with_extremes(bad=UNKNOWN)
"""From the most negative to the most positive value; whoever uses it puts 0 in the middle."""


def color_of_sign(values: NDArray[np.floating]) -> NDArray[np.str_]:
    """Return the colour of each value's sign, of the same shape; zero is drawn with no width, in either."""
    colors = np.where(values < 0, NEGATIVE, POSITIVE)
    return np.where(np.isfinite(values), colors, UNKNOWN)


def largest_size(*arrays: NDArray[np.floating]) -> float:
    """Return the largest finite |w| of all arrays; 1 where nothing differs from zero, so that one may divide by it."""
    sizes = [float(np.abs(array[np.isfinite(array)]).max(initial=0.0)) for array in arrays]
    return max(sizes, default=0.0) or 1.0
