"""Tests of an error function: errors point by point, their slope, probabilities, and trainings by it."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
import torch
from torch import Tensor

from lessonnet.nn import Criterion, encode
from lessonnet.testing._agreement import TOLERANCES, assert_agree, mapped
from lessonnet.testing._trained_suite import TrainedSuite

DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)
_K, _B = 3, 8


class CriterionSuite(TrainedSuite):
    """Tests of an error function; subclass it and give `option` and, where the defaults do not do, `make`.

    Attributes:
        outputs: scores of the networks that it is for: 1 stands for two classes.
        has_true_slope: whether autograd's slope is that of the errors; False of a stand-in for another slope.
    """

    outputs: ClassVar[Sequence[int]] = (1, 3)
    has_true_slope: ClassVar[bool] = True
    without = "criterion=none"

    @DTYPES
    def test_each_point_has_an_error_of_its_own(self, dtype: torch.dtype) -> None:
        """One finite error ≥ 0 for each point, which depends on its own scores and target alone."""
        for outputs in self.outputs:
            scores, targets = _scores(outputs, dtype), _targets(outputs, dtype)
            errors = self._made().errors(scores, targets)
            assert (errors.shape, errors.dtype) == ((_K, _B), dtype), (
                f"of scores {list(scores.shape)} {dtype} `errors` makes {list(errors.shape)} {errors.dtype}: return a "
                "number for each point, [..., C] to [...], and take no mean over them; the engine does that."
            )
            assert errors.isfinite().all(), f"some errors of scores around ±3 are not finite ({outputs} score(s))."
            assert (errors >= 0).all(), f"an error is {errors.min():.3g}: the least must be 0, for what is right."
            pairs = zip(scores.view(-1, 1, outputs), targets.reshape(-1, 1, outputs), strict=True)
            alone = torch.cat([self._made().errors(score, target) for score, target in pairs]).view(_K, _B)
            remedy = "Let no sum or mean go over the points."
            assert_agree(errors, alone, TOLERANCES[dtype], "the errors of all points and of each alone", remedy)

    @DTYPES
    def test_closed_form_equals_autograd(self, dtype: torch.dtype) -> None:
        """`gradient` is what autograd finds of `errors`; without one autograd is used."""
        criterion = self._made()
        for outputs in self.outputs if criterion.has_closed_form else ():
            scores, targets = _scores(outputs, dtype), _targets(outputs, dtype)
            slope = self._slope(scores, targets)
            kept = scores.clone(), targets.clone()
            with torch.inference_mode():
                found = criterion.gradient(scores, targets, torch.full_like(scores, torch.nan))
            remedy = "Work out ∂error/∂s again, or leave `gradient` out: trainings then go through autograd."
            assert_agree(found, slope, TOLERANCES[dtype], "the slopes of `gradient` and of autograd", remedy)
            assert torch.equal(scores, kept[0]), "`gradient` changes the scores: write into `out` alone."
            assert torch.equal(targets, kept[1]), "`gradient` changes the targets: write into `out` alone."

    def test_slope_is_that_of_the_errors(self) -> None:
        """Autograd's slope is the quotient of differences."""
        step = 1e-6
        for outputs in self.outputs if self.has_true_slope else ():
            scores, targets = _scores(outputs, torch.float64), _targets(outputs, torch.float64)
            slope, errors = self._slope(scores, targets), self._made().errors
            for c in range(outputs):
                moved = torch.zeros(outputs, dtype=torch.float64)
                moved[c] = step
                quotient = (errors(scores + moved, targets) - errors(scores - moved, targets)) / (2 * step)
                # Differences of errors near 1 at 1e-6 carry 1e-10 of rounding, and a curvature's share of 1e-12.
                remedy = "Mend the backward of its autograd Function; of a stand-in slope say `has_true_slope = False`."
                assert_agree(slope[..., c], quotient, 1e-8, "autograd's slope and the quotient of differences", remedy)

    def test_right_answers_cost_less_than_wrong_ones(self) -> None:
        """A network that is sure and right has a smaller error than one that is sure and wrong."""
        for outputs in self.outputs:
            targets = _targets(outputs, torch.float64)
            right, wrong = (self._made().errors(sign * 8 * (2 * targets - 1), targets) for sign in (1, -1))
            assert (right < wrong).all(), (
                f"scores of 8 on the right side cost {right.max():.3g}, {wrong.min():.3g} else."
            )

    def test_probabilities_go_with_the_predictions(self) -> None:
        """Numbers in [0, 1], the largest of which is the predicted class's."""
        criterion = self._made()
        for outputs in self.outputs if criterion.has_probabilities else ():
            scores = _scores(outputs, torch.float64)
            found = criterion.probabilities(scores)
            assert found.shape == scores.shape, f"`probabilities` makes {list(found.shape)} of {list(scores.shape)}."
            assert ((found >= 0) & (found <= 1)).all(), f"they reach from {found.min():.3g} to {found.max():.3g}."
            by_score = scores[..., 0] >= 0 if outputs == 1 else scores.argmax(-1)
            by_probability = found[..., 0] >= 0.5 if outputs == 1 else found.argmax(-1)
            assert torch.equal(by_score, by_probability), (
                "the class of the largest probability is not that of the largest score (of one score: p ≥ ½ is not "
                "s ≥ 0), by which predictions are made."
            )

    def test_vmap_equals_a_loop(self) -> None:
        """Autograd over a stack takes the errors of all members at once, or maps them."""
        for outputs in self.outputs:
            scores, targets = _scores(outputs, torch.float64), _targets(outputs, torch.float64)
            remedy = "Use operations that vmap knows, and axes counted from the end."
            found = mapped(self._made().errors, scores, targets, remedy=remedy)
            assert_agree(found, self._made().errors(scores, targets), 1e-10, "the errors with and without vmap", remedy)

    @DTYPES
    def test_extreme_scores_stay_finite(self, dtype: torch.dtype) -> None:
        """Errors and slopes of scores of ±10⁴, 0 and the smallest numbers are finite; a NaN stays one."""
        tiny = torch.finfo(dtype).tiny
        for outputs in self.outputs:
            sizes = torch.tensor([-1e4, -100.0, -tiny / 4, 0.0, tiny / 4, 100.0, 1e4], dtype=dtype)
            scores = sizes[:, None] * torch.linspace(1, -1, outputs, dtype=dtype)
            for label in range(max(outputs, 2)):
                targets = encode(torch.full((len(scores),), label), outputs, dtype)
                remedy = "Compute from the scores in one formula, not from probabilities: ln σ(s) of −10⁴ is −10⁴."
                errors = self._made().errors(scores, targets)
                assert errors.isfinite().all(), f"errors of scores up to ±10⁴ are not finite. {remedy}"
                slope = self._slope(scores, targets)
                assert slope.isfinite().all(), f"slopes of scores up to ±10⁴ are not finite. {remedy}"
                nan = self._made().errors(torch.full_like(scores, torch.nan), targets)
                assert nan.isnan().all(), "of NaN scores it makes other errors: a divergence would go unnoticed."

    def test_closed_form_and_autograd_train_the_same_network(self) -> None:
        """A training by the chain rule written out ends as one by autograd."""
        if self._made().has_closed_form:
            self.assert_ways_agree()

    def _slope(self, scores: Tensor, targets: Tensor) -> Tensor:
        leaf = scores.detach().clone().requires_grad_()
        (slope,) = torch.autograd.grad(self._made().total(leaf, targets), leaf)
        return slope

    def _made(self) -> Criterion:
        made = self.make()
        assert isinstance(made, Criterion), f"`make` must return a lessonnet.nn.Criterion, got a {type(made).__name__}."
        return made


def _scores(outputs: int, dtype: torch.dtype) -> Tensor:
    """Return scores [K, B, C]."""
    generator = torch.Generator().manual_seed(0)
    return (3 * torch.randn(_K, _B, outputs, generator=generator, dtype=torch.float64)).to(dtype)


def _targets(outputs: int, dtype: torch.dtype) -> Tensor:
    """Return targets [K, B, C] of all classes in turns."""
    return encode(torch.arange(_K * _B).view(_K, _B) % max(outputs, 2), outputs, dtype)
