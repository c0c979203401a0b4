"""Activation functions, each with the derivative that closed-form backpropagation multiplies by (rows L9, L23).

z is a unit's score, a = f(z) what it passes on. `backprop` takes ∂E/∂a to ∂E/∂z = ∂E/∂a · f'(z).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lessonnet import functional
from lessonnet.options import Fraction, Scale, check_value

_kernels = torch.ops.aten


class Activation(nn.Module):
    """What every activation offers: `forward` for autograd, `activate` and `backprop` for the closed form.

    It acts on each number by itself and has no parameters to train. Without a `backprop` of its own a network goes
    through autograd.

    Attributes:
        is_mapped: whether `torch.func.vmap` takes its `forward` over the members of a stack; if not, autograd takes one
            member after the other.
    """

    is_mapped: bool = True

    @property
    def has_closed_form(self) -> bool:
        """Whether `backprop` is there."""
        return type(self).backprop is not Activation.backprop

    def forward(self, z: Tensor) -> Tensor:
        """Return a = f(z), of z's shape, recorded by autograd."""
        raise NotImplementedError

    def activate(self, z: Tensor, out: Tensor) -> Tensor:
        """Write a = f(z) into `out`, of z's shape, without a graph."""
        return out.copy_(self(z))

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · f'(z) into `out`, which may be z itself; all four have one shape."""
        raise NotImplementedError


class Step(Activation):
    """1 where z ≥ 0, else 0: the discrete prediction. Its slope is zero, so it trains nothing below it.

    Example:
        >>> Step()(torch.tensor([-1.0, 0.0]))
        tensor([0., 1.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return 1 where z ≥ 0, else 0."""
        return functional.step(z)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write zeros: f'(z) = 0 wherever it exists."""
        return out.zero_()


class Sigmoid(Activation):
    """σ(z) = 1 / (1 + e^(−z)), in (0, 1); σ' = σ(1 − σ), at most ¼.

    Example:
        >>> Sigmoid()(torch.tensor([0.0]))
        tensor([0.5000])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return σ(z) through the custom autograd Function."""
        return functional.sigmoid(z)

    def activate(self, z: Tensor, out: Tensor) -> Tensor:
        """Write σ(z)."""
        return torch.sigmoid(z, out=out)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · a(1 − a)."""
        return _kernels.sigmoid_backward.grad_input(gradient, a, grad_input=out)


class Tanh(Activation):
    """tanh z, in (−1, 1); tanh' = 1 − tanh², at most 1: four times the sigmoid's.

    Example:
        >>> Tanh()(torch.tensor([0.0]))
        tensor([0.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return tanh z."""
        return torch.tanh(z)

    def activate(self, z: Tensor, out: Tensor) -> Tensor:
        """Write tanh z."""
        return torch.tanh(z, out=out)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · (1 − a²)."""
        return _kernels.tanh_backward.grad_input(gradient, a, grad_input=out)


class ReLU(Activation):
    """max(z, 0): slope 1 above zero, 0 at and below it.

    Example:
        >>> ReLU()(torch.tensor([-1.0, 2.0]))
        tensor([0., 2.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return max(z, 0)."""
        return torch.relu(z)

    def activate(self, z: Tensor, out: Tensor) -> Tensor:
        """Write max(z, 0)."""
        return torch.clamp_min(z, 0.0, out=out)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write the gradient where a > 0, else 0."""
        return _kernels.threshold_backward.grad_input(gradient, a, 0.0, grad_input=out)


class LeakyReLU(Activation):
    """z above zero, negative_slope · z below, so that no unit dies.

    Args:
        negative_slope: the slope below zero, in [0, 1).

    Example:
        >>> LeakyReLU(0.5)(torch.tensor([-1.0, 2.0]))
        tensor([-0.5000,  2.0000])
    """

    def __init__(self, negative_slope: Fraction = 0.01) -> None:
        super().__init__()
        self.negative_slope = check_value("LeakyReLU.negative_slope", negative_slope, Fraction)

    def forward(self, z: Tensor) -> Tensor:
        """Return z above zero, negative_slope · z below."""
        return F.leaky_relu(z, self.negative_slope)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · (1 above zero, negative_slope at and below it)."""
        return _kernels.leaky_relu_backward.grad_input(gradient, z, self.negative_slope, False, grad_input=out)


class ELU(Activation):
    """z above zero, alpha · (e^z − 1) below: smooth, with outputs near mean zero.

    Args:
        alpha: minus the value that it tends to at −∞, > 0.

    Example:
        >>> ELU()(torch.tensor([0.0, 2.0]))
        tensor([0., 2.])
    """

    def __init__(self, alpha: Scale = 1.0) -> None:
        super().__init__()
        self.alpha = check_value("ELU.alpha", alpha, Scale)

    def forward(self, z: Tensor) -> Tensor:
        """Return z above zero, alpha · (e^z − 1) below."""
        return F.elu(z, self.alpha)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · (1 above zero, alpha · e^z at and below it)."""
        return _kernels.elu_backward.grad_input(gradient, self.alpha, 1.0, 1.0, False, z, grad_input=out)


class GELU(Activation):
    """z · Φ(z), with Φ the normal distribution function.

    Example:
        >>> GELU()(torch.tensor([0.0]))
        tensor([0.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return z · Φ(z)."""
        return F.gelu(z)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · (Φ(z) + z·φ(z)), φ the normal density."""
        return _kernels.gelu_backward.grad_input(gradient, z, grad_input=out)


class Softplus(Activation):
    """ln(1 + e^z): a smooth ReLU whose slope is the sigmoid.

    Example:
        >>> Softplus()(torch.tensor([0.0]))
        tensor([0.6931])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return ln(1 + e^z)."""
        # Above the threshold of 40, ln(1 + e^z) − z < e^(−40): below a float64's resolution at 40.
        return F.softplus(z, threshold=40.0)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · σ(z)."""
        return torch.mul(gradient, torch.sigmoid(z, out=out), out=out)


class SiLU(Activation):
    """z · σ(z), also called swish.

    Example:
        >>> SiLU()(torch.tensor([0.0]))
        tensor([0.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return z · σ(z)."""
        return F.silu(z)

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write gradient · σ(z)(1 + z(1 − σ(z)))."""
        return _kernels.silu_backward.grad_input(gradient, z, grad_input=out)


class Identity(Activation):
    """Z itself: layers without a bend between them are one linear layer.

    Example:
        >>> Identity()(torch.tensor([3.0]))
        tensor([3.])
    """

    def forward(self, z: Tensor) -> Tensor:
        """Return z."""
        return z

    def backprop(self, gradient: Tensor, z: Tensor, a: Tensor, out: Tensor) -> Tensor:
        """Write the gradient: f'(z) = 1."""
        return out.copy_(gradient)


ACTIVATIONS: dict[str, type[Activation]] = {
    "step": Step,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": ReLU,
    "leaky_relu": LeakyReLU,
    "elu": ELU,
    "gelu": GELU,
    "softplus": Softplus,
    "silu": SiLU,
    "identity": Identity,
}
"""The built-in activations by the plain names that configs and saved models use."""
