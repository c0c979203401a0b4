"""NaN and divergence are seen within a chunk, keep off the best weights, and stay with the member that they befall."""

from dataclasses import replace

import lightning.pytorch as pl
import pytest
import torch

from lessonnet.data import BreastCancer, Wine
from lessonnet.nn import PerceptronCriterion, ReLU, Sigmoid, Tanh
from lessonnet.optim import LBFGS, SGD, Momentum
from lessonnet.stack import Member, _backprop
from lessonnet.stack._divergence import Divergence
from tests.stack.trainings import RULES, blobs, fit, make_stack, members, rows_of

CHUNK = 3
"""Steps; of an epoch's five the last two are a chunk too."""
BACKPROPS = {"closed_form": _backprop.ClosedFormBackprop, "autograd": _backprop.AutogradBackprop}


class Sighting(pl.Callback):
    """Note after how many steps a member is known to have diverged."""

    def __init__(self, member):
        self.member, self.seen_at = member, None

    def on_train_batch_end(self, trainer, stack, outputs, batch, batch_idx):
        if self.seen_at is None and stack.record.status[self.member] == "diverged":
            self.seen_at = stack.steps_done


def poison(monkeypatch, place, member, step, backprop="closed_form"):
    """Put a NaN into one member's gradient or weights at a step, from 1."""
    kind, taken = BACKPROPS[backprop], [0]
    gradient = kind.gradient

    def poisoned(self, *arguments):
        taken[0] += 1
        gradient(self, *arguments)
        if taken[0] == step:
            spoiled = self._gradient if place == "gradient" else self._weights
            spoiled[member, 5] = torch.nan

    monkeypatch.setattr(kind, "gradient", poisoned)


def assert_others_as_without(stack, own, member, **options):
    """Compare with a stack that the member was never in; it changes how many rows a kernel takes, see test_parity."""
    rest = [one for k, one in enumerate(own) if k != member]
    without = fit(make_stack(rest, **options), stack.epochs_done)
    torch.testing.assert_close(rows_of(without), stack.rows.detach(), rtol=0, atol=1e-5)
    assert stack.record.status == ["diverged" if k == member else "training" for k in range(len(own))]


# Autograd keeps no view of the weights alone.
@pytest.mark.parametrize(
    ("place", "backprop"), [("gradient", "closed_form"), ("gradient", "autograd"), ("weights", "closed_form")]
)
def test_nan_is_seen_within_its_chunk_whatever_the_step(monkeypatch, place, backprop):
    waits, ends = [], (3, 5, 8, 10)  # of the chunks
    for step in range(1, 11):
        with monkeypatch.context() as patch:
            poison(patch, place, 2, step, backprop)
            sighting, own = Sighting(2), members("adam", limited=True)[:4]
            stack = fit(make_stack(own, backprop=backprop), 3, [sighting])
        waits.append(sighting.seen_at - step)
        assert sighting.seen_at == min(end for end in ends if end >= step)
        assert stack.record.best_rows.isfinite().all()
        assert int(stack.record.best_epoch[2]) <= (step - 1) // 5
    print(f"NaN in the {place}: {len(waits)} steps tried, seen after {min(waits)} to {max(waits)} further steps")


@pytest.mark.parametrize("place", ["gradient", "weights"])
@pytest.mark.parametrize("rule", RULES)
def test_nan_stays_with_its_member(monkeypatch, rule, place):
    own = members(rule, "plateau", limited=True)
    with monkeypatch.context() as patch:
        poison(patch, place, 5, 8)
        stack = fit(make_stack(own), 5)
    assert_others_as_without(stack, own, 5)


@pytest.mark.parametrize("activation", [Tanh(), Sigmoid(), ReLU()], ids=lambda activation: type(activation).__name__)
@pytest.mark.parametrize("optimizer", [SGD(lr=1e6), Momentum(lr=1e6)], ids=["sgd", "momentum"])
def test_rate_of_a_million_is_seen_within_a_chunk(optimizer, activation):
    own = members("momentum" if isinstance(optimizer, Momentum) else "sgd")
    own[3] = replace(own[3], optimizer=optimizer)
    sighting = Sighting(3)
    stack = fit(make_stack(own, activation=activation), 4, [sighting])
    print(f"rate of 1e6: seen after {sighting.seen_at} steps")
    assert sighting.seen_at <= CHUNK
    assert torch.equal(stack.record.best_rows[3], make_stack(own).rows[3])  # the initial weights
    assert_others_as_without(stack, own, 3, activation=activation)


def test_history_of_a_diverged_member_is_nan_and_that_of_the_others_finite():
    own = members("sgd")
    own[0] = replace(own[0], optimizer=SGD(lr=1e6))
    stack = fit(make_stack(own), 3)
    errors = stack.history["val_error"]
    assert errors[:, 0].isnan().all()
    assert errors[:, 1:].isfinite().all()


