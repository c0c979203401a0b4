from lessonnet.testing import ActivationSuite

from lessonnet_example import Squareplus


class TestSquareplus(ActivationSuite):
    option = "activation=squareplus"

    def make(self) -> Squareplus:
        return Squareplus(b=2.0)
