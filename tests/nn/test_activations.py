"""Every activation: its values against SciPy, its slope against autograd's and against finite differences."""

import numpy as np
import pytest
import torch
from scipy import special
from torch import Tensor

from lessonnet import nn
from lessonnet.options import OptionError

CASES: dict[str, nn.Activation] = {name: kind() for name, kind in nn.ACTIVATIONS.items()}
CASES |= {"leaky_relu 0.3": nn.LeakyReLU(0.3), "elu 0.5": nn.ELU(0.5)}
FORMULAS = {
    "step": lambda z: np.where(z >= 0, 1.0, 0.0),
    "sigmoid": special.expit,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "leaky_relu 0.3": lambda z: np.where(z > 0, z, 0.3 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
    "elu 0.5": lambda z: np.where(z > 0, z, 0.5 * np.expm1(z)),
    "gelu": lambda z: z * special.ndtr(z),
    "softplus": lambda z: np.logaddexp(0, z),
    "silu": lambda z: z * special.expit(z),
    "identity": lambda z: z,
}
# Activations that are not smooth at 0 (ELU with α = 1 bends only in its second derivative), and the slope that
# backpropagation takes there: the one from below.
SLOPE_AT_ZERO = {"step": 0.0, "relu": 0.0, "leaky_relu": 0.01, "leaky_relu 0.3": 0.3, "elu": 1.0, "elu 0.5": 0.5}

each_activation = pytest.mark.parametrize("name", CASES)


def grid() -> Tensor:
    """Return −3, −2.9, …, 3 in float64, 0 among them."""
    return torch.arange(-30, 31, dtype=torch.float64) / 10


def value(name: str, z: Tensor) -> Tensor:
    return CASES[name].activate(z, torch.empty_like(z))


def slope(name: str, z: Tensor) -> Tensor:
    return CASES[name].backprop(torch.ones_like(z), z, value(name, z), torch.empty_like(z))


def test_activations_are_all_in_the_table_of_names():
    kinds = [getattr(nn, name) for name in nn.__all__ if isinstance(getattr(nn, name), type)]
    activations = {kind for kind in kinds if issubclass(kind, nn.Activation)}
    assert activations == {nn.Activation, nn.ModuleActivation, *nn.ACTIVATIONS.values()}


@each_activation
def test_activation_equals_its_formula_in_numpy(name):
    found, expected = value(name, grid()).numpy(), FORMULAS[name](grid().numpy())
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)  # last bits of numbers up to 3


@each_activation
def test_activate_equals_forward(name):
    assert torch.equal(value(name, grid()), CASES[name](grid()))


@each_activation
def test_activate_writes_into_the_tensor_it_is_given(name):
    out = torch.empty_like(grid())
    assert CASES[name].activate(grid(), out) is out


@pytest.mark.parametrize("name", [name for name in CASES if name != "step"])
def test_backprop_equals_autograds_slope(name):
    z = grid().requires_grad_()
    (expected,) = torch.autograd.grad(CASES[name](z).sum(), z)
    torch.testing.assert_close(slope(name, z.detach()), expected, rtol=0, atol=1e-12)  # last bits of numbers near 1


@each_activation
def test_backprop_equals_finite_differences_away_from_kinks(name):
    z, h = grid(), 1e-5
    z = z[z != 0] if name in SLOPE_AT_ZERO else z
    expected = (value(name, z + h) - value(name, z - h)) / (2 * h)
    # A central difference errs by h²·f'''/6 + ε/h: 2e-11 + 1e-11 for f''' near 1.
    torch.testing.assert_close(slope(name, z), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize(("name", "expected"), SLOPE_AT_ZERO.items())
def test_backprop_takes_the_slope_from_below_at_a_kink(name, expected):
    assert slope(name, torch.zeros(1, dtype=torch.float64)).item() == expected


@each_activation
def test_backprop_multiplies_by_the_gradient(name):
    z = grid()
    gradient = torch.linspace(-2, 5, len(z), dtype=torch.float64)
    found = CASES[name].backprop(gradient, z, value(name, z), torch.empty_like(z))
    torch.testing.assert_close(found, gradient * slope(name, z), rtol=0, atol=1e-14)  # last bits of numbers near 5


@each_activation
def test_backprop_may_write_over_its_scores(name):
    z, a = grid(), value(name, grid())
    assert torch.equal(CASES[name].backprop(torch.ones_like(z), z, a, z), slope(name, grid()))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@each_activation
def test_activation_and_its_slope_are_finite_when_scores_are_huge(name, dtype):
    z = torch.tensor([-1000.0, 1000.0], dtype=dtype)
    assert value(name, z).isfinite().all()
    assert slope(name, z).isfinite().all()


def test_sigmoid_goes_through_the_custom_function():
    assert type(nn.Sigmoid()(torch.zeros(1, requires_grad=True)).grad_fn).__name__ == "_SigmoidBackward"


@pytest.mark.parametrize(
    ("kind", "option", "number"),
    [(nn.LeakyReLU, "negative_slope", 1.0), (nn.LeakyReLU, "negative_slope", -0.1), (nn.ELU, "alpha", 0.0)],
)
def test_activation_refuses_an_option_out_of_range(kind, option, number):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}.{option}` must be"):
        kind(**{option: number})
