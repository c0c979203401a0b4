"""A perceptron that was stopped on its way to a line that is there (row L6)."""

from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding, percent
from lessonnet.diagnosis._reach import reach_of
from lessonnet.diagnosis._remedies import more_epochs


def too_few_epochs(evidence: Evidence) -> Finding | None:
    """Find a perceptron that had not parted the classes when it was stopped, though a line parts them."""
    reach, facts = reach_of(evidence), evidence.facts
    is_on_its_way = not evidence.has_probabilities and facts is not None and facts.is_separable
    if reach is None or not is_on_its_way or not reach.falls_short:
        return None
    epochs = evidence.curves.epochs
    return Finding(
        "too few epochs",
        f"the perceptron gets {percent(reach.reached.accuracy)} of its own training points right after "
        f"{epochs} epoch{'s' * (epochs != 1)}, though {reach.known}: it finds such a line after finitely many updates, "
        "and was stopped before",
        {"accuracy": reach.reached.accuracy, "epochs": float(epochs)},
        more_epochs(evidence),
        weight=6,
    )
