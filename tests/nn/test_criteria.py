"""Error functions against torch and SciPy, the prediction at a score of zero, one-hot encoding (rows L2, L10, L11)."""

import numpy as np
import pytest
import torch
from scipy import special
from torch import Tensor

from lessonnet import nn

# Criterion and the number of scores it is tried with.
CASES = {
    "binary": (nn.BinaryCrossEntropy(), 1),
    "softmax": (nn.SoftmaxCrossEntropy(), 3),
    "squared": (nn.SquaredError(), 1),
    "squared of several": (nn.SquaredError(), 3),
    "perceptron": (nn.PerceptronCriterion(), 1),
    "perceptron one-against-rest": (nn.PerceptronCriterion(), 3),
}
each_criterion = pytest.mark.parametrize(("criterion", "outputs"), CASES.values(), ids=CASES)


def points(outputs: int) -> tuple[Tensor, Tensor]:
    drawn = np.random.default_rng(0)
    scores = torch.from_numpy(2 * drawn.standard_normal((2, 10, outputs)))
    classes = torch.from_numpy(drawn.integers(0, max(outputs, 2), (2, 10)))
    return scores, nn.encode(classes, outputs, torch.float64)


def test_binary_errors_equal_torchs():
    scores, targets = points(1)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").squeeze(-1)
    found = nn.BinaryCrossEntropy().errors(scores, targets)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)  # last bits


def test_softmax_errors_equal_torchs():
    scores, targets = points(3)
    expected = torch.nn.functional.cross_entropy(scores.flatten(0, 1), targets.argmax(-1).flatten(), reduction="none")
    found = nn.SoftmaxCrossEntropy().errors(scores, targets)
    torch.testing.assert_close(found.flatten(), expected, rtol=0, atol=1e-14)  # last bits


