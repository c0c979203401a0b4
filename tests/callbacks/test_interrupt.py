"""SIGINT and SIGTERM save and stop at the next chunk's end, whenever they come."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lightning.pytorch as pl
import pytest
import torch

from lessonnet.callbacks import Checkpoint, Interrupt, latest_checkpoint
from tests.callbacks.toy_stack import CHUNKS_PER_EPOCH, EPOCHS, STEPS_PER_CHUNK, ToyStack, make_trainer

HERE = Path(__file__).parent
SIGNALS = [signal.SIGINT, signal.SIGTERM]
CHUNKS = EPOCHS * CHUNKS_PER_EPOCH


def send(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture(autouse=True)
def former_handlers() -> Iterator[dict[int, Any]]:
    former = {number: signal.getsignal(number) for number in SIGNALS}
    yield former
    for number, handler in former.items():
        signal.signal(number, handler)


def train(directory: Path, stack: ToyStack, *extra: pl.Callback, **options: Any) -> tuple[Interrupt, pl.Trainer]:
    interrupt = Interrupt()
    checkpoints = directory / "checkpoints"
    trainer = make_trainer(directory, [Checkpoint(1e9, checkpoints), interrupt, *extra], **options)
    trainer.fit(stack, ckpt_path=latest_checkpoint(checkpoints), weights_only=True)
    return interrupt, trainer


def stack_that_sends(*numbers: int, chunk: int) -> ToyStack:
    stack = ToyStack()

    def during_step(done: int) -> None:
        if done == chunk:
            for number in numbers:
                send(number)

    stack.during_step = during_step
    return stack


def saved_step(directory: Path) -> int:
    newest = latest_checkpoint(directory / "checkpoints")
    assert newest is not None
    return int(newest.stem.removeprefix("step-"))


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("chunk", range(1, CHUNKS + 1))
def test_signal_saves_and_stops_and_the_rest_is_the_same(tmp_path: Path, number: int, chunk: int) -> None:
    whole = ToyStack()
    make_trainer(tmp_path, []).fit(whole)
    stack = stack_that_sends(number, chunk=chunk)
    interrupt, _ = train(tmp_path, stack)
    assert interrupt.signal_number == number
    assert len(stack.trace) == chunk
    assert saved_step(tmp_path) == chunk * STEPS_PER_CHUNK
    rest = ToyStack()
    interrupt, _ = train(tmp_path, rest)
    assert interrupt.signal_number is None
    assert stack.trace + rest.trace == whole.trace
    assert torch.equal(rest.weights, whole.weights)


def test_signal_stops_at_once_when_more_epochs_or_steps_are_demanded(tmp_path: Path) -> None:
    stack = stack_that_sends(signal.SIGTERM, chunk=2)
    train(tmp_path, stack, min_epochs=2, min_steps=20)
    assert len(stack.trace) == 2


@pytest.mark.parametrize("numbers", [[signal.SIGINT] * 5, [signal.SIGTERM, signal.SIGINT]])
def test_first_of_several_signals_counts(tmp_path: Path, numbers: list[int]) -> None:
    interrupt, _ = train(tmp_path, stack_that_sends(*numbers, chunk=3))
    assert interrupt.signal_number == numbers[0]
    assert saved_step(tmp_path) == 3 * STEPS_PER_CHUNK


@pytest.mark.parametrize("operation", ["open", "write", "fsync", "replace"])
def test_second_signal_does_not_break_the_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str) -> None:
    real = getattr(os, operation)

    def interrupted(*arguments: Any, **options: Any) -> Any:
        send(signal.SIGTERM)
        return real(*arguments, **options)

    monkeypatch.setattr(os, operation, interrupted)
    interrupt, _ = train(tmp_path, stack_that_sends(signal.SIGINT, chunk=5))
    monkeypatch.undo()
    assert interrupt.signal_number == signal.SIGINT
    assert saved_step(tmp_path) == 5 * STEPS_PER_CHUNK


class Sender(pl.Callback):
    """Send a signal in one of Lightning's hooks."""

    def __init__(self, hook: str, number: int) -> None:
        setattr(self, hook, lambda *arguments, **options: send(number))


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("hook", ["on_fit_start", "on_train_start", "on_train_epoch_start", "on_train_batch_start"])
def test_signal_before_the_first_step_stops_after_the_first_chunk(tmp_path: Path, hook: str, number: int) -> None:
    stack = ToyStack()
    interrupt, _ = train(tmp_path, stack, Sender(hook, number))
    assert interrupt.signal_number == number
    assert len(stack.trace) == 1
    assert saved_step(tmp_path) == STEPS_PER_CHUNK


