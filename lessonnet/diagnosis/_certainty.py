"""Weights that are too certain (row L18)."""

from math import sqrt

from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding, percent
from lessonnet.diagnosis._remedies import penalty_times

SURER = 0.05
"""By how much confidence must exceed accuracy."""
_FEWEST = 50
"""Points below which an accuracy is too rough to be compared with."""


def too_certain(evidence: Evidence) -> Finding | None:
    """Find saved weights that are surer on the validation points than they are right, beyond what chance explains."""
    facts = evidence.facts
    # A start that was drawn has learned nothing to be sure of; one that was given is worth a judgement.
    if evidence.curves.epochs == 0 and evidence.asked.initializer != "fixed":
        return None
    if facts is None or facts.reliability is None or facts.judged < _FEWEST:
        return None
    sure, right = facts.reliability.mean_confidence, facts.reliability.overall_accuracy
    spread = sqrt(max(right * (1 - right), 1 / facts.judged) / facts.judged)
    if sure - right < max(SURER, 3 * spread):
        return None
    asked = evidence.asked
    return Finding(
        "too certain",
        f"on the validation points the network is {percent(sure)} sure of its answers and right in {percent(right)}: "
        "the weights are larger than the classes allow, and wrong answers look as certain as right ones",
        {"confidence": sure, "accuracy": right, "points": facts.judged},
        "regularizer=l2" if asked.regularizer is None else penalty_times(asked, 10),
        weight=4,
    )