def test_perceptron_errors_are_the_scores_on_the_wrong_side():
    scores = torch.tensor([[1.0, -2.0, 3.0], [-1.0, 2.0, -3.0]])
    targets = torch.tensor([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert nn.PerceptronCriterion().errors(scores, targets).tolist() == [3.0, 3.0]  # 3; and 1 + 2


@each_criterion
def test_total_is_the_sum_of_errors(criterion, outputs):
    scores, targets = points(outputs)
    total = criterion.total(scores, targets)
    torch.testing.assert_close(total, criterion.errors(scores, targets).sum(), rtol=1e-14, atol=0)  # other order


@each_criterion
def test_errors_are_never_negative(criterion, outputs):
    assert (criterion.errors(*points(outputs)) >= 0).all()


@each_criterion
def test_gradient_equals_autograds(criterion, outputs):
    scores, targets = points(outputs)
    leaf = scores.clone().requires_grad_()
    (expected,) = torch.autograd.grad(criterion.total(leaf, targets), leaf)
    found = criterion.gradient(scores, targets, torch.empty_like(scores))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)  # last bits


@each_criterion
def test_gradient_is_written_where_it_is_asked_for(criterion, outputs):
    out = torch.empty_like(points(outputs)[0])
    assert criterion.gradient(*points(outputs), out) is out


def test_perceptron_gradient_counts_a_score_of_zero_as_one():
    scores, targets = torch.zeros(2, 1), torch.tensor([[0.0], [1.0]])
    assert nn.PerceptronCriterion().gradient(scores, targets, torch.empty(2, 1)).flatten().tolist() == [1.0, 0.0]


def test_cross_entropies_average_over_points():
    assert [nn.cross_entropy(outputs).scale(8) for outputs in (1, 3)] == [0.125, 0.125]


def test_perceptron_criterion_sums_over_points():
    assert nn.PerceptronCriterion().scale(8) == 1.0


def test_binary_probabilities_equal_scipys():
    scores, _ = points(1)
    found = nn.BinaryCrossEntropy().probabilities(scores).numpy()
    np.testing.assert_allclose(found, special.expit(scores.numpy()), rtol=0, atol=1e-14)  # last bits


def test_softmax_probabilities_equal_scipys():
    scores, _ = points(3)
    found = nn.SoftmaxCrossEntropy().probabilities(scores).numpy()
    np.testing.assert_allclose(found, special.softmax(scores.numpy(), axis=-1), rtol=0, atol=1e-14)  # last bits


def test_perceptron_refuses_probabilities():
    with pytest.raises(TypeError, match="no probabilities"):
        nn.PerceptronCriterion().probabilities(torch.zeros(1, 1))


@pytest.mark.parametrize(("criterion", "outputs"), [CASES["binary"], CASES["softmax"]], ids=["binary", "softmax"])
def test_prediction_is_the_likelier_class(criterion, outputs):
    scores, _ = points(outputs)
    p = criterion.probabilities(scores)
    expected = (p[..., 0] >= 0.5).long() if outputs == 1 else p.argmax(-1)
    assert torch.equal(nn.predict(scores), expected)


def test_prediction_at_a_score_of_exactly_zero_is_one():
    assert nn.predict(torch.tensor([[-1e-30], [-0.0], [0.0], [1e-30]])).tolist() == [0, 1, 1, 1]


def test_prediction_among_equal_scores_is_the_first_class():
    assert nn.predict(torch.tensor([[0.0, 2.0, 2.0], [1.0, 1.0, 1.0]])).tolist() == [1, 0]


def test_encode_is_one_hot():
    expected = np.eye(3)[[2, 0, 1]]
    np.testing.assert_array_equal(nn.encode(torch.tensor([2, 0, 1]), 3, torch.float64).numpy(), expected)


def test_encode_is_the_class_itself_when_there_is_one_score():
    encoded = nn.encode(torch.tensor([0, 1, 1]), 1, torch.float32)
    assert (encoded.tolist(), encoded.dtype) == ([[0.0], [1.0], [1.0]], torch.float32)


@pytest.mark.parametrize("outputs", [1, 3])
def test_prediction_undoes_the_encoding(outputs):
    classes = torch.tensor([0, 1, 1, 0])
    assert torch.equal(nn.predict(nn.encode(classes, outputs, torch.float32) - 0.5), classes)


def test_squared_error_is_half_the_squared_distance_of_the_probabilities():
    # Two classes: ½(0.25 − 1)², σ(−ln 3) = ¼. Several: softmax(0, ln 2, 0) = (¼, ½, ¼): ½(1/16 + 1/4 + 1/16).
    scores = (
        torch.tensor([[-np.log(3)]], dtype=torch.float64),
        torch.tensor([[0.0, np.log(2), 0.0]], dtype=torch.float64),
    )
    targets = torch.ones(1, 1).double(), torch.tensor([[0.0, 1.0, 0.0]]).double()
    one, several = map(nn.SquaredError().errors, scores, targets)
    torch.testing.assert_close(one, torch.tensor([0.28125]).double(), rtol=1e-14, atol=0)
    torch.testing.assert_close(several, torch.tensor([0.1875]).double(), rtol=1e-14, atol=0)


@pytest.mark.parametrize("outputs", [1, 3])
def test_squared_error_s_gradient_is_its_finite_difference(outputs):
    scores, targets = points(outputs)
    criterion, step = nn.SquaredError(), 1e-6
    found = criterion.gradient(scores, targets, torch.empty_like(scores))
    for c in range(outputs):
        aside = torch.zeros(outputs, dtype=torch.float64).index_fill(0, torch.tensor([c]), step)
        ahead, behind = (criterion.errors(scores + sign * aside, targets) for sign in (1, -1))
        # Central differences are off by some step², and by the rounding of errors of about 1 over the step.
        torch.testing.assert_close(found[..., c], (ahead - behind) / (2 * step), rtol=0, atol=1e-9)


def test_criterion_says_whether_its_gradient_is_known():
    class Plain(nn.Criterion):
        pass

    assert nn.SquaredError().has_closed_form
    assert not Plain().has_closed_form
