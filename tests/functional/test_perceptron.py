"""Rosenblatt's rule, and the lesson's worked examples of the trick, by plain torch.optim.SGD (rows L6 to L8)."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from lessonnet.functional import perceptron_criterion

LINE = [3.0, 4.0, -10.0]  # 3·x1 + 4·x2 − 10


class Line:
    """A boundary W·x + b and the SGD that moves it: rate a is the lesson's learning rate."""

    def __init__(self, numbers: list[float], rate: float, dtype: torch.dtype) -> None:
        self.w = torch.tensor(numbers[:-1], dtype=dtype, requires_grad=True)
        self.b = torch.tensor(numbers[-1], dtype=dtype, requires_grad=True)
        self._sgd = torch.optim.SGD([self.w, self.b], lr=rate)

    def score(self, x: Tensor) -> Tensor:
        return x @ self.w + self.b

    def step(self, x: Tensor, y: Tensor) -> None:
        self._sgd.zero_grad()
        perceptron_criterion(self.score(x), y).backward()
        self._sgd.step()

    def numbers(self) -> list[float]:
        return [*self.w.tolist(), self.b.item()]


def tricks_until_right(dtype: torch.dtype) -> tuple[int, float]:
    """Count the tricks that make (1, 1), labelled 1, right, and return the score it ends with."""
    line, x, y = Line(LINE, 0.1, dtype), torch.ones(2, dtype=dtype), torch.ones((), dtype=dtype)
    for count in range(100):
        if line.score(x) >= 0:
            return count, line.score(x).item()
        line.step(x, y)
    raise AssertionError("never right")


@pytest.mark.parametrize(
    ("score", "target", "gradient"),
    [(2.0, 0.0, 1.0), (-2.0, 1.0, -1.0), (2.0, 1.0, 0.0), (-2.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)],
)
def test_perceptron_criterion_backward_is_prediction_minus_target(score, target, gradient):
    # A score of exactly 0 predicts 1: right where y = 1, and where y = 0 a mistake to correct.
    scores = torch.tensor(score, requires_grad=True)
    perceptron_criterion(scores, torch.tensor(target)).backward()
    assert scores.grad.item() == gradient


def test_perceptron_criterion_sums_the_scores_of_wrong_points():
    scores, targets = torch.tensor([22.0, -3.0, 5.0, -4.0]), torch.tensor([0.0, 1.0, 1.0, 0.0])
    assert perceptron_criterion(scores, targets).item() == 25.0  # 22 + 3: the two others are right


def test_perceptron_criterion_backward_is_no_derivative_on_the_line():
    # At score 0 with y = 0 the error is 0, and yet Rosenblatt's rule corrects the point, since 0 counts as 1. The
    # criterion has slope 1 above zero and 0 below it: a kink, where no derivative is meant and gradcheck fails.
    scores = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    targets = torch.zeros(1, dtype=torch.float64)
    assert perceptron_criterion(scores, targets).item() == 0.0
    assert not torch.autograd.gradcheck(perceptron_criterion, (scores, targets), raise_exception=False)


def test_perceptron_criterion_backward_obeys_the_chain_rule():
    scores = torch.tensor([22.0, -3.0], requires_grad=True)
    (5 * perceptron_criterion(scores, torch.tensor([0.0, 1.0]))).backward()
    assert scores.grad.tolist() == [5.0, -5.0]


def test_perceptron_criterion_corrects_each_class_against_the_rest():
    # Both scores of the first point are positive: class 0 is right, class 1 is not. The second has none positive.
    scores = torch.tensor([[1.0, 2.0, -1.0], [-1.0, -1.0, -3.0]], requires_grad=True)
    perceptron_criterion(scores, torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])).backward()
    assert scores.grad.tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, -1.0]]


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.float64, 1e-15)], ids=str)
@pytest.mark.parametrize(
    ("point", "label", "expected"), [((4, 5), 0, [2.6, 3.5, -10.1]), ((1, 1), 1, [3.1, 4.1, -9.9])], ids=str
)
def test_sgd_gives_the_worked_numbers_of_the_trick(point, label, expected, dtype, tolerance):
    # Row L7. The tolerances are relative, and a few roundings of each dtype.
    line = Line(LINE, 0.1, dtype)
    line.step(torch.tensor(point, dtype=dtype), torch.tensor(label, dtype=dtype))
    assert line.numbers() == pytest.approx(expected, rel=tolerance, abs=0)


def test_trick_is_needed_ten_times_in_exact_arithmetic():
    # Row L8: the score of (1, 1) is −3, and each trick adds a·(1 + 1 + 1) = 3/10 to it. After ten it is 0, which is 1.
    w1, w2, b, rate, count = Fraction(3), Fraction(4), Fraction(-10), Fraction(1, 10), 0
    while w1 + w2 + b < 0:
        w1, w2, b, count = w1 + rate, w2 + rate, b + rate, count + 1
    assert (count, w1 + w2 + b) == (10, 0)


def test_sgd_needs_ten_tricks_in_float32():
    # Three numbers take ten additions of 0.1, each rounded; in float32 their sum ends above zero, by 2⁻¹⁹ = 1.9e-6.
    assert tricks_until_right(torch.float32) == (10, 2.0**-19)


def test_sgd_needs_eleven_tricks_in_float64():
    # The same roundings in float64 end a hair below zero, and zero is the first score that counts as 1. So an
    # eleventh trick is right: the ≥ 0 rule is not bent to hide it.
    count, score = tricks_until_right(torch.float64)
    assert (count, round(score, 9)) == (11, 0.3)


def test_sgd_ends_a_hair_below_zero_after_ten_tricks_in_float64():
    line, x = Line(LINE, 0.1, torch.float64), torch.ones(2, dtype=torch.float64)
    for _ in range(10):
        line.step(x, torch.ones((), dtype=torch.float64))
    assert -3e-14 < line.score(x).item() < 0  # thirty roundings of at most 1e-15, half a last bit of 10


@pytest.mark.parametrize("at_once", [1, 7, 50])
def test_sgd_is_the_trick_for_each_misclassified_point(at_once):
    # The five steps of row L6 in NumPy, one point at a time or all misclassified points of a batch together.
    drawn, rate = np.random.default_rng(0), 0.1
    x, y = drawn.standard_normal((50, 3)), drawn.integers(0, 2, 50).astype(float)
    w, b = np.array([0.5, -0.5, 0.1]), 0.2
    line = Line([*w, b], rate, torch.float64)
    for first in range(0, 50, at_once):
        batch = slice(first, first + at_once)
        predicted = (x[batch] @ w + b >= 0).astype(float)
        for point, label, prediction in zip(x[batch], y[batch], predicted, strict=True):
            if prediction == 0 and label == 1:
                w, b = w + rate * point, b + rate
            if prediction == 1 and label == 0:
                w, b = w - rate * point, b - rate
        line.step(torch.from_numpy(x[batch]), torch.from_numpy(y[batch]))
    assert line.numbers() == pytest.approx([*w, b], abs=1e-13)  # the order of 50 additions
