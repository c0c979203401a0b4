"""A stack of members that differ in everything equals the runs alone.

In closed form all that a member computes lies in a stack as it lies alone (see nn.aligned), so that it ends bit for bit
where it ends alone, as long as this machine's products of matrices treat a stack's as they treat one. Elsewhere, and
through autograd, a step's rounding differs by some 6e-8 in float32; 5 epochs amplify that to less than 1e-5.
"""

from dataclasses import replace
from functools import cache
from itertools import product

import pytest
import torch

from lessonnet.data import Digits
from lessonnet.nn import GELU, Sigmoid, Tanh, aligned_matrices
from lessonnet.optim import LBFGS
from lessonnet.stack._backprop import ClosedFormBackprop
from tests.stack.trainings import DROPOUTS, RULES, SCHEDULES, K, blobs, members, rows_of, train, train_alone

BACKPROPS = ("closed_form", "autograd")


@cache
def products_agree():
    """Whether this machine multiplies matrices within a stack as it does alone, each on a boundary."""
    draw = torch.Generator().manual_seed(0)
    for dtype, (b, d, h) in product(
        (torch.float32, torch.float64), [(64, 64, 64), (55, 64, 10), (16, 4, 6), (8, 6, 4)]
    ):
        like = torch.empty(0, dtype=dtype)
        stacked, alone = ([aligned_matrices(like, k, *axes)[1] for axes in ((b, d), (d, h), (b, h))] for k in (K, 1))
        for tensor in stacked:
            tensor.copy_(torch.randn(tensor.shape, generator=draw))
        together = products(*stacked)
        for k in range(K):
            for own, one in zip(alone, stacked, strict=True):
                own.copy_(one[k : k + 1])
            if not all(torch.equal(a[k : k + 1], b) for a, b in zip(together, products(*alone), strict=True)):
                return False
    return True


def products(x, w, delta):
    """The three of backpropagation."""
    pairs = [(x, w), (x.mT, delta), (delta, w.mT)]
    return [torch.bmm(a, b, out=aligned_matrices(a, len(a), a.shape[1], b.shape[2])[1]) for a, b in pairs]


def assert_equal_to_runs_alone(stack, alone):
    torch.testing.assert_close(rows_of(stack), rows_of(*alone), rtol=0, atol=1e-5)
    for name, values in stack.history.items():
        own = torch.cat([run.history[name] for run in alone], 1)
        # Means over points of errors up to 10, whose float32 rounding is 1e-6.
        torch.testing.assert_close(values, own, rtol=0, atol=1e-5)


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


def assert_bit_equal_to_runs_alone(own, data=(), **options):
    if not products_agree():
        pytest.skip("this machine's products of matrices round a stack otherwise than a run alone")
    stack, alone = train(own, data, **options), train_alone(own, data, **options)
    assert torch.equal(rows_of(stack), rows_of(*alone))
    for name, values in stack.history.items():
        assert torch.equal(values, torch.cat([run.history[name] for run in alone], 1)), name


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize("rule", RULES)
def test_stack_is_bit_equal_to_runs_alone_for_every_optimizer(rule, dtype):
    assert_bit_equal_to_runs_alone(members(rule, "onecycle", limited=True), dtype=dtype)


@pytest.mark.parametrize("dropout", DROPOUTS)
@pytest.mark.parametrize("activation", [Sigmoid(), Tanh(), GELU()], ids=lambda activation: type(activation).__name__)
def test_stack_is_bit_equal_to_runs_alone_through_every_kind_of_kernel(activation, dropout):
    assert_bit_equal_to_runs_alone(members("momentum", "plateau", dropout), activation=activation)


@pytest.mark.parametrize("batch_size", [1, 7, 10, 33, None])
@pytest.mark.parametrize(("hidden", "centers"), [((5,), 2), ((), 2), ((33,), 3), ((), 3)])
def test_stack_is_bit_equal_to_runs_alone_whatever_the_shapes(hidden, centers, batch_size):
    own = members("adam", dropout="per_epoch" if hidden else "none", limited=True)
    data = [blobs(centers=centers, seed=1), blobs(centers=centers, seed=2)]
    own = [replace(member, data=k % 2) for k, member in enumerate(own)]
    assert_bit_equal_to_runs_alone(own, data, hidden=hidden, batch_size=batch_size, activation=Sigmoid(), epochs=2)


@pytest.mark.parametrize("rule", ["momentum", "adam"])
def test_stack_is_bit_equal_to_runs_alone_on_real_data(rule):
    # Pixels that are always dark: all that moves their weights is the sign of each, times λ1. Adam makes full steps of
    # it, so a difference in the last bit of a weight near zero would become one of 0.005.
    data = Digits()
    data.setup()
    own = members(rule, limited=True)
    assert_bit_equal_to_runs_alone(own, [data], hidden=(64,), activation=Sigmoid(), batch_size=64, epochs=3)


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

    def record(backprop, x_KBD, y_KBC, scale, masks, out, weights_KB):
        seen.append([tensor.clone() for tensor in (x_KBD, y_KBC, *masks)])
        gradient(backprop, x_KBD, y_KBC, scale, masks, out, weights_KB)

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
