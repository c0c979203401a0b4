"""A figure as the bytes of a PNG."""

import io

from matplotlib.figure import Figure

from lessonnet.figures import drawing


def png(figure: Figure, dpi: float) -> bytes:
    """Return a figure as a PNG with so many pixels per inch."""
    out = io.BytesIO()
    with drawing(figure):
        figure.savefig(out, dpi=dpi, format="png")
    return out.getvalue()
