"""A real training that was broken off and resumed equals one that never was, in every number that it leaves."""

import hashlib
import itertools
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import numpy as np
import pytest
import torch
from lightning.pytorch.callbacks import Checkpoint as LightningCheckpoint

from lessonnet.callbacks import Checkpoint, DurableCheckpointIO, EarlyStopping, latest_checkpoint
from lessonnet.data import Part
from lessonnet.nn import L2, BinaryCrossEntropy, DenseNetwork, DropoutPerBatch, Tanh
from lessonnet.optim import Momentum, Plateau
from lessonnet.stack import Member, Stack, trainer

EPOCHS = 6
RATES = (0.05, 0.3, 2.0)
STEPS_PER_CHUNK = 2
CHUNKS_PER_EPOCH = 3  # 40 points in batches of 8: 5 steps


class BrokenOffError(Exception):
    pass


class Killer(LightningCheckpoint):
    """Break the training off behind the save of chunk number `chunk`, counted from the start of this attempt."""

    def __init__(self, chunk: int) -> None:
        self.left = chunk

    def on_train_batch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule, *rest: Any) -> None:
        self.left -= 1
        if self.left == 0 and not trainer.is_last_batch:
            raise BrokenOffError

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: pl.LightningModule) -> None:
        if self.left == 0:
            raise BrokenOffError


def part(points: int, seed: int) -> Part:
    draw = np.random.Generator(np.random.Philox(seed))
    features = draw.normal(size=(points, 3))
    return Part.of(features, (features.sum(axis=1) + draw.normal(size=points) > 0).astype(np.int64))


def make_stack() -> Stack:
    members = [
        Member(
            seed=seed,
            optimizer=Momentum(lr=rate),
            scheduler=Plateau(patience=1),
            regularizer=L2(),
            dropout=DropoutPerBatch(0.3),
        )
        for seed, rate in enumerate(RATES)
    ]
    network = DenseNetwork(3, [5], 1, Tanh())
    return Stack(network, BinaryCrossEntropy(), members, [part(40, 0)], [part(20, 1)], batch_size=8)


def train(directory: Path, *extra: pl.Callback) -> Stack:
    stack, checkpoints = make_stack(), directory / "checkpoints"
    fitting = trainer(
        max_epochs=EPOCHS,
        accelerator="cpu",
        log_every_n_steps=STEPS_PER_CHUNK,
        callbacks=[EarlyStopping(patience=2), Checkpoint(1e-9, checkpoints), *extra],
        plugins=[DurableCheckpointIO()],
    )
    fitting.fit(stack, ckpt_path=latest_checkpoint(checkpoints), weights_only=True)
    return stack


def numbers_of(value: Any) -> Any:
    """Spell out every number of a nested value, tensors to their last bit."""
    if isinstance(value, torch.Tensor):
        return (str(value.dtype), tuple(value.shape), value.detach().cpu().numpy().tobytes())
    if isinstance(value, dict):
        return sorted((str(key), numbers_of(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return [numbers_of(item) for item in value]
    return repr(value)


def digest(stack: Stack) -> str:
    """SHA-256 of weights, optimizer state, best weights, statuses and metrics of every epoch."""
    optimizer = stack.trainer.optimizers[0]
    state = [list(optimizer.state.values()), stack.rows, stack.record.state(), stack.history, stack.trainer.global_step]
    return hashlib.sha256(repr(numbers_of(state)).encode()).hexdigest()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return train(tmp_path_factory.mktemp("whole"))


def test_training_to_be_broken_off_shrinks_on_its_way(whole: Stack) -> None:
    # The breaks below then fall before and after a member left.
    assert whole.epochs_done == EPOCHS
    assert len(whole.record.epochs.unique()) > 1


def test_resumed_training_equals_one_never_stopped(whole: Stack, tmp_path: Path, capsys) -> None:
    chunks = EPOCHS * CHUNKS_PER_EPOCH
    breaks: list[tuple[int, ...]] = [(chunk,) for chunk in range(1, chunks)]
    # The second break is counted from the first: 1 and 2 chunks later may fall in the same epoch.
    breaks += [(first, more) for first, more in itertools.product(range(1, chunks), (1, 2, 3)) if first + more < chunks]
    same = 0
    for number, stops in enumerate(breaks):
        for stop in stops:
            with pytest.raises(BrokenOffError):
                train(tmp_path / str(number), Killer(stop))
        same += digest(train(tmp_path / str(number))) == digest(whole)
    with capsys.disabled():
        print(f"\nbreaks of a real training: {len(breaks)} tried, {same} same")
    assert same == len(breaks)
