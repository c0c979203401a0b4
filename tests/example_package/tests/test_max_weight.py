from lessonnet.testing import CallbackSuite

from lessonnet_example import MaxWeight


class TestMaxWeight(CallbackSuite):
    option = "callbacks=max_weight"

    def make(self) -> MaxWeight:
        return MaxWeight(limit=0.5)
