"""Pure mathematics: tensors in, tensors out; arrays where a solver wants them.

Suffixes name the axes: K members, B batch, D inputs, H hidden, C classes (scores).
"""

from lessonnet.functional import _random as random
from lessonnet.functional._cross_entropy import binary_cross_entropy, softmax_cross_entropy
from lessonnet.functional._penalties import l1_penalty, l2_penalty
from lessonnet.functional._perceptron import perceptron_criterion
from lessonnet.functional._separability import Inseparable, Separable, separability
from lessonnet.functional._sigmoid import sigmoid
from lessonnet.functional._softmax import log_softmax, softmax
from lessonnet.functional._step import step

__all__ = [
    "Inseparable",
    "Separable",
    "binary_cross_entropy",
    "l1_penalty",
    "l2_penalty",
    "log_softmax",
    "perceptron_criterion",
    "random",
    "separability",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "step",
]
