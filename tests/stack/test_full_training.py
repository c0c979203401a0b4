"""Whole trainings with early stopping: a stack ends, member by member, where the runs alone end.

In float64 a step's rounding is about 1e-16; some hundred steps that may each amplify it stay below 1e-9. The epochs at
which members stop and are best are whole numbers: no tolerance.
"""

import pytest
import torch

from lessonnet.data import Digits
from lessonnet.nn import Sigmoid
from tests.stack.trainings import RULES, blobs, members, train, train_alone

ATOL = 1e-9


def assert_same_ends(stack, alone):
    for name in ("epochs", "best_epoch"):
        assert getattr(stack.record, name).tolist() == [int(getattr(run.record, name)) for run in alone]
    assert len(set(stack.record.epochs.tolist())) > 3  # they do leave one by one
    assert stack.record.status == [run.record.status[0] for run in alone]
    best = torch.cat([run.record.best_rows for run in alone])
    torch.testing.assert_close(stack.record.best_rows, best, rtol=0, atol=ATOL)


def assert_same_histories(stack, alone):
    for k, run in enumerate(alone):
        for name, values in run.history.items():
            together = stack.history[name][:, k]
            torch.testing.assert_close(together[: len(values)], values[:, 0], rtol=0, atol=ATOL)
            assert together[len(values) :].isnan().all()


def end_as_alone(own, data=(), **options):
    options = {"epochs": 60, "dtype": torch.float64, **options}
    stack, alone = train(own, data, **options), train_alone(own, data, **options)
    assert_same_ends(stack, alone)
    assert_same_histories(stack, alone)


@pytest.mark.parametrize("rule", RULES)
def test_members_stop_at_the_epochs_at_which_they_stop_alone(rule):
    end_as_alone(members(rule, "plateau"), patience=4)


def test_members_stop_as_alone_when_the_training_error_selects():
    end_as_alone(members("momentum", dropout="per_epoch"), [blobs(val_fraction=0.0)], patience=2)


def test_members_stop_as_alone_with_autograd():
    end_as_alone(members("momentum", limited=True), patience=3, backprop="autograd")


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_members_stop_as_alone_with_autograd_for_every_optimizer(rule):
    end_as_alone(members(rule, "plateau"), patience=4, backprop="autograd")


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_members_stop_as_alone_on_real_data(rule):
    data = Digits()
    data.setup()
    own = members(rule, limited=True)
    end_as_alone(own, [data], patience=3, hidden=(64,), activation=Sigmoid(), batch_size=64)
