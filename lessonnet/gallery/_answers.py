"""The figures of a model's answers to labelled points: how often it is right, and how sure it is (row L18)."""

from functools import partial

from lessonnet import figures
from lessonnet.gallery._drawing import Drawing
from lessonnet.inference import Scored, reliability

FEW_POINTS = 20
"""Of fewer, shares by confidence say nothing: a bin is empty or holds a point or two."""


def answer_figures(scored: Scored) -> dict[str, Drawing]:
    """Return the figures that there are of a model's answers: names to functions that draw.

    Args:
        scored: the answers; without probabilities, as of a perceptron, calibration and confidence are left out, and so
            they are of fewer than 20 points.
    """
    names, title = scored.model.class_names, scored.name
    ranked = scored.scores if scored.probabilities is None else scored.probabilities
    drawings: dict[str, Drawing] = {
        "confusion_matrix": lambda: figures.confusion_matrix(scored.metrics["confusion_matrix"], names, title=title),
        "roc": partial(figures.roc_curve, scored.classes, ranked, names, title=title),
        "precision_recall": partial(figures.precision_recall_curve, scored.classes, ranked, names, title=title),
    }
    if scored.probabilities is not None and len(scored.classes) >= FEW_POINTS:
        bins = reliability(scored.classes, scored.predicted, scored.probabilities)
        drawings["calibration"] = partial(figures.calibration_curve, bins, titles=[title])
        drawings["confidence"] = partial(figures.confidence_histogram, bins, titles=[title])
    return drawings
