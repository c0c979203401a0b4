from lessonnet.testing import NetworkSuite

from lessonnet_example import Radial


class TestRadial(NetworkSuite):
    option = "model=radial"

    def make(self, in_features: int, outputs: int) -> Radial:
        return Radial(in_features, outputs, nodes=5)
