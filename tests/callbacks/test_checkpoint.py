"""Checkpoints come by the clock, on request and at the end; any of them continues the training exactly."""

import errno
import itertools
import os
from pathlib import Path
from typing import Any

import lightning.pytorch as pl
import pytest
import torch
from lightning.pytorch.callbacks import Checkpoint as LightningCheckpoint

from lessonnet.callbacks import Checkpoint, latest_checkpoint
from lessonnet.callbacks import _checkpoint as module
from lessonnet.options import options_of
from tests.callbacks.toy_stack import CHUNKS_PER_EPOCH, EPOCHS, STEPS_PER_CHUNK, ToyStack, make_trainer

CHUNKS = EPOCHS * CHUNKS_PER_EPOCH
ALWAYS = 1e-9


class BrokenOffError(Exception):
    pass


class Killer(LightningCheckpoint):
    """Break the training off right after the save that follows chunk number `chunk`; comes behind the Checkpoint."""

    def __init__(self, chunk: int | None) -> None:
        self.chunk = chunk

    def on_train_batch_end(self, trainer: pl.Trainer, pl_module: ToyStack, *rest: Any) -> None:
        if not trainer.is_last_batch and pl_module.chunks_done == self.chunk:
            raise BrokenOffError

    def on_train_epoch_end(self, trainer: pl.Trainer, pl_module: ToyStack) -> None:
        if pl_module.chunks_done == self.chunk:
            raise BrokenOffError


def train(directory: Path, *extra: pl.Callback, seconds: float = ALWAYS, **options: Any) -> ToyStack:
    checkpoints = directory / "checkpoints"
    stack = ToyStack()
    trainer = make_trainer(directory, [Checkpoint(seconds, checkpoints), *extra], **options)
    trainer.fit(stack, ckpt_path=latest_checkpoint(checkpoints), weights_only=True)
    return stack


def saved_steps(directory: Path) -> list[int]:
    return sorted(int(path.stem.removeprefix("step-")) for path in (directory / "checkpoints").iterdir())


def test_checkpoint_has_every_seconds_as_its_key() -> None:
    assert options_of(Checkpoint)["every_seconds"].default == 60.0


def test_checkpoint_asks_for_a_directory(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Checkpoint\.directory"):
        make_trainer(tmp_path, [Checkpoint(ALWAYS)]).fit(ToyStack())


def test_end_of_training_is_saved_when_no_time_has_passed(tmp_path: Path) -> None:
    train(tmp_path, seconds=1e9)
    assert saved_steps(tmp_path) == [CHUNKS * STEPS_PER_CHUNK]


def test_two_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    train(tmp_path)
    last = CHUNKS * STEPS_PER_CHUNK
    assert saved_steps(tmp_path) == [last - STEPS_PER_CHUNK, last]


def test_checkpoint_is_throttled_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each look at the clock finds it one second later: at the start, at each chunk, after each save.
    ticks = itertools.count()
    monkeypatch.setattr(module.time, "monotonic", lambda: float(next(ticks)))
    saves: list[int] = []
    save = Checkpoint._save

    def counted(self: Checkpoint, trainer: pl.Trainer) -> None:
        saves.append(trainer.global_step // STEPS_PER_CHUNK)
        save(self, trainer)

    monkeypatch.setattr(Checkpoint, "_save", counted)
    train(tmp_path, seconds=5.0)
    assert saves == [5, 10, 12]


def test_checkpoint_comes_last_so_that_it_holds_what_others_changed(tmp_path: Path) -> None:
    other = pl.Callback()
    trainer = make_trainer(tmp_path, [Checkpoint(directory=tmp_path), other])
    assert isinstance(trainer.callbacks[-1], Checkpoint)


def _interrupted(tmp_path: Path, stops: tuple[int, ...]) -> torch.Tensor:
    for stop in stops:
        with pytest.raises(BrokenOffError):
            train(tmp_path, Killer(stop))
    return train(tmp_path).weights


@pytest.mark.slow
def test_training_goes_on_exactly_after_any_one_or_two_breaks(tmp_path: Path, capsys) -> None:
    whole = ToyStack()
    make_trainer(tmp_path, []).fit(whole)
    breaks = [(a,) for a in range(1, CHUNKS + 1)]
    breaks += [(a, b) for a in range(1, CHUNKS + 1) for b in range(a + 1, CHUNKS + 1)]
    same = sum(
        torch.equal(_interrupted(tmp_path / f"{number}", stops), whole.weights) for number, stops in enumerate(breaks)
    )
    with capsys.disabled():
        print(f"\nbreaks of a training: {len(breaks)} tried, {same} same")
    assert same == len(breaks)


def test_finished_training_goes_on_when_more_epochs_are_allowed(tmp_path: Path) -> None:
    whole = ToyStack()
    make_trainer(tmp_path, [], max_epochs=EPOCHS + 2).fit(whole)
    train(tmp_path)
    assert torch.equal(train(tmp_path, max_epochs=EPOCHS + 2).weights, whole.weights)


def test_stop_within_an_epoch_is_saved_where_it_can_be_resumed(tmp_path: Path) -> None:
    class Stopper(pl.Callback):
        def on_train_batch_end(self, trainer: pl.Trainer, pl_module: ToyStack, *rest: Any) -> None:
            trainer.should_stop = pl_module.chunks_done == 6

    whole = ToyStack()
    make_trainer(tmp_path, []).fit(whole)
    assert len(train(tmp_path, Stopper(), seconds=1e9).trace) == 6
    rest = train(tmp_path, seconds=1e9)
    assert len(rest.trace) == CHUNKS - 6
    assert torch.equal(rest.weights, whole.weights)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_failing_disk_ends_the_training_with_the_error_and_keeps_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    write = os.write
    saves = itertools.count(1)

    def failing(descriptor: int, data: bytes) -> int:
        if next(saves) > 3:
            raise OSError(number, os.strerror(number))
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", failing)
    with pytest.raises(OSError, match=os.strerror(number)):
        train(tmp_path)
    monkeypatch.undo()
    assert saved_steps(tmp_path) == [2 * STEPS_PER_CHUNK, 3 * STEPS_PER_CHUNK]
    reference = ToyStack()
    make_trainer(tmp_path, []).fit(reference)
    assert torch.equal(train(tmp_path).weights, reference.weights)
