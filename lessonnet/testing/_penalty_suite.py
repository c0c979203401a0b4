"""Tests of a penalty: its value and its slope for many members at once, and trainings with it."""

import math

import pytest
import torch
from torch import Tensor

from lessonnet.nn import Penalty, Regularizer
from lessonnet.nn._numbers import columns
from lessonnet.testing._agreement import TOLERANCES, assert_agree
from lessonnet.testing._trained_suite import TrainedSuite
from lessonnet.testing._variants import variants

DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)
_W = 20


class PenaltySuite(TrainedSuite):
    """Tests of a penalty; subclass it and give `option` and, where the defaults do not do, `make`.

    A regularizer that is a pair of factors, λ1·Σ|w| + λ2·Σw², has no formula of its own: only trainings test it.
    """

    without = "regularizer=none"

    def test_factors_are_finite(self) -> None:
        """λ1 and λ2, which are zero of a penalty with a formula of its own."""
        made: Regularizer = self.make()
        assert isinstance(made, Regularizer), (
            f"`make` must return a lessonnet.nn.Penalty or Regularizer, got a {type(made).__name__}."
        )
        factors = made.factors()
        assert all(math.isfinite(factor) and factor >= 0 for factor in factors), f"its factors are {factors}."

    @DTYPES
    def test_members_have_penalties_of_their_own(self, dtype: torch.dtype) -> None:
        """One number for each member, which depends on its own weights and options alone."""
        parts = self._members()
        if not parts:
            return
        w_KW = _weights(len(parts), dtype)
        value_K = self._value(parts, w_KW)
        assert (value_K.shape, value_K.dtype) == ((len(parts),), dtype), (
            f"of {len(parts)} members' weights in {dtype} `value` makes {list(value_K.shape)} {value_K.dtype}: return "
            "one number for each member, a sum over the second axis; options are [K, 1]."
        )
        alone = torch.cat([self._value([part], w_KW[k : k + 1]) for k, part in enumerate(parts)])
        remedy = "Let no sum, mean or norm go over the members, the first axis."
        what = f"the penalties of {len(parts)} members together and alone"
        assert_agree(value_K, alone, TOLERANCES[dtype], what, remedy)

    @DTYPES
    def test_closed_form_equals_autograd(self, dtype: torch.dtype) -> None:
        """`gradient` is what autograd finds of `value`; without one autograd is used."""
        parts = self._members()
        if not parts or not parts[0].has_closed_form:
            return
        w_KW = _weights(len(parts), dtype)
        kept = w_KW.clone()
        with torch.inference_mode():
            found = type(parts[0]).gradient(w_KW, columns(parts, w_KW))
        remedy = "Work out ∂value/∂w again, or leave `gradient` out: the penalty then goes through autograd."
        slope = self._slope(parts, w_KW)
        assert_agree(found, slope, TOLERANCES[dtype], "the slopes of `gradient` and of autograd", remedy)
        assert torch.equal(w_KW, kept), "`gradient` changes the weights themselves: work on new tensors."

    def test_slope_is_that_of_its_value(self) -> None:
        """Autograd's slope is the quotient of differences."""
        parts, step = self._members(), 1e-6
        w_KW = _weights(len(parts), torch.float64)
        for w in range(_W if parts else 0):
            moved = torch.zeros(_W, dtype=torch.float64)
            moved[w] = step
            quotient = (self._value(parts, w_KW + moved) - self._value(parts, w_KW - moved)) / (2 * step)
            # Differences of values up to 1e3 at 1e-6 carry 1e-7 of rounding.
            remedy = "Mend the backward of its autograd Function."
            found = self._slope(parts, w_KW)[:, w]
            assert_agree(found, quotient, 1e-6, "autograd's slope and the quotient of differences", remedy)

    @DTYPES
    def test_extreme_weights_stay_finite(self, dtype: torch.dtype) -> None:
        """Values and slopes at weights of 0, of the smallest and of large numbers are finite."""
        parts = self._members()
        for size in (0.0, torch.finfo(dtype).tiny / 4, 1e-30, 1e4) if parts else ():
            w_KW = torch.full((len(parts), _W), size, dtype=dtype)
            value, slope = self._value(parts, w_KW), self._slope(parts, w_KW)
            assert value.isfinite().all(), f"at weights of {size:g} in {dtype} its value is not finite."
            assert slope.isfinite().all(), (
                f"at weights of {size:g} in {dtype} autograd's slope is not finite: √x has none at 0, write √(x + ε²)."
            )
            if parts[0].has_closed_form:
                found = type(parts[0]).gradient(w_KW, columns(parts, w_KW))
                assert found.isfinite().all(), f"at weights of {size:g} in {dtype} its `gradient` is not finite."

    def _members(self) -> list[Penalty]:
        made = self.make()
        return variants(made) if isinstance(made, Penalty) else []

    @staticmethod
    def _value(parts: list[Penalty], w_KW: Tensor) -> Tensor:
        return type(parts[0]).value(w_KW, columns(parts, w_KW))

    def _slope(self, parts: list[Penalty], w_KW: Tensor) -> Tensor:
        leaf = w_KW.clone().requires_grad_()
        (slope,) = torch.autograd.grad(self._value(parts, leaf).sum(), leaf)
        return slope


def _weights(members: int, dtype: torch.dtype) -> Tensor:
    """Return weights [K, W] around zero; none is so near to it that a bend there would matter."""
    generator = torch.Generator().manual_seed(0)
    w_KW = torch.randn(members, _W, generator=generator, dtype=torch.float64)
    return torch.where(w_KW.abs() < 1e-3, 1e-3, w_KW).to(dtype)
