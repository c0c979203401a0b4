"""The built-in penalties keep to the suite that a plugin's keeps to."""

from lessonnet.testing import PenaltySuite


class TestL1(PenaltySuite):
    option = "regularizer=l1"


class TestL2(PenaltySuite):
    option = "regularizer=l2"


class TestElastic(PenaltySuite):
    option = "regularizer=elastic"
