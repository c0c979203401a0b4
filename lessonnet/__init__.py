"""The perceptron, logistic regression and the multi-layer perceptron, trained exactly and many at a time."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonnet.inference import Model

__version__ = "0.1.0"


def load(path: str | os.PathLike[str]) -> "Model":
    """Read a trained model: ``lessonnet.load(path).predict(frame)``.

    Args:
        path: a run directory, or its model directory; a stranger's is safe to load.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.
    """
    from lessonnet.inference import load as load_model  # torch comes with it

    return load_model(path)
