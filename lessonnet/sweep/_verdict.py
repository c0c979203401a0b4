"""What a perceptron could have reached: whether a line parts the training points, said with the proof."""

import numpy as np

from lessonnet.data import Part, StreamedPart
from lessonnet.functional import Inseparable, separability
from lessonnet.ledger import Ledger
from lessonnet.options import OptionError
from lessonnet.sweep._job import Job

_MOST_NUMBERS = 100_000
"""Of the training points: a verdict on more would take seconds."""
_MOST_FEATURES = 4
"""Of a point that is written out."""


def verdict_of(job: Job, ledger: Ledger | None = None) -> list[str]:
    """Return a line on the training points of a perceptron for two classes, none where there is nothing to say.

    The margin is one in the units that the perceptron was trained in; the point stands in original units.

    Args:
        job: what was trained.
        ledger: of the training, for the updates actually made; None where there is none.
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
        f"at most {most} update{'s' * (most != 1)}{_made(job, ledger)}"
    ]


def _made(job: Job, ledger: Ledger | None) -> str:
    """Say how many updates there were, and whether the bound is one on them."""
    if ledger is None:
        return ""
    made = f"{'' if ledger.is_whole else 'more than '}{len(ledger.updates)}"
    starts = ledger.updates[0].before if ledger.updates else []
    ways = [
        "several at a time" if any(update.together > 1 for update in ledger.updates) else "",
        "from its own start" if any(starts) else "",
    ]
    others = " and ".join(way for way in ways if way)
    return f"; this run made {made}{', ' * bool(others)}{others}"


def _point(found: Inseparable, job: Job) -> str:
    if len(found.point) > _MOST_FEATURES:
        return "a point"
    mean, scale = job.data.scaling or (0.0, 1.0)
    values = found.point * np.array(scale) + np.array(mean)
    return f"({', '.join(f'{value + 0.0:.3g}' for value in values)})"