class ValidatedStack(ToyStack):
    """A stack with a validation loop of Lightning's, in which a signal comes."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def val_dataloader(self) -> list[int]:
        return [1, 2, 3]

    def validation_step(self, batch: int, batch_idx: int) -> None:
        if batch_idx == 1 and self.epochs_done == 1:
            send(self.number)


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_in_validation_stops_after_the_next_chunk(tmp_path: Path, number: int) -> None:
    stack = ValidatedStack(number)
    interrupt, _ = train(tmp_path, stack, num_sanity_val_steps=0)
    assert interrupt.signal_number == number
    assert len(stack.trace) == CHUNKS_PER_EPOCH + 1
    assert saved_step(tmp_path) == (CHUNKS_PER_EPOCH + 1) * STEPS_PER_CHUNK


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_in_the_sanity_check_stops_after_the_first_chunk(tmp_path: Path, number: int) -> None:
    stack = ToyStack()
    stack.val_dataloader = lambda: [1]  # type: ignore[method-assign]
    stack.validation_step = lambda batch, batch_idx: send(number)  # type: ignore[method-assign]
    interrupt, _ = train(tmp_path, stack, num_sanity_val_steps=1)
    assert interrupt.signal_number == number
    assert len(stack.trace) == 1


def test_former_handlers_are_back_after_the_training(tmp_path: Path, former_handlers: dict[int, Any]) -> None:
    train(tmp_path, ToyStack())
    assert {number: signal.getsignal(number) for number in SIGNALS} == former_handlers


def test_former_handlers_have_the_effect_after_an_error(tmp_path: Path) -> None:
    received: list[int] = []
    for number in SIGNALS:
        signal.signal(number, lambda number, frame: received.append(number))
    stack = ToyStack()

    def fail(done: int) -> None:
        raise ZeroDivisionError

    stack.during_step = fail
    with pytest.raises(ZeroDivisionError):
        train(tmp_path, stack)
    for number in SIGNALS:
        send(number)
    assert received == SIGNALS


def test_signal_while_the_ranks_agree_is_seen_next_time() -> None:
    interrupt = Interrupt()
    # What the other ranks know comes from `reduce`; a signal comes to this one just after it was asked.
    answers = iter([0, signal.SIGTERM])

    def reduce(own: torch.Tensor, reduce_op: str) -> int:
        interrupt.signal_number = interrupt.signal_number or signal.SIGTERM
        return next(answers)

    strategy = SimpleNamespace(root_device=torch.device("cpu"), reduce=reduce)
    trainer: Any = SimpleNamespace(world_size=2, strategy=strategy)
    assert not interrupt._has_come(trainer)
    assert interrupt.signal_number == signal.SIGTERM
    assert interrupt._has_come(trainer)


def test_interrupt_works_without_a_checkpoint(tmp_path: Path) -> None:
    stack = stack_that_sends(signal.SIGTERM, chunk=2)
    interrupt = Interrupt()
    make_trainer(tmp_path, [interrupt]).fit(stack)
    assert interrupt.signal_number == signal.SIGTERM
    assert len(stack.trace) == 2


def test_interrupt_stays_out_of_the_way_outside_the_main_thread(tmp_path: Path) -> None:
    stack = ToyStack()
    thread = threading.Thread(target=train, args=(tmp_path, stack))
    thread.start()
    thread.join()
    assert len(stack.trace) == CHUNKS


@pytest.mark.slow
@pytest.mark.parametrize("rank", [0, 1])
def test_signal_to_one_rank_stops_all_at_the_same_step(tmp_path: Path, rank: int) -> None:
    done = subprocess.run(
        [sys.executable, str(HERE / "two_ranks.py"), str(tmp_path), str(rank)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=HERE.parents[1],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.returncode == 0, done.stderr
    reports = [json.loads((tmp_path / f"rank{number}.json").read_text()) for number in (0, 1)]
    assert reports == [{"signal": 15, "steps": 3 * STEPS_PER_CHUNK, "stopped_at": 3 * STEPS_PER_CHUNK}] * 2
    assert saved_step(tmp_path) == 3 * STEPS_PER_CHUNK
