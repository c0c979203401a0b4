"""Networks, penalties, dropouts, activations and error functions of one's own train as built-in ones do."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from lessonnet.nn import L1, L2, Layout, LeakyReLU, ModuleActivation, ModuleNetwork, OwnStart, SiLU, SquaredError
from lessonnet.optim import LBFGS
from lessonnet.stack import Member
from lessonnet.stack._backprop import AutogradBackprop, placed
from tests.own_parts import (
    Brier,
    Choosy,
    ClosedRidge,
    ClosedSwish,
    GaussianDropout,
    GaussianPerEpoch,
    Residual,
    Ridge,
    Slanted,
    Swish,
)
from tests.stack.trainings import make_stack, members, rows_of, train, train_alone

# Through autograd a step's rounding differs by some 6e-8 in float32; 5 epochs amplify that to less than 1e-5.
CLOSE = {"rtol": 0.0, "atol": 1e-5}
# Of two ways that round differently, in float64.
EXACT = {"rtol": 0.0, "atol": 1e-12}
SOME = members("momentum", "cosine", dropout="none")[:4]


def own_network(kind):
    return lambda: ModuleNetwork(kind(4, 3), 4, 3)


def starting(kind):
    """Members whose weights the network draws."""
    start = OwnStart(own_network(kind))
    return [replace(one, initializer=start) for one in SOME]


class Attending(nn.Module):
    """Inputs attend to one another."""

    def __init__(self, in_features: int, outputs: int) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(1, 4), nn.Linear(4, outputs)
        self.inner = nn.MultiheadAttention(4, 2, batch_first=True)

    def forward(self, x):
        e = self.first(x[..., None])
        return self.last(self.inner(e, e, e, need_weights=False)[0].mean(1))


class Counted(Residual):
    """With an operation that `torch.func.vmap` loops over, and warns of."""

    def forward(self, x):
        return super().forward(x) + 0 * torch.histc(self.first.weight.detach(), 3)[0]


@pytest.mark.parametrize("kind", [Residual, Choosy, Attending, Counted])
def test_network_of_one_s_own_ends_in_a_stack_as_it_ends_alone(kind):
    own, network = starting(kind), own_network(kind)()
    alone = train_alone(own, network=network)
    torch.testing.assert_close(rows_of(train(own, network=network)), rows_of(*alone), **CLOSE)


def test_network_that_cannot_be_mapped_ends_as_one_that_is():
    stacks = [train(starting(kind), network=own_network(kind)()) for kind in (Residual, Choosy)]
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), **CLOSE)


def test_network_of_one_s_own_equals_a_plain_loop_of_pytorch():
    (member,) = starting(Residual)[:1]
    member = replace(member, scheduler=None, regularizer=None)
    network = member.initializer.network(seed=member.seed, restart=member.restart).double()
    stack = train([member], network=own_network(Residual)(), batch_size=None, dtype=torch.float64)
    x, y = (tensor[0] for tensor in (stack._train.points.features, stack._train.points.classes))
    optimizer = member.optimizer.torch_optimizer(network.parameters())
    for _ in range(5):
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(x), y).backward()
        optimizer.step()
    row = Layout(network).row({name: p.detach() for name, p in network.named_parameters()})
    torch.testing.assert_close(stack.rows.detach()[0, : len(row)], row, **EXACT)


def test_own_start_is_a_function_of_seed_and_restart_and_moves_no_generator():
    start = OwnStart(own_network(Residual))
    before = torch.get_rng_state()
    first = start.parameters([4, 3], seed=1, restart=2)
    torch.rand(3)
    again, other = start.parameters([4, 3], seed=1, restart=2), start.parameters([4, 3], seed=1, restart=3)
    torch.set_rng_state(before)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["module.first.weight"], other["module.first.weight"])


def test_own_start_leaves_the_generator_as_it_was():
    before = torch.get_rng_state()
    OwnStart(own_network(Residual)).parameters([4, 3], seed=1)
    assert torch.equal(before, torch.get_rng_state())


def test_buffers_follow_the_rows_and_the_template_keeps_its_own():
    network = own_network(Residual)()
    moved = placed(network, torch.zeros(1, dtype=torch.float64))
    assert {buffer.dtype for buffer in moved.buffers()} == {torch.float64}
    assert {buffer.dtype for buffer in network.buffers()} == {torch.float32}


def test_units_are_measured_where_no_layers_are_known():
    # Residual keeps of each point, beside inputs and scores: the inputs of four products, and three of tanh's results.
    units = own_network(Residual)().units
    assert 4 + 3 * 6 + 3 <= units <= 4 + 2 * (4 + 9 * 6) + 3


@pytest.mark.parametrize("penalty", [Ridge, ClosedRidge])
@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
def test_penalty_of_one_s_own_equals_the_built_in_one(penalty, backprop):
    rows = [
        rows_of(
            train(
                [replace(one, regularizer=kind(0.01 * (k + 1))) for k, one in enumerate(SOME)],
                backprop=backprop,
                dtype=torch.float64,
            )
        )
        for kind in (penalty, L2)
    ]
    torch.testing.assert_close(*rows, **EXACT)


@pytest.mark.parametrize("penalty", [Ridge, ClosedRidge])
def test_penalty_of_one_s_own_counts_in_what_selects(penalty):
    stacks = [train([replace(one, regularizer=kind(0.05)) for one in SOME]) for kind in (penalty, L2)]
    torch.testing.assert_close(stacks[0].history["penalty"], stacks[1].history["penalty"], **CLOSE)


def test_line_search_sees_the_penalty_of_one_s_own():
    own = [Member(seed=k, optimizer=LBFGS(max_iter=3)) for k in range(2)]
    rows = [
        rows_of(train([replace(one, regularizer=kind(0.05)) for one in own], batch_size=None, dtype=torch.float64))
        for kind in (Ridge, L2)
    ]
    torch.testing.assert_close(*rows, rtol=0, atol=1e-8)  # line searches amplify rounding


def test_penalty_of_one_s_own_is_not_mixed_with_others():
    with pytest.raises(ValueError, match="one class of penalty"):
        make_stack([replace(SOME[0], regularizer=Ridge()), replace(SOME[1], regularizer=L1())])


@pytest.mark.parametrize("dropout", [GaussianDropout, GaussianPerEpoch])
@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
def test_dropout_of_one_s_own_is_the_same_in_a_stack_and_alone(dropout, backprop):
    own = [replace(one, dropout=dropout(0.2 * k)) for k, one in enumerate(SOME)]
    torch.testing.assert_close(
        rows_of(train(own, backprop=backprop)), rows_of(*train_alone(own, backprop=backprop)), **CLOSE
    )


def test_dropout_of_one_s_own_changes_the_training():
    off, on = (train([replace(one, dropout=GaussianDropout(sigma)) for one in SOME]) for sigma in (0.0, 0.5))
    assert not torch.allclose(rows_of(off), rows_of(on), atol=1e-3)


@pytest.mark.parametrize("activation", [Swish, ClosedSwish, lambda: ModuleActivation(nn.SiLU())])
def test_activation_of_one_s_own_equals_the_built_in_one(activation):
    stacks = [train(SOME, activation=one, dtype=torch.float64) for one in (activation(), SiLU())]
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), **EXACT)


def test_activation_that_cannot_be_mapped_trains_one_member_after_the_other():
    slope = (0.125 + 1 / 3) / 2  # what a randomised leaky ReLU is outside of a training, by its documentation
    stacks = [train(SOME, activation=one, dtype=torch.float64) for one in (Slanted(), LeakyReLU(slope))]
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), **EXACT)


def test_criterion_without_a_gradient_equals_one_with():
    stacks = [train(SOME, criterion=one, dtype=torch.float64) for one in (Brier(), SquaredError())]
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), **EXACT)


@pytest.mark.parametrize(
    ("options", "way"),
    [
        ({}, "closed_form"),
        ({"activation": Swish()}, "autograd"),
        ({"activation": ClosedSwish()}, "closed_form"),
        ({"criterion": Brier()}, "autograd"),
        ({"criterion": SquaredError()}, "closed_form"),
        ({"network": own_network(Residual)()}, "autograd"),
        ({"backprop": "autograd"}, "autograd"),
    ],
)
def test_way_to_the_gradient_is_chosen_by_what_the_parts_have(options, way):
    own = starting(Residual) if "network" in options else SOME
    assert make_stack(own, **options)._graph.backprop == way


def test_members_follow_one_another_where_the_network_says_so():
    assert own_network(Choosy)().is_mapped is False
    network = own_network(Choosy)()
    layout = Layout(network)
    rows = torch.zeros(2, layout.size)
    backprop = AutogradBackprop(network, layout, SquaredError(), rows, torch.zeros_like(rows))
    assert backprop.scores(torch.zeros(2, 5, 4)).shape == (2, 5, 3)
