"""What has been decided to be drawn, and is not drawn yet."""

from collections.abc import Callable

from matplotlib.figure import Figure

Drawing = Callable[[], Figure]
"""Draw a figure: it takes some tenths of a second, which its caller may not have."""
