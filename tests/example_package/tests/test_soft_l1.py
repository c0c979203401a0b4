from lessonnet.testing import PenaltySuite

from lessonnet_example import SoftL1


class TestSoftL1(PenaltySuite):
    option = "regularizer=soft_l1"

    def make(self) -> SoftL1:
        return SoftL1(strength=0.01)
