"""Dead and saturated units (row L23), on networks whose units were made so by hand."""

import pytest
import torch

from lessonnet.nn import ACTIVATIONS, Activation, DenseNetwork, ReLU, Sigmoid, Step, Tanh
from lessonnet.observation import unit_shares

POINTS = torch.linspace(-1, 1, 101)[:, None]


def network(weights: list[float], biases: list[float], activation: Activation) -> DenseNetwork:
    """One input, one hidden layer of units w·x + b."""
    made = DenseNetwork(1, [len(weights)], 1, activation)
    with torch.no_grad():
        made.dense[0].weight.copy_(torch.tensor([weights]))
        made.dense[0].bias.copy_(torch.tensor(biases))
    return made


def test_relu_unit_below_zero_on_every_point_is_dead() -> None:
    # Scores in [−2, 0], [−1.5, 0.5], [−6, −4] and [3, 5]: at 0 the slope is 0 too.
    shares = unit_shares(network([1, 1, 1, 1], [-1, -0.5, -5, 4], ReLU()), POINTS)
    assert shares.dead == [0.5]
    assert shares.saturated == [0.0]


@pytest.mark.parametrize("name", ["elu", "gelu", "silu", "softplus"])
def test_smooth_relatives_of_relu_are_dead_far_below_zero(name: str) -> None:
    # At −40 the slope of each is below 1e-15.
    assert unit_shares(network([1, 1], [0, -40], ACTIVATIONS[name]()), POINTS).dead == [0.5]


@pytest.mark.parametrize("name", ["leaky_relu", "identity"])
def test_units_that_have_a_slope_everywhere_never_die(name: str) -> None:
    shares = unit_shares(network([1, 1], [0, -40], ACTIVATIONS[name]()), POINTS)
    assert (shares.dead, shares.saturated) == ([0.0], [0.0])


@pytest.mark.parametrize(("activation", "edge"), [(Sigmoid(), 4.357), (Tanh(), 2.178)])
def test_unit_saturates_where_its_slope_falls_below_a_twentieth(activation: Activation, edge: float) -> None:
    # σ(1 − σ) = 0.05/4 at ±4.3567; 1 − tanh² = 0.05 at ±2.1783.
    shares = unit_shares(network([0, 0, 0, 0], [edge + 0.01, -edge - 0.01, edge - 0.01, 0], activation), POINTS)
    assert shares.saturated == [0.5]
    assert shares.dead == [0.0]


def test_unit_is_saturated_from_four_fifths_of_the_points_on() -> None:
    # |60·x| > 4.357 on all but the 15 points within ±0.0726; |20·x| on all but the 43 within ±0.218.
    assert unit_shares(network([60, 20], [0, 0], Sigmoid()), POINTS).saturated == [0.5]


def test_step_is_dead_throughout() -> None:
    assert unit_shares(network([1], [0], Step()), POINTS).dead == [1.0]


def test_network_without_hidden_layers_has_no_shares() -> None:
    shares = unit_shares(DenseNetwork(1, [], 1, None), POINTS)
    assert (shares.dead, shares.saturated) == ([], [])


def test_activation_of_ones_own_needs_no_closed_form() -> None:
    class Arctan(Activation):
        def forward(self, z: torch.Tensor) -> torch.Tensor:
            return torch.atan(z)

    # atan' = 1/(1 + z²) is below 0.05 beyond √19 = 4.36.
    assert unit_shares(network([0, 0], [4.4, 4.3], Arctan()), POINTS).saturated == [0.5]
