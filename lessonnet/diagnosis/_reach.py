"""How far a network stands below what its training points give away, and whether it was still on its way there."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from lessonnet.diagnosis._evidence import Curve, Evidence, Facts, State
from lessonnet.diagnosis._finding import percent
from lessonnet.observation import MOST_POINTS

LACK = 0.05
"""Of accuracy, what a network must lack."""
ROOMY = 8
"""Units of a hidden layer that can bend around most of what a course draws."""
SETTLED = 0.01
"""Share of its error that a training still lost from one eighth to the next at its end; below, it had come to rest."""
LATEST = 5
"""Epochs at the end whose median error counts: one alone may be chance."""
_DOWNHILL = 2.0
"""Standard errors by which the slope of the last quarter's errors must lie below zero."""


@dataclass(frozen=True)
class Reach:
    """What a network reached on its training points, beside what can be reached.

    Attributes:
        reached: the network that counts.
        within_reach: accuracy that the points allow, in [0, 1].
        known: how that is known, in words.
        falls_short: whether the network's accuracy lacks more than chance explains.
    """

    reached: State
    within_reach: float
    known: str
    falls_short: bool


def reach_of(evidence: Evidence) -> Reach | None:
    """Measure a network by what its points give away; None where that is not known, or nothing was trained."""
    # A perceptron goes on moving where no line parts the points: its best weights count, else what all came to.
    reached, facts = evidence.ended if evidence.has_probabilities else evidence.saved, evidence.facts
    if reached is None or facts is None or evidence.curves.epochs == 0:
        return None
    if facts.is_separable and not evidence.has_probabilities:
        within_reach, known = 1.0, "a line can part the classes"
    elif facts.is_truth_table:
        within_reach, known = 1.0, "so few points can all be told apart"
    elif facts.neighbours is not None:
        within_reach = facts.neighbours
        known = f"asking each point's five nearest neighbours gets {percent(within_reach)}"
    else:
        return None
    lack = within_reach - reached.accuracy
    return Reach(reached, within_reach, known, lack >= _needed(within_reach, reached.accuracy, facts))


def still_falls(errors: Curve) -> bool:
    """Tell whether an error goes down over the last quarter of its epochs, by the slope b of a straight line.

    b = Σ (t − t̄)·E_t / Σ (t − t̄)², and its standard error is √(Σ residuals² / (n − 2) / Σ (t − t̄)²).

    Args:
        errors: after each epoch [E].
    """
    late = errors[-max(4, len(errors) // 4) :]
    if len(late) < 4:
        return False
    times = np.arange(len(late)) - (len(late) - 1) / 2
    spread = float(times @ times)
    slope = float(times @ late) / spread
    rest = late - late.mean() - slope * times
    return slope < -_DOWNHILL * sqrt(float(rest @ rest) / (len(late) - 2) / spread)


def ran_out_of_epochs(evidence: Evidence) -> bool:
    """Tell whether the error still fell at the last of all the epochs that were asked for."""
    curves = evidence.curves
    if curves.epochs < evidence.asked.epochs:
        return False
    return curves.best_epoch == curves.epochs or still_falls(curves.train_error)


def has_settled(evidence: Evidence) -> bool:
    """Tell whether more epochs would have changed little."""
    errors = evidence.curves.train_error
    if evidence.was_stopped_early or not evidence.has_probabilities:
        return True
    if len(errors) <= 2 * LATEST:
        return False
    eighth = max(2, len(errors) // 8)  # single epochs differ by chance
    before, last = float(errors[-2 * eighth : -eighth].mean()), float(errors[-eighth:].mean())
    return before - last < SETTLED * before


def _needed(within_reach: float, accuracy: float, facts: Facts) -> float:
    """Return by how much an accuracy must fall short: three standard errors of the difference, or a single point."""
    points = min(sum(facts.counts), MOST_POINTS)
    if facts.is_truth_table:
        return 0.5 / points
    return max(LACK, 3 * sqrt((within_reach * (1 - within_reach) + accuracy * (1 - accuracy)) / points))
