"""A training stopped after any chunk and resumed equals one never stopped, bit for bit.

"Equal" is the SHA-256 of weights, best weights, optimizer state, schedules, patience, metrics rows and predictions. The
stops are real signals; the trainings are three chunks an epoch long, some members leave early, one diverges.
"""

import hashlib
import os
import signal
from dataclasses import replace
from itertools import combinations

import lightning.pytorch as pl
import numpy as np
import pytest
import torch
from torch.optim import Adamax

from lessonnet.callbacks import Checkpoint, DurableCheckpointIO, EarlyStopping, Interrupt, latest_checkpoint
from lessonnet.callbacks._metrics_csv import metrics_table
from lessonnet.nn import ModuleNetwork, OwnStart, predict
from lessonnet.optim import LBFGS, Momentum, TorchRule
from tests.own_parts import GaussianDropout, Residual, Ridge
from tests.stack.trainings import blobs, fit, make_stack, members

EPOCHS, CHUNKS_PER_EPOCH, STEPS_PER_CHUNK = 6, 3, 2

_SOME = [members("momentum", "plateau", limited=True)[k] for k in (1, 3, 5, 7)]
_DIVERGING = replace(_SOME[0], optimizer=Momentum(lr=1e6, momentum=0.5))


def residual():
    return ModuleNetwork(Residual(4, 3), 4, 3)


CASES = {
    "plateau": ([*_SOME, _DIVERGING], {}),
    "cosine": (members("adam", "cosine", dropout="per_epoch")[2:6], {"dtype": torch.float64}),
    "onecycle_autograd": (members("nesterov", "onecycle")[2:5], {"backprop": "autograd"}),
    "rmsprop": (members("rmsprop", "step")[4:7], {}),
    "own_network": (
        [replace(one, initializer=OwnStart(residual), regularizer=Ridge(1e-3)) for one in members("adam")[:3]],
        {"network": residual()},
    ),
    "gaussian_dropout": ([replace(one, dropout=GaussianDropout(0.3)) for one in members("sgd")[:3]], {}),
    "adamax": (
        [replace(one, optimizer=TorchRule.of(Adamax, {"lr": 0.01 * k})) for k, one in enumerate(_SOME, 1)],
        {},
    ),
    "lbfgs": (
        [replace(one, optimizer=LBFGS(max_iter=3), dropout=None) for one in members("sgd")[:3]],
        {"batch_size": None},
    ),
}


class Signal(pl.Callback):
    """Send this very process a SIGTERM while it takes chunk number `chunk`, from 1."""

    def __init__(self, chunk):
        self.chunk = chunk

    def on_train_batch_start(self, trainer, stack, batch, batch_idx):
        chunks = CHUNKS_PER_EPOCH if stack.steps_per_epoch > 1 else 1
        if batch.epoch * chunks + batch.first // STEPS_PER_CHUNK + 1 == self.chunk:
            os.kill(os.getpid(), signal.SIGTERM)


def finished(case, directory, stops=()):
    """Train a case to its end, stopped and resumed where `stops` says; return the digest of all that it leaves."""
    own, options = CASES[case]
    for stop in (*stops, None):
        stack, stopping, interrupt = make_stack(own, **options), EarlyStopping(patience=2), Interrupt()
        callbacks = [stopping, interrupt, Checkpoint(every_seconds=1e9, directory=directory), Signal(stop)]
        kept = {"plugins": [DurableCheckpointIO()], "ckpt_path": latest_checkpoint(directory)}
        fit(stack, EPOCHS, callbacks, log_every_n_steps=STEPS_PER_CHUNK, **kept)
        assert interrupt.signal_number == (None if stop is None else signal.SIGTERM)
    left = [stack.rows, stack.record.state(), stack.trainer.optimizers[0].state_dict(), stack._rates.state()]
    return digest([*left, stopping.state_dict(), metrics_table(stack), stack.history, predictions(stack)])


def predictions(stack):
    network, features = stack._graph.network, blobs().test.features.to(stack.rows.dtype)
    named = stack.layout.views(stack.record.best_rows)
    one = [{name: values[k] for name, values in named.items()} for k in range(len(stack.members))]
    return [predict(torch.func.functional_call(network, parameters, features)) for parameters in one]


def digest(content):
    found = hashlib.sha256()
    _add(found, content)
    return found.hexdigest()


def _add(found, content):
    if isinstance(content, dict):
        content = [pair for name in sorted(content, key=str) for pair in (name, content[name])]
    if isinstance(content, list | tuple):
        found.update(f"[{len(content)}".encode())
        for item in content:
            _add(found, item)
    elif isinstance(content, torch.Tensor | np.ndarray):
        array = np.ascontiguousarray(content.detach().numpy() if isinstance(content, torch.Tensor) else content)
        found.update(f"{array.dtype}{array.shape}".encode() + array.tobytes())
    else:
        found.update(repr(content).encode())


def count_the_same(case, directory, stops):
    """Return how many of these ways to stop end as the training that never stops."""
    expected = finished(case, directory / "whole")
    found = [finished(case, directory / "-".join(map(str, way)), way) for way in stops]
    same = sum(one == expected for one in found)
    print(f"{case}: {len(stops)} ways to stop tried, {same} ended the same")
    return same


def chunks_of(case, directory):
    """Return how many chunks the case takes when nothing stops it."""
    own, options = CASES[case]
    stack = fit(make_stack(own, **options), EPOCHS, [EarlyStopping(patience=2)], log_every_n_steps=STEPS_PER_CHUNK)
    return stack.epochs_done * (CHUNKS_PER_EPOCH if stack.steps_per_epoch > 1 else 1)


@pytest.mark.parametrize("case", CASES)
def test_resumed_training_equals_one_never_stopped_after_any_chunk(case, tmp_path):
    stops = [(chunk,) for chunk in range(1, chunks_of(case, tmp_path) + 1)]
    assert count_the_same(case, tmp_path, stops) == len(stops) >= EPOCHS - 1


@pytest.mark.parametrize("case", [case for case in CASES if case != "lbfgs"])  # which has one chunk an epoch
def test_resumed_training_equals_one_never_stopped_when_stopped_twice_in_one_epoch(case, tmp_path):
    epochs = chunks_of(case, tmp_path) // CHUNKS_PER_EPOCH
    first = [CHUNKS_PER_EPOCH * epoch for epoch in range(epochs)]
    stops = [(start + a, start + b) for start in first for a, b in combinations(range(1, CHUNKS_PER_EPOCH + 1), 2)]
    assert count_the_same(case, tmp_path, stops) == len(stops)


def test_resumed_training_equals_one_never_stopped_when_stopped_after_every_chunk(tmp_path):
    every = tuple(range(1, chunks_of("plateau", tmp_path) + 1))
    assert count_the_same("plateau", tmp_path, [every]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_resumed_training_equals_one_never_stopped_after_any_two_chunks(case, tmp_path):
    stops = list(combinations(range(1, chunks_of(case, tmp_path) + 1), 2))
    assert count_the_same(case, tmp_path, stops) == len(stops)
