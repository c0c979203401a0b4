"""Optimizers and learning-rate schedules as pure update rules over the rows [K, P] of a stack's parameters.

Suffixes name the axes: K members, P flat parameters.
"""

from lessonnet.nn import Numbers, numbers
from lessonnet.optim._adaptive import Adagrad, Adam, AdamW, RMSprop
from lessonnet.optim._descent import SGD, Momentum, Nesterov
from lessonnet.optim._lbfgs import LBFGS
from lessonnet.optim._rule import Coefficients, Rule, State, clip
from lessonnet.optim._schedules import Cosine, ExponentialDecay, OneCycle, Plateau, Schedule, StepDecay
from lessonnet.optim._torch_rule import TorchRule

__all__ = [
    "LBFGS",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "Coefficients",
    "Cosine",
    "ExponentialDecay",
    "Momentum",
    "Nesterov",
    "Numbers",
    "OneCycle",
    "Plateau",
    "RMSprop",
    "Rule",
    "Schedule",
    "State",
    "StepDecay",
    "TorchRule",
    "clip",
    "numbers",
]
