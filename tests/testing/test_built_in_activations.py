"""The built-in activations keep to the suite that a plugin's activation keeps to."""

from lessonnet.testing import ActivationSuite


class TestSigmoid(ActivationSuite):
    option = "activation=sigmoid"


class TestTanh(ActivationSuite):
    option = "activation=tanh"


class TestReLU(ActivationSuite):
    option = "activation=relu"


class TestLeakyReLU(ActivationSuite):
    option = "activation=leaky_relu"


class TestELU(ActivationSuite):
    option = "activation=elu"


class TestGELU(ActivationSuite):
    option = "activation=gelu"


class TestSoftplus(ActivationSuite):
    option = "activation=softplus"


class TestSiLU(ActivationSuite):
    option = "activation=silu"


class TestIdentity(ActivationSuite):
    option = "activation=identity"
