"""The lesson's networks keep to the suite that a plugin's keeps to."""

from torch import nn

from lessonnet.nn import DenseNetwork, Tanh
from lessonnet.testing import Change, NetworkSuite


class TestMLP(NetworkSuite):
    option = "model=mlp"
    changes = (Change("hidden", "[3]"),)

    def make(self, in_features: int = 4, outputs: int = 1) -> nn.Module:
        return DenseNetwork(in_features, (5, 4), outputs, Tanh())

    def test_option_makes_the_part(self) -> None:
        """`model=mlp` names the model around the network."""


class TestLogisticRegression(NetworkSuite):
    option = "model=logistic"

    def make(self, in_features: int = 4, outputs: int = 1) -> nn.Module:
        return DenseNetwork(in_features, (), outputs, None)

    def test_option_makes_the_part(self) -> None:
        """`model=logistic` names the model around the network."""
