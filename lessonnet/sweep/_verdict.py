"""What a perceptron could have reached: whether boundaries part the classes of its training points, with the proof."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessonnet.data import Part, StreamedPart
from lessonnet.functional import Inseparable, Separable, separability
from lessonnet.ledger import Ledger
from lessonnet.models import Perceptron
from lessonnet.options import OptionError
from lessonnet.sweep._job import Job

_MOST_NUMBERS = 20_000
"""Of the training points, times the scores: a verdict on more takes tenths of a second, for each job of a sweep."""
_MOST_FEATURES = 4
"""Of a point that is written out."""
_MOST_NAMES = 5
"""Of classes that are not parted from the others."""


def verdict_of(job: Job) -> dict[str, Any] | None:
    """Return what can be proved about the training points of a perceptron, None where nothing is asked or known.

    Several classes have a score each, which learns to tell its own class from all others by the trick: it is a
    perceptron of its own, and what is said of two classes holds for each. Margins are in the units that it was trained
    in, points in original units.

    Args:
        job: what was trained.

    Returns:
        `separable`, True, False, or None where double precision cannot tell; and `words`, a line without its end.

    Source:
        Novikoff's bound, see `lessonnet.functional.separability`: each score is updated at most (R/γ)² times, and all
        together no more often than the sum of these. It is none where points have weights, which make steps unequal.
    """
    train: Part | StreamedPart = job.data.train
    if not isinstance(job.model, Perceptron) or not isinstance(train, Part):
        return None
    scores = 1 if job.data.classes == 2 else job.data.classes
    found_there = set(train.targets.tolist())
    if train.features.numel() * scores > _MOST_NUMBERS or len(found_there) < job.data.classes:
        return None
    features, targets = train.features.double().numpy(), train.targets.numpy()
    own = [1] if scores == 1 else range(scores)
    try:
        found = {c: separability(features, (targets == c).astype(np.int64)) for c in own}
    except OptionError as error:
        return {"separable": None, "words": str(error).rstrip(".")}
    mixed = {c: one for c, one in found.items() if isinstance(one, Inseparable)}
    if mixed:
        return {"separable": False, "words": _mixed(mixed, job)}
    parted = [one for one in found.values() if isinstance(one, Separable)]
    return {"separable": True, "words": _parted(parted, has_bound=train.weights is None)}


def verdict_lines(results: Mapping[str, Any], ledger: Ledger | None = None) -> list[str]:
    """Return the verdict as it is printed, none where there is none.

    Args:
        results: the content of `results.json`.
        ledger: of the training, for the updates actually made; None where there is none.
    """
    verdict = results.get("verdict")
    if verdict is None:
        return []
    return [f"verdict   {verdict['words']}{_made(ledger) if verdict['separable'] else ''}"]


def _parted(found: list[Separable], *, has_bound: bool) -> str:
    most, margin = sum(one.most_updates for one in found), min(one.margin for one in found)
    each = "separable" if len(found) == 1 else "each class is separable from all others"
    bound = f": one point at a time and from 0, at most {most} update{'s' * (most != 1)}" if has_bound else ""
    return f"{each} with a margin of {margin:.3g}{bound}"


def _mixed(found: Mapping[int, Inseparable], job: Job) -> str:
    (first, proof), *others = found.items()
    if job.data.classes == 2:
        return f"no boundary parts the classes: {_point(proof, job)} lies between points of either"
    names = job.data.class_names
    more = [names[c] for c, _ in others[:_MOST_NAMES]]
    left = len(others) - len(more)
    rest = f"; nor {', nor '.join(more)}{f', nor {left} more' if left else ''}" if more else ""
    return f"no boundary parts {names[first]} from all others: {_point(proof, job)} lies between points of either{rest}"


def _made(ledger: Ledger | None) -> str:
    """Say how many updates there were, and whether the bound is one on them."""
    if ledger is None:
        return ""
    made = f"{'' if ledger.is_whole else 'more than '}{len(ledger.updates)}"
    firsts = {update.output: update.before for update in reversed(ledger.updates)}  # of each score
    ways = [
        "several at a time" if any(update.together > 1 for update in ledger.updates) else "",
        "from its own start" if any(any(before) for before in firsts.values()) else "",
    ]
    others = " and ".join(way for way in ways if way)
    return f"; this run made {made}{', ' * bool(others)}{others}"


def _point(found: Inseparable, job: Job) -> str:
    if len(found.point) > _MOST_FEATURES:
        return "a point"
    mean, scale = job.data.scaling or (0.0, 1.0)
    values = found.point * np.array(scale) + np.array(mean)
    return f"({', '.join(f'{value + 0.0:.3g}' for value in values)})"
