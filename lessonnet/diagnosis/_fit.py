"""Learning by heart, and learning too little (row L16)."""

import numpy as np

from lessonnet.diagnosis._asked import Asked
from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding, percent, shown
from lessonnet.diagnosis._reach import LATEST, ROOMY, Reach, has_settled, ran_out_of_epochs, reach_of
from lessonnet.diagnosis._remedies import off_a_plateau, one_digit, penalty_times

RISE = 0.25
"""Of the lowest validation error, how much it must have risen."""
FEW = 0.05
"""Of the error of guessing, likewise."""
EASY = 0.9
"""Accuracy of the neighbours from which on the classes are easy to tell apart."""
HELD_BACK = 0.5
"""Of the error of guessing, what should then not be left."""


def overfitting(evidence: Evidence) -> Finding | None:
    """Find a validation error that rose after its lowest point while the training error went on falling.

    Where early stopping has ended the training the cure is at work, and nothing is said.
    """
    curves, chance = evidence.curves, evidence.chance
    if curves.val_error is None or chance is None or evidence.was_stopped_early or curves.epochs <= 2 * LATEST:
        return None
    lowest = int(curves.val_error.argmin())
    low, last = float(curves.val_error[lowest]), float(np.median(curves.val_error[-LATEST:]))
    fell = float(np.median(curves.train_error[-LATEST:])) < float(curves.train_error[lowest])
    # An error that jumps about is not rising: it would come down again now and then.
    rose = float(curves.val_error[-max(LATEST, curves.epochs // 5) :].min()) - low
    if not fell or rose < RISE * low or rose < FEW * chance:
        return None
    return Finding(
        "overfitting",
        f"validation error rose from {shown(low)} (epoch {lowest + 1}) to {shown(last)} while the training error went "
        f"on falling to {shown(float(curves.train_error[-1]))}: from there on the points were learned by heart",
        {"epoch": lowest + 1, "lowest": low, "last": last, "train": float(curves.train_error[-1])},
        _restraint(evidence.asked),
        weight=5,
    )


def underfitting(evidence: Evidence) -> Finding | None:
    """Find a network that came to rest far from what its own training points give away.

    Either it gets clearly fewer of them right than their nearest neighbours would, and no line would do; or a penalty
    or dropout holds its error up where the neighbours find the classes easy.
    """
    reach, facts = reach_of(evidence), evidence.facts
    if reach is None or facts is None or not has_settled(evidence):
        return None
    reached = reach.reached
    if reach.falls_short and not facts.is_separable:
        words = (
            f"the network gets {percent(reached.accuracy)} of its own training points right, though {reach.known}: its "
            f"boundary does not bend where the classes do{_not_yet(evidence)}"
        )
    elif _is_held_back(evidence, reach):
        words = (
            f"the training error came to rest at {shown(reached.error)}, though {reach.known}: "
            f"{'the penalty' if evidence.asked.regularizer else 'dropout'} allows no weights that are large enough"
        )
    else:
        return None
    numbers = {"accuracy": reached.accuracy, "within_reach": reach.within_reach, "error": reached.error}
    return Finding("underfitting", words, numbers, _freedom(evidence), weight=4)


def _not_yet(evidence: Evidence) -> str:
    return ", or not yet: its error still falls when the epochs run out" if _may_bend_yet(evidence) else ""


def _may_bend_yet(evidence: Evidence) -> bool:
    """Tell whether hidden units may still move: without them the boundary stays straight, whatever the steps."""
    may_bend = bool(evidence.asked.hidden) or not evidence.asked.is_layered
    return may_bend and not evidence.asked.is_restrained and ran_out_of_epochs(evidence)


def _is_held_back(evidence: Evidence, reach: Reach) -> bool:
    chance = evidence.chance
    is_easy = chance is not None and reach.within_reach >= EASY and reach.reached.error >= HELD_BACK * chance
    return is_easy and evidence.asked.is_restrained


def _restraint(asked: Asked) -> str | None:
    if asked.patience is None:
        return "callbacks=default"
    if asked.regularizer is None:
        return "regularizer=l2"
    if not asked.has_dropout and asked.hidden:
        return "dropout=per_batch"
    return penalty_times(asked, 10)


def _less_restraint(asked: Asked) -> str:
    if asked.regularizer is not None:
        return penalty_times(asked, 0.1) or "regularizer=none"
    return "dropout=none" if asked.dropout is None else f"dropout.p={one_digit(asked.dropout / 2)}"


def _freedom(evidence: Evidence) -> str | None:
    asked = evidence.asked
    if asked.is_restrained:
        return _less_restraint(asked)
    if not asked.is_layered:
        return off_a_plateau(evidence) if _may_bend_yet(evidence) else None
    if not asked.hidden:
        return None if asked.init_scale is None else "model=mlp 'model.hidden=[16]'"  # given weights are of one layer
    # With units enough it is the steps that have not bent them yet, or that were cut short on a plateau.
    if min(asked.hidden) >= ROOMY and evidence.was_stopped_early and asked.patience is not None:
        return f"callbacks.early_stopping.patience={5 * asked.patience}"
    if (min(asked.hidden) >= ROOMY and asked.optimizer == "sgd") or _may_bend_yet(evidence):
        return off_a_plateau(evidence)
    wider = ",".join(str(max(2 * width, 16)) for width in asked.hidden)
    return f"'model.hidden=[{wider}]'"
