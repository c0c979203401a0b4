"""A limit of optimizer steps: exact, and its last step ends the epoch."""

import pytest
import torch

from lessonnet.data import Part
from lessonnet.nn import BinaryCrossEntropy, DenseNetwork
from lessonnet.stack import Member, Stack, trainer


def trained(max_steps: int, log_every: int = 50) -> Stack:
    """Return a stack of one after a training on ten points in mini-batches of three: four steps an epoch."""
    part = Part(torch.arange(20, dtype=torch.float64).reshape(10, 2), torch.arange(10) % 2)
    stack = Stack(
        DenseNetwork(2, [], 1, None), BinaryCrossEntropy(), [Member()], [part], batch_size=3, max_steps=max_steps
    )
    trainer(max_epochs=5, accelerator="cpu", log_every_n_steps=log_every).fit(stack)
    return stack


@pytest.mark.parametrize("max_steps", [1, 3, 4, 5, 8, 19, 20])
@pytest.mark.parametrize("log_every", [1, 3, 50])
def test_max_steps_are_taken_exactly(max_steps: int, log_every: int) -> None:
    assert trained(max_steps, log_every).steps_done == max_steps


def test_max_steps_beyond_the_epochs_change_nothing() -> None:
    assert trained(1000).steps_done == 20


def test_max_steps_close_the_epoch_that_they_break_off() -> None:
    stack = trained(6)
    assert stack.history["step"].squeeze(1).tolist() == [4, 6]
