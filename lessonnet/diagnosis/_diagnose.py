"""All diagnoses of one training."""

from collections.abc import Callable

from lessonnet.diagnosis._certainty import too_certain
from lessonnet.diagnosis._depth import exploding_gradients, vanishing_gradients
from lessonnet.diagnosis._epochs import too_few_epochs
from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding
from lessonnet.diagnosis._fit import overfitting, underfitting
from lessonnet.diagnosis._points import class_imbalance, features_not_scaled
from lessonnet.diagnosis._rate import rate_too_high, rate_too_low
from lessonnet.diagnosis._units import dead_units, saturated_units

DIAGNOSES: dict[str, Callable[[Evidence], Finding | None]] = {
    "vanishing gradients": vanishing_gradients,
    "exploding gradients": exploding_gradients,
    "dead units": dead_units,
    "saturated units": saturated_units,
    "overfitting": overfitting,
    "underfitting": underfitting,
    "rate too high": rate_too_high,
    "rate too low": rate_too_low,
    "too few epochs": too_few_epochs,
    "too certain": too_certain,
    "class imbalance": class_imbalance,
    "features not scaled": features_not_scaled,
}
"""The pure functions that look for one illness each, by its name."""


_LEARNS_NOTHING = {
    "vanishing gradients",
    "exploding gradients",
    "dead units",
    "saturated units",
    "rate too high",
    "rate too low",
    "features not scaled",
}
EXPLAINED_BY: dict[str, set[str]] = {
    "underfitting": _LEARNS_NOTHING,
    "too few epochs": {"features not scaled"},
    "too certain": _LEARNS_NOTHING,
    "overfitting": {"exploding gradients", "rate too high"},
    "saturated units": {"features not scaled", "rate too high"},
    "dead units": {"exploding gradients"},
    "rate too high": {"exploding gradients", "features not scaled"},
    "rate too low": {"vanishing gradients", "dead units", "saturated units", "features not scaled"},
}
"""What follows from an illness: only the cause is worth a remedy."""


def diagnose(evidence: Evidence) -> list[Finding]:
    """Return what a training suffers from, the worst first; nothing of a healthy one."""
    found = [finding for look in DIAGNOSES.values() if (finding := look(evidence)) is not None]
    names = {finding.name for finding in found}
    causes = [finding for finding in found if not names & EXPLAINED_BY.get(finding.name, set())]
    return sorted(causes, key=lambda finding: -finding.weight)
