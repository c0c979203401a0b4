from lessonnet.testing import DataSetSuite

from lessonnet_example import Checkerboard


class TestCheckerboard(DataSetSuite):
    option = "data=checkerboard"

    def make(self, seed: int = 0) -> Checkerboard:
        return Checkerboard(points=120, seed=seed)
