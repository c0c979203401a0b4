"""What is done with a trained model: how right its answers are."""

from lessonnet.inference._metrics import classification_metrics
from lessonnet.inference._metrics_table import metrics_table
from lessonnet.inference._printable import printable
from lessonnet.inference._ranking import Ranking, ranking
from lessonnet.inference._reliability import Reliability, reliability

__all__ = [
    "Ranking",
    "Reliability",
    "classification_metrics",
    "metrics_table",
    "printable",
    "ranking",
    "reliability",
]
