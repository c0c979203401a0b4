"""What a perceptron could have reached: whether a line parts the training points, said with the proof."""

import numpy as np

from lessonnet.data import Part, StreamedPart
from lessonnet.functional import Inseparable, separability
from lessonnet.options import OptionError
from lessonnet.sweep._job import Job

_MOST_NUMBERS = 100_000
"""Of the training points: a verdict on more would take seconds."""
_MOST_FEATURES = 4
"""Of a point that is written out."""


def verdict_of(job: Job) -> list[str]:
    """Return a line on the training points of a perceptron for two classes, none where there is nothing to say.

    The margin is one in the units that the perceptron was trained in; the point stands in original units.
    """
    train: Part | StreamedPart = job.data.train
    is_asked = job.tree["model"]["_target_"].endswith(".Perceptron") and job.data.classes == 2
    if not is_asked or not isinstance(train, Part) or train.features.numel() > _MOST_NUMBERS:
        return []
    try:
        found = separability(train.features.double().numpy(), train.targets.numpy())
    except OptionError as error:
        return [f"verdict   {error}"]
    if isinstance(found, Inseparable):
        return [f"verdict   no boundary parts the classes: {_point(found, job)} lies between points of either"]
    most = found.most_updates
    return [
        f"verdict   separable with a margin of {found.margin:.3g}: one point at a time and from 0, "
        f"at most {most} update{'s' * (most != 1)}"
    ]


def _point(found: Inseparable, job: Job) -> str:
    if len(found.point) > _MOST_FEATURES:
        return "a point"
    mean, scale = job.data.scaling or (0.0, 1.0)
    values = found.point * np.array(scale) + np.array(mean)
    return f"({', '.join(f'{value + 0.0:.3g}' for value in values)})"
