"""Steps that are too long or too short (row L25)."""

import numpy as np

from lessonnet.diagnosis._evidence import Curve, Evidence
from lessonnet.diagnosis._finding import Finding, percent, shown
from lessonnet.diagnosis._reach import ROOMY, Reach, has_settled, ran_out_of_epochs, reach_of
from lessonnet.diagnosis._remedies import further_down, longer_steps, off_a_plateau, shorter_steps

WORSE = 1.1
"""Times the error of guessing, that an error must exceed late in the training."""
JUMP = 0.025
"""Times the error of guessing, by which it rises in the mean from epoch to epoch, twice, since it falls as often."""
LOW = 0.2
"""Times the error of guessing, below which an error may jump: most is learned."""
STILL = 0.12
"""Share of the whole fall of the error that fell to the last quarter of the epochs."""
_LEARNED = 0.5
_ENOUGH = 10
"""Epochs below which a training is short, whatever its rate."""


def rate_too_high(evidence: Evidence) -> Finding | None:
    """Find a training that diverged, that ends worse than guessing, or whose error jumps up and down to the end."""
    if not evidence.has_probabilities:
        return None
    remedy = shorter_steps(evidence.asked)
    rate = f"the learning rate of {evidence.asked.rate:g}"
    if evidence.status == "diverged":
        words = f"the error grew beyond all bounds in epoch {evidence.epochs_begun}: {rate} makes steps too long"
        return Finding("rate too high", words, {"rate": evidence.asked.rate}, remedy, weight=10)
    chance, late = evidence.chance, evidence.curves.late(0.5)
    if chance is None or evidence.curves.epochs < _ENOUGH:
        return None
    measured, steps = _measured_alike(evidence)
    # Rises alone: a steady fall, however steep, is no jumping about.
    level, jump = float(np.median(late)), 2 * float(np.diff(steps).clip(min=0).mean())
    begun = chance if evidence.start is None else max(chance, evidence.start.error)
    if level < WORSE * begun and (jump < JUMP * chance or level < LOW * chance):
        return None
    words = (
        f"in the last half of the epochs the {measured} error jumps by {shown(jump)} from one to the next, around "
        f"{shown(level)}, where answering with the classes' shares alone has {shown(chance)}: {rate} overshoots"
    )
    numbers = {"rate": evidence.asked.rate, "level": level, "jump": jump, "chance": chance}
    return Finding("rate too high", words, numbers, remedy, weight=7)


def _measured_alike(evidence: Evidence) -> tuple[str, Curve]:
    """Return late errors that differ by the weights alone: with dropout, other units are off in each epoch of training.

    Without a validation part there are none then, and nothing jumps.
    """
    curves = evidence.curves
    late = curves.late(0.5)
    if not evidence.asked.has_dropout:
        return "training", late
    return "validation", np.zeros(2) if curves.val_error is None else curves.val_error[-len(late) :]


def rate_too_low(evidence: Evidence) -> Finding | None:
    """Find an error that is still far up when the epochs run out, and falls, be it on a plateau."""
    return _still_steep(evidence) or _on_a_plateau(evidence)


def _still_steep(evidence: Evidence) -> Finding | None:
    """Find an error that falls as fast as ever."""
    start, chance, errors = evidence.start, evidence.chance, evidence.curves.train_error
    if start is None or chance is None or len(errors) < max(_ENOUGH, evidence.asked.epochs):
        return None
    quarter = max(2, len(errors) // 4)
    last, before = float(errors[-1]), float(errors[-quarter])
    fall, whole = before - last, float(errors[0]) - last
    # Noise does not fall from epoch to epoch; a short step downhill always does.
    steady = float((np.diff(errors[-quarter:]) < 0).mean())
    if whole <= 0 or fall < STILL * whole or steady < 0.8 or last < _LEARNED * chance:
        return None
    words = (
        f"the training error still falls steadily when the epochs run out, to {shown(last)} after {len(errors)}, and "
        f"{shown(fall)} of that in the last {quarter}: the learning rate of {evidence.asked.rate:g} makes steps short"
    )
    numbers = {"rate": evidence.asked.rate, "last": last, "fall": fall, "whole": whole}
    return Finding("rate too low", words, numbers, longer_steps(evidence.asked), weight=6)


def _on_a_plateau(evidence: Evidence) -> Finding | None:
    """Find an error that falls slowly, far from what the points give away, where the network has room for it."""
    reach, asked = reach_of(evidence), evidence.asked
    if reach is None or not _is_slow(evidence, reach):
        return None
    words = (
        f"the network gets {percent(reach.reached.accuracy)} of its own training points right, though {reach.known}, "
        f"and its error still falls when the epochs run out, after {evidence.curves.epochs}: the learning rate of "
        f"{asked.rate:g} makes steps short, or they are too few"
    )
    numbers = {"rate": asked.rate, "accuracy": reach.reached.accuracy, "within_reach": reach.within_reach}
    remedy = off_a_plateau(evidence) if has_settled(evidence) else further_down(evidence)
    return Finding("rate too low", words, numbers, remedy, weight=6)


def _is_slow(evidence: Evidence, reach: Reach) -> bool:
    asked, facts = evidence.asked, evidence.facts
    has_room = (facts is not None and facts.is_separable) or min(asked.hidden, default=0) >= ROOMY
    is_long = evidence.has_probabilities and evidence.curves.epochs >= _ENOUGH
    return is_long and has_room and not asked.is_restrained and reach.falls_short and ran_out_of_epochs(evidence)
