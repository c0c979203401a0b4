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
    overrides = (
        "scheduler.threshold=0.9",
        "scheduler.patience=0",
    )  # an epoch that does not improve by 90 % is one too many
    changes = {"threshold": Change("1e-4"), "patience": Change("2"), "min_lr": Change("0.08")}
