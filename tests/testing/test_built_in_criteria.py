"""The built-in error functions keep to the suite that a plugin's keeps to."""

from lessonnet.nn import BinaryCrossEntropy, Criterion, PerceptronCriterion, SoftmaxCrossEntropy
from lessonnet.testing import CriterionSuite


class TestSquaredError(CriterionSuite):
    option = "criterion=squared_error"


class TestSoftmaxCrossEntropy(CriterionSuite):
    option = "criterion=none"
    outputs = (3,)
    without = None

    def make(self) -> Criterion:
        return SoftmaxCrossEntropy()


class TestBinaryCrossEntropy(CriterionSuite):
    option = "criterion=none"
    overrides = ("data=moons", "data.points=72")
    outputs = (1,)
    without = None

    def make(self) -> Criterion:
        return BinaryCrossEntropy()


class TestPerceptronCriterion(CriterionSuite):
    option = "criterion=none"
    overrides = ("model=perceptron",)
    without = None

    def make(self) -> Criterion:
        return PerceptronCriterion()
