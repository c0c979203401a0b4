"""A stack of members that differ in everything equals the runs alone.

In float32 one step's rounding differs by about 6e-8 where a kernel treats the end of a tensor apart, as the CPU's
sigmoid does; 5 epochs have 25 steps, none of which amplifies it a hundredfold: 1e-5. Elsewhere nothing may differ.
"""

from dataclasses import replace

import pytest
import torch

from lessonnet.nn import Sigmoid, Tanh
from lessonnet.optim import LBFGS
from lessonnet.stack._backprop import ClosedFormBackprop
from tests.stack.trainings import DROPOUTS, RULES, SCHEDULES, K, blobs, members, rows_of, train, train_alone

BACKPROPS = ("closed_form", "autograd")


def kernels_agree(activation):
    """Whether the kernels of these networks round a stack as they round each of its members."""
    draw = torch.Generator().manual_seed(0)
    sizes = [(b, d, h) for b in (16, 8, 24) for d, h in ((4, 6), (6, 4), (4, 3))]
    for b, d, h in sizes:
        x, w, bias = (torch.randn(K, *shape, generator=draw) for shape in ((b, d), (d, h), (1, h)))
        z = torch.baddbmm(bias, x, w)
        stacked = [z, x.mT @ z, z @ w.mT, activation(z), torch.softmax(z, -1), z.sum(1)]
        for k in range(K):
            one = slice(k, k + 1)
            alone = torch.baddbmm(bias[one], x[one], w[one])
            own = [alone, x[one].mT @ alone, alone @ w[one].mT, activation(alone), alone.softmax(-1), alone.sum(1)]
            if not all(torch.equal(a, b[one]) for a, b in zip(own, stacked, strict=True)):
                return False
    return True


def assert_equal_to_runs_alone(stack, alone):
    torch.testing.assert_close(rows_of(stack), rows_of(*alone), rtol=0, atol=1e-5)
    for name in stack.epoch_metrics:
        own = torch.cat([run.epoch_metrics[name] for run in alone])
        # Means over points of errors up to 10, whose float32 rounding is 1e-6.
        torch.testing.assert_close(stack.epoch_metrics[name], own, rtol=0, atol=1e-5)


@pytest.mark.parametrize("backprop", BACKPROPS)
@pytest.mark.parametrize("rule", RULES)
def test_stack_equals_runs_alone_for_every_optimizer(rule, backprop):
    own = members(rule, limited=True)
    assert_equal_to_runs_alone(train(own, backprop=backprop), train_alone(own, backprop=backprop))


@pytest.mark.parametrize("schedule", [name for name in SCHEDULES if name != "none"])
def test_stack_equals_runs_alone_under_every_schedule(schedule):
    own = members("momentum", schedule)
    assert_equal_to_runs_alone(train(own), train_alone(own))


@pytest.mark.parametrize("backprop", BACKPROPS)
@pytest.mark.parametrize("dropout", ["none", "per_epoch"])
def test_stack_equals_runs_alone_under_every_dropout(dropout, backprop):
    own = members("nesterov", dropout=dropout)
    assert_equal_to_runs_alone(train(own, backprop=backprop), train_alone(own, backprop=backprop))


@pytest.mark.parametrize("rule", ["momentum", "adam"])
def test_stack_equals_runs_alone_with_an_activation_that_rounds_by_position(rule):
    own = members(rule, "cosine", limited=True)
    assert_equal_to_runs_alone(train(own, activation=Sigmoid()), train_alone(own, activation=Sigmoid()))


@pytest.mark.parametrize("rule", RULES)
def test_stack_is_bit_equal_to_runs_alone_where_the_kernels_agree(rule):
    if not kernels_agree(torch.tanh):
        pytest.skip("this machine's kernels round a stack otherwise than a run alone")
    own = members(rule, "onecycle", limited=True)
    assert torch.equal(rows_of(train(own)), rows_of(*train_alone(own)))


def test_members_learn_their_own_data_sets_as_alone():
    data = [blobs(seed=1), blobs(seed=2), blobs(seed=3)]
    own = [replace(member, data=k % 3) for k, member in enumerate(members("momentum"))]
    assert_equal_to_runs_alone(train(own, data), train_alone(own, data))


def test_stack_gives_each_member_the_same_in_any_order_of_members():
    own = members("adam", "plateau")
    order = [5, 2, 7, 0, 1, 6, 4, 3]
    shuffled = rows_of(train([own[k] for k in order]))
    torch.testing.assert_close(shuffled, rows_of(train(own))[order], rtol=0, atol=1e-5)


@pytest.mark.parametrize("backprop", BACKPROPS)
def test_lbfgs_members_equal_runs_alone(backprop):
    own = [
        replace(member, optimizer=LBFGS(lr=1 - 0.05 * k, max_iter=3 + k), dropout=None)
        for k, member in enumerate(members("sgd"))
    ]
    options = {"batch_size": None, "backprop": backprop, "dtype": torch.float64}
    # Each line search has a member's own kernels to itself, so that nothing may differ.
    assert torch.equal(rows_of(train(own, **options)), rows_of(*train_alone(own, **options)))


def recorded(monkeypatch, own, **options):
    """Train, and return what each gradient was asked for: features, targets and masks of every step."""
    seen, gradient = [], ClosedFormBackprop.gradient

    def record(backprop, x_KBD, y_KBC, scale, masks, out):
        seen.append([tensor.clone() for tensor in (x_KBD, y_KBC, *masks)])
        gradient(backprop, x_KBD, y_KBC, scale, masks, out)

    with monkeypatch.context() as patch:
        patch.setattr(ClosedFormBackprop, "gradient", record)
        train(own, **options)
    return seen


@pytest.mark.parametrize("dropout", ["per_batch", "per_epoch"])
def test_members_see_the_batches_and_masks_that_they_see_alone(monkeypatch, dropout):
    data = [blobs(seed=1), blobs(seed=2)]
    own = [replace(member, data=k % 2) for k, member in enumerate(members("sgd", dropout=dropout))]
    together = recorded(monkeypatch, own, data=data, epochs=3)
    assert len(together) == 3 * 5
    for k, member in enumerate(own):
        alone = recorded(monkeypatch, [replace(member, data=0)], data=[data[k % 2]], epochs=3)
        for step, own_step in zip(together, alone, strict=True):
            assert all(torch.equal(a[k : k + 1], b) for a, b in zip(step, own_step, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("dropout", DROPOUTS)
@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("backprop", BACKPROPS)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("activation", [Tanh, Sigmoid])
def test_stack_equals_runs_alone_for_every_combination(activation, rule, backprop, schedule, dropout):
    own, options = members(rule, schedule, dropout, limited=True), {"backprop": backprop, "activation": activation()}
    assert_equal_to_runs_alone(train(own, **options), train_alone(own, **options))
