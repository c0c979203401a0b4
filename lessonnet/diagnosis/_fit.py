"""Learning by heart, and learning too little (row L16)."""

from math import sqrt

import numpy as np

from lessonnet.diagnosis._asked import Asked
from lessonnet.diagnosis._evidence import Evidence, Facts, State
from lessonnet.diagnosis._finding import Finding, percent, shown
from lessonnet.diagnosis._remedies import one_digit, penalty_times
from lessonnet.observation import MOST_POINTS

RISE = 0.25
"""Of the lowest validation error, how much it must have risen."""
FEW = 0.05
"""Of the error of guessing, likewise; and of accuracy, what a network must lack."""
SETTLED = 0.01
"""Share of its error that a training still lost from one eighth to the next at its end; below, it had come to rest."""
EASY = 0.9
"""Accuracy of the neighbours from which on the classes are easy to tell apart."""
HELD_BACK = 0.5
"""Of the error of guessing, what should then not be left."""
_ROOMY = 8
"""Units of a hidden layer that can bend around most of what a course draws."""
_LATEST = 5
"""Epochs at the end whose median error counts: one alone may be chance."""


def overfitting(evidence: Evidence) -> Finding | None:
    """Find a validation error that rose after its lowest point while the training error went on falling.

    Where early stopping has ended the training the cure is at work, and nothing is said.
    """
    curves, chance = evidence.curves, evidence.chance
    if curves.val_error is None or chance is None or evidence.was_stopped_early or curves.epochs <= 2 * _LATEST:
        return None
    lowest = int(curves.val_error.argmin())
    low, last = float(curves.val_error[lowest]), float(np.median(curves.val_error[-_LATEST:]))
    fell = float(np.median(curves.train_error[-_LATEST:])) < float(curves.train_error[lowest])
    # An error that jumps about is not rising: it would come down again now and then.
    rose = float(curves.val_error[-max(_LATEST, curves.epochs // 5) :].min()) - low
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

    Either it gets clearly fewer of them right than their nearest neighbours would; or a penalty or dropout holds its
    error up where the neighbours find the classes easy.
    """
    # A perceptron goes on moving where no line parts the points: its best weights count, else what all came to.
    reached, facts = evidence.ended if evidence.has_probabilities else evidence.saved, evidence.facts
    within_reach = None if facts is None else 1.0 if facts.is_truth_table else facts.neighbours
    if reached is None or facts is None or within_reach is None or not _has_settled(evidence):
        return None
    known = "so few points can all be told apart" if facts.is_truth_table else _neighbours_words(within_reach)
    if within_reach - reached.accuracy >= _needed(within_reach, reached.accuracy, facts):
        words = (
            f"the network gets {percent(reached.accuracy)} of its own training points right, though {known}: its "
            "boundary does not bend where the classes do"
        )
    elif _is_held_back(evidence, reached, within_reach):
        words = (
            f"the training error came to rest at {shown(reached.error)}, though {known}: "
            f"{'the penalty' if evidence.asked.regularizer else 'dropout'} allows no weights that are large enough"
        )
    else:
        return None
    numbers = {"accuracy": reached.accuracy, "within_reach": within_reach, "error": reached.error}
    return Finding("underfitting", words, numbers, _freedom(evidence), weight=4)


def _neighbours_words(accuracy: float) -> str:
    return f"asking each point's five nearest neighbours gets {percent(accuracy)}"


def _needed(within_reach: float, accuracy: float, facts: Facts) -> float:
    """Return by how much an accuracy must fall short: three standard errors of the difference, or a single point."""
    points = min(sum(facts.counts), MOST_POINTS)
    if facts.is_truth_table:
        return 0.5 / points
    return max(FEW, 3 * sqrt((within_reach * (1 - within_reach) + accuracy * (1 - accuracy)) / points))


def _is_held_back(evidence: Evidence, reached: State, within_reach: float) -> bool:
    asked, chance = evidence.asked, evidence.chance
    is_restrained = asked.regularizer is not None or asked.dropout is not None
    return is_restrained and chance is not None and within_reach >= EASY and reached.error >= HELD_BACK * chance


def _restraint(asked: Asked) -> str | None:
    if asked.patience is None:
        return "callbacks=default"
    if asked.regularizer is None:
        return "regularizer=l2"
    if asked.dropout is None and asked.hidden:
        return "dropout=per_batch"
    return penalty_times(asked, 10)


def _has_settled(evidence: Evidence) -> bool:
    """Tell whether more epochs would have changed little."""
    errors = evidence.curves.train_error
    if evidence.was_stopped_early or not evidence.has_probabilities:
        return True
    if len(errors) <= 2 * _LATEST:
        return False
    eighth = max(2, len(errors) // 8)  # single epochs differ by chance
    before, last = float(errors[-2 * eighth : -eighth].mean()), float(errors[-eighth:].mean())
    return before - last < SETTLED * before


def _freedom(evidence: Evidence) -> str | None:
    asked = evidence.asked
    if asked.regularizer is not None:
        return penalty_times(asked, 0.1)
    if asked.dropout is not None:
        return f"dropout.p={one_digit(asked.dropout / 2)}"
    if not asked.hidden:
        return None if asked.init_scale is None else "model=mlp 'model.hidden=[16]'"  # given weights are of one layer
    # With units enough it is the steps that have not bent them yet, or that were cut short on a plateau.
    if min(asked.hidden) >= _ROOMY and evidence.was_stopped_early and asked.patience is not None:
        return f"callbacks.early_stopping.patience={5 * asked.patience}"
    if min(asked.hidden) >= _ROOMY and asked.optimizer == "sgd":
        return "optimizer=momentum"
    wider = ",".join(str(max(2 * width, 16)) for width in asked.hidden)
    return f"'model.hidden=[{wider}]'"
