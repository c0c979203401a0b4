"""The built-in optimizers keep to the suite that a plugin's keeps to.

`lbfgs` takes no steps of a stack, and has tests of its own.
"""

from lessonnet.testing import RuleSuite


class TestSGD(RuleSuite):
    option = "optimizer=sgd"


class TestMomentum(RuleSuite):
    option = "optimizer=momentum"


class TestNesterov(RuleSuite):
    option = "optimizer=nesterov"


class TestRMSprop(RuleSuite):
    option = "optimizer=rmsprop"


class TestAdagrad(RuleSuite):
    option = "optimizer=adagrad"


class TestAdam(RuleSuite):
    option = "optimizer=adam"


class TestAdamW(RuleSuite):
    option = "optimizer=adamw"
