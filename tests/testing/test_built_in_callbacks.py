"""The built-in callbacks keep to the suite that a plugin's keeps to; what they show is tested where they are.

`unseen` are times and shares of time, which change how often something is done and no number of a training.
"""

import pytest

from lessonnet.testing import CallbackSuite, Change


class TestEarlyStopping(CallbackSuite):
    option = "callbacks=early_stopping"
    overrides = ("optimizer.lr=3", "trainer.max_epochs=30")  # the validation error rises and falls
    changes = (
        Change("patience", "2"),
        Change("min_delta", "1", beside=("callbacks.early_stopping.patience=2",)),
        Change("monitor", "accuracy", beside=("callbacks.early_stopping.patience=2",)),
    )


class TestCheckpoint(CallbackSuite):
    option = "callbacks=checkpoint"
    unseen = ("every_seconds",)


class TestProgress(CallbackSuite):
    option = "callbacks=progress"
    unseen = ("refresh_seconds",)


class TestDiagnosis(CallbackSuite):
    option = "callbacks=diagnosis"


class TestLayers(CallbackSuite):
    option = "callbacks=layers"
    overrides = ("logger=tensorboard",)
    unseen = ("most", "seconds", "share")


class TestHistograms(CallbackSuite):
    option = "callbacks=histograms"
    overrides = ("logger=tensorboard",)
    unseen = ("most", "seconds", "share")


@pytest.mark.slow
class TestPictures(CallbackSuite):
    option = "callbacks=pictures"
    overrides = ("logger=tensorboard", "data.features=2")
    unseen = ("most", "seconds", "share", "features")


@pytest.mark.slow
class TestFigures(CallbackSuite):
    option = "callbacks=figures"
    unseen = ("seconds", "features", "extra")


@pytest.mark.slow
class TestFilm(CallbackSuite):
    option = "callbacks=film"
    overrides = ("data.features=2",)
    changes = (Change("frames", "3"),)  # five epochs have six pictures
    unseen = ("features",)
