"""A figure as the bytes of a PNG."""

import io

from matplotlib.figure import Figure


def png(figure: Figure, dpi: float) -> bytes:
    """Return a figure as a PNG with so many pixels per inch."""
    out = io.BytesIO()
    figure.savefig(out, dpi=dpi, format="png")
    return out.getvalue()
