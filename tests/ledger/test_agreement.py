"""The ledger ends where the training ended: bit for bit, however it went."""

from dataclasses import replace

import pytest
import torch

from lessonnet.data import Admissions, Blobs, DataSet, Moons
from lessonnet.ledger import ledger_of
from lessonnet.nn import Normal
from lessonnet.optim import SGD, Cosine, ExponentialDecay, OneCycle, Plateau, StepDecay
from lessonnet.stack import Member
from tests.ledger.pasts import past

SCHEDULES = [
    None,
    StepDecay(step_size=2, gamma=0.5),
    ExponentialDecay(gamma=0.9),
    Cosine(min_factor=0.1),
    OneCycle(),
    Plateau(factor=0.5, patience=1),
]


def made(data: DataSet) -> DataSet:
    data.setup()
    return data


def students(**options: object) -> DataSet:
    return made(Admissions(**{"points": 200, "noise": 1.0, "batch_size": 1, **options}))


def one(seed: int = 0, **options: object) -> Member:
    return Member(**{"seed": seed, "optimizer": SGD(lr=0.3), "initializer": Normal(1.0), **options})


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("batch_size", [1, 7, 16, "full"])
def test_ledger_ends_with_the_trainings_weights(batch_size: int | str, dtype: torch.dtype) -> None:
    ledger = ledger_of(past(students(batch_size=batch_size), [one()], epochs=8, dtype=dtype), 10**6)
    assert (ledger.agreement.epochs, ledger.agreement.last_epoch, ledger.agreement.difference) == (8, 8, 0.0)
    assert ledger.is_whole
    assert len(ledger.updates) > 20


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda s: type(s).__name__)
def test_ledger_takes_the_rate_of_each_step(schedule: object) -> None:
    ledger = ledger_of(past(students(batch_size=5), [one(scheduler=schedule)], epochs=8), 10**6)
    assert ledger.agreement.difference == 0
    assert ledger.agreement.last_epoch == 8
    assert (len({update.rate for update in ledger.updates}) > 1) == (schedule is not None)


def test_ledger_is_that_of_the_leading_restart() -> None:
    members = [one(restart=number) for number in range(4)]
    training = past(students(points=60, noise=2.0), members, epochs=5)
    leader = training.outcome.record.leader
    # What the others would give does not fit: the comparison can tell.
    ledger = ledger_of(training, 10**6)
    other = ledger_of(replace(training, course=None, members=[members[leader - 1]] * 4), 10**6)
    assert ledger.agreement.difference == 0
    assert other.agreement.difference > 0
    assert "NOT" in other.agreement.words


def test_ledger_ends_where_early_stopping_ended_the_training() -> None:
    training = past(students(points=100), [one()], epochs=100, patience=3)
    epochs = int(training.outcome.record.epochs[0])
    ledger = ledger_of(training, 10**6)
    assert epochs < 100
    assert ledger.steps == epochs * 60  # the training part is 60 of the 100 points
    assert (ledger.agreement.last_epoch, ledger.agreement.difference) == (epochs, 0.0)


def test_ledger_ends_within_an_epoch_where_max_steps_did() -> None:
    training = past(students(points=100), [one()], epochs=10, max_steps=130)
    ledger = ledger_of(training, 10**6)
    assert (ledger.steps, ledger.agreement.difference) == (130, 0.0)
    assert max(update.step for update in ledger.updates) <= 130


def test_ledger_without_snapshots_is_compared_at_the_best_epoch() -> None:
    training = past(students(), [one()], epochs=8, snapshots=False)
    ledger = ledger_of(training, 10**6)
    assert (ledger.agreement.last_epoch, ledger.agreement.difference) == (training.outcome.record.best_epoch[0], 0.0)


def test_ledger_of_several_classes_has_a_row_for_each_wrong_score() -> None:
    data = made(Blobs(points=90, centers=3, features=4, spread=6.0, batch_size=4))
    ledger = ledger_of(past(data, [one()], epochs=5), 10**6)
    assert ledger.agreement.difference == 0
    assert {update.output for update in ledger.updates} == {0, 1, 2}
    assert set(ledger.table["class"]) == set(data.class_names)


def test_ledger_that_is_cut_says_so() -> None:
    data = made(Moons(points=200, batch_size=1))
    whole, cut = (ledger_of(past(data, [one()], epochs=10), most) for most in (10**6, 50))
    assert cut.updates == whole.updates[:50]  # one point at a time: no step is torn apart
    assert (cut.is_whole, whole.is_whole) == (False, True)
    assert cut.agreement.difference == 0  # as far as it goes
    assert cut.steps == cut.updates[-1].step
