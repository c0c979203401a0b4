"""The built-in schedules keep to the suite that a plugin's keeps to.

Trainings of five epochs do not reach a fall after thirty epochs, and their error falls in each: where a schedule is to
be felt, `overrides` and `changes` make it quick.
"""

from lessonnet.testing import Change, ScheduleSuite


class TestStepDecay(ScheduleSuite):
    option = "scheduler=step"
    overrides = ("scheduler.step_size=2",)


class TestExponentialDecay(ScheduleSuite):
    option = "scheduler=exponential"


class TestCosine(ScheduleSuite):
    option = "scheduler=cosine"


class TestOneCycle(ScheduleSuite):
    option = "scheduler=onecycle"


class TestPlateau(ScheduleSuite):
    option = "scheduler=plateau"
    overrides = ("scheduler.threshold=0.9", "scheduler.patience=0")  # no epoch improves by 90 %: each is one too many
    changes = (Change("threshold", "1e-4"), Change("patience", "2"), Change("min_lr", "0.08"))
