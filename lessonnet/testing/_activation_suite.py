"""Tests of an activation: its values, its slope, and networks that are trained with it."""

from typing import ClassVar

import pytest
import torch
from torch import Tensor, nn

from lessonnet.nn import Activation, ModuleActivation
from lessonnet.testing._agreement import TOLERANCES, assert_agree, mapped
from lessonnet.testing._trained_suite import TrainedSuite

DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)


class ActivationSuite(TrainedSuite):
    """Tests of an activation; subclass it and give `option` and, where the defaults do not do, `make`.

    Attributes:
        has_true_slope: whether autograd's slope is that of the values; False of a stand-in for a slope that is zero.
        passes_nan: whether a NaN stays one, so that a training that diverges is noticed.

    Example:
        class TestSwish(ActivationSuite):
            option = "activation=swish_beta"

            def make(self):
                return SwishBeta(beta=1.5)
    """

    has_true_slope: ClassVar[bool] = True
    passes_nan: ClassVar[bool] = True

    def test_has_no_parameters(self) -> None:
        """Nothing of it is trained: a stack holds the parameters of layers alone."""
        names = [name for name, _ in self._made().named_parameters()]
        assert not names, f"it has the parameters {', '.join(names)}. Make them options, or a network of one's own."

    @DTYPES
    def test_acts_on_each_number_by_itself(self, dtype: torch.dtype) -> None:
        """The values keep shape and dtype, and depend on their own number alone."""
        activation, z_KBH = self._made(), _points(dtype)
        a_KBH = activation(z_KBH)
        assert (a_KBH.shape, a_KBH.dtype) == (z_KBH.shape, dtype), (
            f"of {list(z_KBH.shape)} {dtype} it makes {list(a_KBH.shape)} {a_KBH.dtype}: keep both as they come."
        )
        one_by_one = torch.stack([activation(z) for z in z_KBH.flatten()]).view_as(z_KBH)
        remedy = "An activation is a function of a single number; write it without sums, norms or draws."
        assert_agree(a_KBH, one_by_one, TOLERANCES[dtype], "its values of many numbers and of each alone", remedy)
        assert_agree(activation(z_KBH), a_KBH, 0.0, "its values at the first and the second call", remedy)

    @DTYPES
    def test_closed_form_equals_autograd(self, dtype: torch.dtype) -> None:
        """`activate` and `backprop` say what `forward` and autograd say; without a `backprop` autograd is used."""
        activation, z = self._made(), _points(dtype)
        if not activation.has_closed_form:
            return
        (slope,) = torch.autograd.grad(activation(z.requires_grad_()).sum(), z)
        z, gradient = z.detach(), _points(dtype, seed=1)
        with torch.inference_mode():
            a = activation.activate(z, torch.empty_like(z))
            kept = z.clone(), gradient.clone(), a.clone()
            found = activation.backprop(gradient, z, a, torch.full_like(z, torch.nan))
            unchanged = all(map(torch.equal, (z, gradient, a), kept))
            overwritten = z.clone()
            activation.backprop(gradient, overwritten, a, overwritten)
        remedy = "Work out f'(z) again, or leave `backprop` out: the network then goes through autograd."
        assert_agree(
            kept[2], activation(kept[0]), TOLERANCES[dtype], "the values of `activate` and of `forward`", remedy
        )
        assert_agree(found, gradient * slope, TOLERANCES[dtype], "the slopes of `backprop` and of autograd", remedy)
        assert unchanged, "`backprop` changes what it is given: write into `out` alone."
        remedy = "`out` may be z itself: read all of z before writing, or write in a single operation."
        assert_agree(overwritten, found, 0.0, "what `backprop` writes over z and beside it", remedy)

    def test_slope_is_that_of_its_values(self) -> None:
        """Autograd's slope is the quotient of differences, where those can be taken."""
        if not self.has_true_slope:
            return
        activation, z, step = self._made(), _points(torch.float64).requires_grad_(), 1e-6
        (slope,) = torch.autograd.grad(activation(z).sum(), z)
        quotient = (activation(z + step) - activation(z - step)) / (2 * step)
        # Differences of values near 1 at 1e-6 carry 1e-10 of rounding, and a curvature's share of 1e-12.
        remedy = "Mend the backward of its autograd Function; of a stand-in slope say `has_true_slope = False`."
        assert_agree(slope, quotient, 1e-8, "autograd's slope and the quotient of differences", remedy)

    def test_float32_agrees_with_float64(self) -> None:
        """Single precision loses digits and nothing more."""
        z = _points(torch.float32)
        expected, remedy = self._made()(z.double()), "Avoid differences of large numbers that are nearly equal."
        assert_agree(self._made()(z), expected, 1e-5, "its values in float32 and in float64", remedy)

    def test_vmap_equals_a_loop(self) -> None:
        """Autograd over a stack maps `forward` over its members."""
        activation, z_KBH = self._made(), _points(torch.float64)
        remedy = "Use operations that vmap knows, and ask for no number of a tensor."
        looped = torch.stack([activation(z_BH) for z_BH in z_KBH])
        assert_agree(
            mapped(activation, z_KBH, remedy=remedy), looped, 1e-10, "its values under vmap and in a loop", remedy
        )

    @DTYPES
    def test_extreme_numbers_stay_finite(self, dtype: torch.dtype) -> None:
        """Finite in, finite out, for values and slopes; a NaN stays one."""
        activation = self._made()
        tiny = torch.finfo(dtype).tiny
        z = torch.tensor([-1e4, -100.0, -1e-30, -tiny / 4, 0.0, tiny / 4, 1e-30, 100.0, 1e4], dtype=dtype)
        remedy = "Write it for large |z| so that no term overflows, as σ(z) is written with e^(−|z|)."
        self._assert_finite(activation(z), z, "value", remedy)
        (slope,) = torch.autograd.grad(activation(z.requires_grad_()).sum(), z)
        self._assert_finite(slope, z, "slope by autograd", remedy + " `torch.where` keeps a NaN of the other branch.")
        z = z.detach()
        if activation.has_closed_form:
            found = activation.backprop(torch.ones_like(z), z, activation(z), torch.empty_like(z))
            self._assert_finite(found, z, "slope by `backprop`", remedy)
        if self.passes_nan:
            nan = torch.tensor([torch.nan], dtype=dtype)
            assert activation(nan).isnan().all(), (
                f"of a NaN it makes {float(activation(nan))}: a training that has diverged would go unnoticed."
            )

    def test_closed_form_and_autograd_train_the_same_network(self) -> None:
        """A training by the chain rule written out ends as one by autograd."""
        if self._made().has_closed_form:
            self.assert_ways_agree()

    @staticmethod
    def _assert_finite(found: Tensor, z: Tensor, what: str, remedy: str) -> None:
        bad = z[~found.isfinite()].tolist()
        assert not bad, f"its {what} is not finite at z = {', '.join(f'{number:g}' for number in bad)}. {remedy}"

    def _made(self) -> Activation:
        made: nn.Module = self.make()
        assert isinstance(made, nn.Module), f"`make` must return an activation, got a {type(made).__name__}."
        return made if isinstance(made, Activation) else ModuleActivation(made)


def _points(dtype: torch.dtype, seed: int = 0) -> Tensor:
    """Return scores [K, B, H] around zero; none of them is so near to it that a bend there would matter."""
    z_KBH = 3 * torch.randn(3, 8, 5, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.where(z_KBH.abs() < 1e-3, 1e-3, z_KBH).to(dtype)
