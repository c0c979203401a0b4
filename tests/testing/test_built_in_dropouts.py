"""The built-in dropouts keep to the suite that a plugin's keeps to."""

from lessonnet.testing import DropoutSuite


class TestDropoutPerBatch(DropoutSuite):
    option = "dropout=per_batch"


class TestDropoutPerEpoch(DropoutSuite):
    option = "dropout=per_epoch"
