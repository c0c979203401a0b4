"""One pure function for each figure: data in, a matplotlib Figure out, which belongs to no window."""

from lessonnet.figures._boundary import Plane, decision_boundary
from lessonnet.figures._confusion_matrix import confusion_matrix
from lessonnet.figures._effects import effects
from lessonnet.figures._learning_curves import learning_curves
from lessonnet.figures._ranking_curves import precision_recall_curve, roc_curve
from lessonnet.figures._reliability import calibration_curve, confidence_histogram

__all__ = [
    "Plane",
    "calibration_curve",
    "confidence_histogram",
    "confusion_matrix",
    "decision_boundary",
    "effects",
    "learning_curves",
    "precision_recall_curve",
    "roc_curve",
]
