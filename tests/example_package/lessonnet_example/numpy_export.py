"""An export format of one's own: the parameters for NumPy."""

from pathlib import Path

import numpy as np
from lessonnet.inference import Model


def write(model: Model, path: Path) -> None:
    """Write all parameters by their names as an .npz file at `path`."""
    with path.open("wb") as file:
        np.savez(file, **{name: value.numpy() for name, value in model.parameters().items()})
