"""Hooks that do nothing are not called; those that do something are, wherever they stand."""

from typing import Any

from lightning.pytorch import Callback
from lightning.pytorch.callbacks import LambdaCallback

from lessonnet.callbacks import Film, Interrupt
from lessonnet.sweep._heard import heard


class Overridden(Callback):
    def on_train_epoch_end(self, *_: Any) -> None:
        """Do something."""


def test_empty_hooks_are_passed_over_and_others_stay() -> None:
    (callback,) = heard([Overridden()])
    assert callable(callback.on_train_epoch_end)
    assert callback.on_train_batch_end is None


def test_hook_of_an_instance_stays() -> None:
    seen: list[str] = []
    (callback,) = heard([LambdaCallback(on_train_epoch_end=lambda *_: seen.append("epoch"))])
    callback.on_train_epoch_end(None, None)
    assert seen == ["epoch"]


def test_what_is_drawn_at_the_end_is_not_called_meanwhile() -> None:
    assert [type(callback) for callback in heard([Film(), Interrupt()])] == [Interrupt]