def test_training_ends_when_every_member_has_diverged():
    own = [replace(one, optimizer=SGD(lr=1e6)) for one in members("sgd")]
    stack = fit(make_stack(own), 50)
    assert stack.record.status == ["diverged"] * len(own)
    assert stack.steps_done <= CHUNK
    assert torch.equal(stack.record.best_rows, make_stack(own).rows)


def test_best_weights_are_those_of_the_epochs_before_divergence(monkeypatch):
    own = members("momentum")[:3]
    before = fit(make_stack(own), 3)
    with monkeypatch.context() as patch:
        poison(patch, "weights", 1, 17)
        stack = fit(make_stack(own), 6)
    assert int(stack.record.epochs[1]) == 3
    assert torch.equal(stack.record.best_rows[1], before.record.best_rows[1])


@pytest.mark.parametrize("line_search", ["strong_wolfe", "none"])
def test_lbfgs_member_with_a_nan_leaves_the_others_alone(monkeypatch, line_search):
    rule = LBFGS(max_iter=3, lr=0.1, line_search=line_search)
    own = [replace(one, optimizer=rule, dropout=None) for one in members("sgd")[:3]]
    gradient, taken = _backprop.ClosedFormBackprop.gradient, [0]

    def poisoned(self, *arguments):
        gradient(self, *arguments)
        taken[0] += 1
        if taken[0] == 1:  # the first member's first evaluation
            self._gradient[0, 5] = torch.nan

    with monkeypatch.context() as patch:
        patch.setattr(_backprop.ClosedFormBackprop, "gradient", poisoned)
        stack = fit(make_stack(own, batch_size=None), 4)
    assert_others_as_without(stack, own, 0, batch_size=None)
    assert stack.record.best_rows.isfinite().all()


def test_perceptron_with_a_huge_rate_has_not_diverged():
    # Its errors and weights grow with the rate, and its predictions do not change: nothing is wrong with it.
    one = members("sgd", dropout="none")[0]
    own = [replace(one, optimizer=SGD(lr=lr)) for lr in (1.0, 1e6)]
    stack = fit(make_stack(own, [blobs(centers=2)], hidden=(), criterion=PerceptronCriterion()), 3)
    assert stack.record.status == ["training", "training"]


@pytest.mark.parametrize("kind", [BreastCancer, Wine])
def test_large_errors_of_unscaled_features_are_no_divergence(kind):
    # Proline in wine and area in breast_cancer are of the order of 1000, and so are the first scores.
    data = kind(standardize=False)
    data.setup()
    stack = fit(make_stack([Member(optimizer=SGD(lr=0.01))], [data], hidden=()), 5)
    assert stack.record.status == ["training"]


@pytest.mark.parametrize(("start", "limit"), [(0.5, 1e4), (1.0, 1e4), (300.0, 3e6)])
def test_limit_is_ten_thousand_times_the_start_or_one(start, limit):
    divergence = Divergence()
    divergence.begin(torch.tensor([start], dtype=torch.float64), is_mean=True)
    for error, expected in ((0.999 * limit, False), (1.001 * limit, True), (torch.inf, True), (torch.nan, True)):
        found = divergence.of(torch.tensor([error], dtype=torch.float64), torch.tensor([True]))
        assert found.tolist() == [expected], error


def test_sum_over_points_diverges_only_when_it_is_not_finite():
    divergence = Divergence()
    divergence.begin(torch.tensor([0.5], dtype=torch.float64), is_mean=False)
    for error, expected in ((1e300, False), (torch.inf, True), (torch.nan, True)):
        assert divergence.of(torch.tensor([error], dtype=torch.float64), torch.tensor([True])).tolist() == [expected]


def test_weights_that_are_not_finite_are_divergence_whatever_the_error():
    divergence = Divergence()
    divergence.begin(torch.tensor([0.5, 0.5], dtype=torch.float64), is_mean=True)
    assert divergence.of(torch.zeros(2, dtype=torch.float64), torch.tensor([True, False])).tolist() == [False, True]


@pytest.mark.parametrize("chunk", [1, 3, 50])
def test_best_weights_are_the_initial_ones_of_a_member_that_diverges_in_its_first_epoch(chunk):
    # However late it is seen, within the epoch or at its end, where the weights are still finite.
    own = [replace(one, optimizer=SGD(lr=1e6)) for one in members("sgd")]
    stack = fit(make_stack(own), 3, log_every_n_steps=chunk)
    assert set(stack.record.status) == {"diverged"}
    assert torch.equal(stack.record.best_rows, make_stack(own).rows)
    assert stack.record.best_epoch.tolist() == [0] * len(own)
