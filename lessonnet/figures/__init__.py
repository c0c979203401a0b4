"""One pure function for each figure: data in, a matplotlib Figure out, which belongs to no window."""

from lessonnet.figures._boundary import Plane, decision_boundary
from lessonnet.figures._learning_curves import learning_curves

__all__ = ["Plane", "decision_boundary", "learning_curves"]
