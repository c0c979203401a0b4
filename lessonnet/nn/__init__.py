"""Parts of networks: layers, activations, error functions, dropout, initial weights, penalties, closed-form backprop.

Suffixes name the axes: K members, B batch, D inputs, H hidden, C classes (scores), P flat parameters.
"""

from lessonnet.nn._activations import (
    ACTIVATIONS,
    ELU,
    GELU,
    Activation,
    Identity,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softplus,
    Step,
    Tanh,
)
from lessonnet.nn._alignment import aligned, aligned_matrices, aligned_points, points_together
from lessonnet.nn._closed_form import ClosedForm, MixedClosedForm
from lessonnet.nn._criteria import (
    BinaryCrossEntropy,
    Criterion,
    PerceptronCriterion,
    SoftmaxCrossEntropy,
    SquaredError,
    cross_entropy,
    encode,
    predict,
)
from lessonnet.nn._dense import Dense, DenseNetwork
from lessonnet.nn._dropout import Bernoulli, Dropout, DropoutPerBatch, DropoutPerEpoch, mask, thresholds
from lessonnet.nn._height import Height
from lessonnet.nn._initializers import Fixed, He, Initializer, Layers, Normal, Uniform, Xavier, Zeros, perturb
from lessonnet.nn._layout import Layout
from lessonnet.nn._masks import Masks, distinct
from lessonnet.nn._module_activation import ModuleActivation
from lessonnet.nn._network import ModuleNetwork, Network
from lessonnet.nn._numbers import Numbers, columns, numbers
from lessonnet.nn._own_start import OwnStart
from lessonnet.nn._penalty import Penalty
from lessonnet.nn._regularizers import L1, L2, Elastic, Regularizer
from lessonnet.nn._silenced import Silenced
from lessonnet.nn._trial import SLOW_MAPPING, try_network

__all__ = [
    "ACTIVATIONS",
    "ELU",
    "GELU",
    "L1",
    "L2",
    "SLOW_MAPPING",
    "Activation",
    "Bernoulli",
    "BinaryCrossEntropy",
    "ClosedForm",
    "Criterion",
    "Dense",
    "DenseNetwork",
    "Dropout",
    "DropoutPerBatch",
    "DropoutPerEpoch",
    "Elastic",
    "Fixed",
    "He",
    "Height",
    "Identity",
    "Initializer",
    "Layers",
    "Layout",
    "LeakyReLU",
    "Masks",
    "MixedClosedForm",
    "ModuleActivation",
    "ModuleNetwork",
    "Network",
    "Normal",
    "Numbers",
    "OwnStart",
    "Penalty",
    "PerceptronCriterion",
    "ReLU",
    "Regularizer",
    "SiLU",
    "Sigmoid",
    "Silenced",
    "SoftmaxCrossEntropy",
    "Softplus",
    "SquaredError",
    "Step",
    "Tanh",
    "Uniform",
    "Xavier",
    "Zeros",
    "aligned",
    "aligned_matrices",
    "aligned_points",
    "columns",
    "cross_entropy",
    "distinct",
    "encode",
    "mask",
    "numbers",
    "perturb",
    "points_together",
    "predict",
    "thresholds",
    "try_network",
]
