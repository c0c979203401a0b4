"""Points that count more or less often than once: a weight multiplies a point's error, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import special
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from lessonnet.data import BreastCancer, DataSet, Digits, Part
from lessonnet.functional import random
from lessonnet.nn import L2, Criterion, DenseNetwork, PerceptronCriterion, Sigmoid, predict
from lessonnet.optim import LBFGS
from lessonnet.stack import Member, Stack, _batches
from tests.stack.test_parity import assert_bit_equal_to_runs_alone
from tests.stack.trainings import blobs, fit, make_stack, members, rows_of, train

FLOAT64 = {"dtype": torch.float64}


def drawn(points: int, seed: int = 0) -> Tensor:
    """Weights with mean 1, some of them zero."""
    weights = random.uniform(points, seed=seed, purpose=random.Purpose.DATA)
    weights[::7] = 0
    return torch.from_numpy(weights / weights.mean())


def weighted(data: DataSet, seed: int = 0) -> DataSet:
    """Give the training and validation points of a data set weights."""
    data.train = data.train._replace(weights=drawn(len(data.train.targets), seed))
    if data.val is not None:
        data.val = data.val._replace(weights=drawn(len(data.val.targets), seed + 1))
    return data


def errors_of(stack: Stack, part: Part) -> tuple[Tensor, Tensor]:
    """Return errors and rightness of each point [K, N] with the stack's present weights, dropout off."""
    network, criterion, _ = stack._graph
    outputs = network.widths[-1]
    targets = part.targets[:, None].double() if outputs == 1 else torch.nn.functional.one_hot(part.targets, outputs)
    scores = [
        torch.func.functional_call(network, {name: values[k] for name, values in named.items()}, part.features)
        for named in [stack.layout.views(stack.rows.detach())]
        for k in range(len(stack.rows))
    ]
    errors = torch.stack([criterion.errors(one, targets.double()) for one in scores])
    return errors, torch.stack([(predict(one) == part.targets).double() for one in scores])


@pytest.mark.parametrize("kind", [BreastCancer, Digits])
def test_weighted_logistic_regression_reaches_scikit_learns_optimum(kind: type[DataSet]) -> None:
    data, l2 = kind(val_fraction=0.0), 1e-2
    data.setup()
    weighted(data)
    member = Member(optimizer=LBFGS(), regularizer=L2(l2))
    stack = train([member], [data], epochs=60, hidden=(), batch_size=None, **FLOAT64)
    x, y, weights = (tensor.numpy() for tensor in data.train)
    # Σ w·errors / m + λ·Σw² = (C · Σ w·errors + ½·Σw²) · 2λ
    theirs = LogisticRegression(C=1 / (2 * len(y) * l2), tol=1e-10, max_iter=100_000)
    theirs.fit(x, y, sample_weight=weights)

    def objective(w_DC: np.ndarray, bias_C: np.ndarray) -> float:
        scores = x @ w_DC + bias_C
        scores = np.hstack([np.zeros_like(scores), scores]) if scores.shape[1] == 1 else scores
        errors = special.logsumexp(scores, axis=1) - scores[np.arange(len(y)), y]
        return float((weights * errors).mean() + l2 * np.square(w_DC).sum())

    views = stack.layout.views(stack.record.best_rows)
    found = views["layers.0.weight"][0].numpy()
    # Theirs stops where its objective changes in the tenth digit; near the optimum weights are off by the root of that.
    np.testing.assert_allclose(found, theirs.coef_.T, rtol=0, atol=1e-4)
    ours = objective(found, views["layers.0.bias"][0].numpy())
    assert ours == pytest.approx(objective(theirs.coef_.T, theirs.intercept_), rel=0, abs=1e-9)
    unweighted = LogisticRegression(C=1 / (2 * len(y) * l2), tol=1e-10, max_iter=100_000).fit(x, y)
    assert objective(unweighted.coef_.T, unweighted.intercept_) > ours + 1e-4  # or the test shows nothing


def repeated(part: Part, times: Tensor) -> Part:
    return Part(part.features.repeat_interleave(times, 0), part.targets.repeat_interleave(times, 0))


@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
@pytest.mark.parametrize("criterion", [None, PerceptronCriterion()])
@pytest.mark.parametrize("centers", [2, 3])
def test_point_of_weight_two_equals_the_point_given_twice(
    centers: int, criterion: Criterion | None, backprop: str
) -> None:
    data, twice = blobs(centers=centers), blobs(centers=centers)
    times = 1 + torch.arange(len(data.train.targets)) % 3  # 1, 2 or 3
    # A mean over points takes weights of mean 1; a perceptron's sum takes them as they are.
    mean = 1.0 if criterion else times.double().mean()
    data.train = data.train._replace(weights=times / mean)
    twice.train = repeated(data.train, times)
    options = {"hidden": (), "criterion": criterion} if criterion else {}
    own = members("momentum", "cosine", "none", limited=True)
    stacks = [train(own, [one], batch_size=None, backprop=backprop, **options, **FLOAT64) for one in (data, twice)]
    # Sums in another order: some 1e-16 a step, of weights up to some tens for a perceptron.
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
def test_point_of_weight_two_equals_the_point_given_twice_with_lbfgs(backprop: str) -> None:
    data, twice = blobs(), blobs()
    times = 1 + torch.arange(len(data.train.targets)) % 2
    data.train = data.train._replace(weights=times / times.double().mean())
    twice.train = repeated(data.train, times)
    own = [replace(one, optimizer=LBFGS(max_iter=4), dropout=None) for one in members("sgd")]
    stacks = [train(own, [one], epochs=2, batch_size=None, backprop=backprop, **FLOAT64) for one in (data, twice)]
    # A line search divides small differences by small differences, eight times here.
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), rtol=0, atol=1e-9)


def test_point_of_weight_zero_moves_nothing() -> None:
    data, without = blobs(), blobs()
    zero = torch.arange(len(data.train.targets)) % 2 == 0
    data.train = data.train._replace(weights=2.0 * ~zero)  # as many of each
    without.train = Part(data.train.features[~zero], data.train.targets[~zero])
    own = members("adam", dropout="none")
    stacks = [train(own, [one], batch_size=None, **FLOAT64) for one in (data, without)]
    torch.testing.assert_close(rows_of(stacks[0]), rows_of(stacks[1]), rtol=0, atol=1e-12)


@pytest.mark.parametrize("val_fraction", [0.0, 0.2])
@pytest.mark.parametrize("centers", [2, 3])
def test_measured_errors_are_weighted_means_and_accuracies_are_not(centers: int, val_fraction: float) -> None:
    data = weighted(blobs(centers=centers, val_fraction=val_fraction))
    stack = train(members("sgd")[:3], [data], **FLOAT64)
    part = data.train if data.val is None else data.val
    name = "train" if data.val is None else "val"
    errors, right = errors_of(stack, part)
    weights = part.weights
    assert weights is not None
    expected = (errors * weights).sum(1) / len(weights)
    torch.testing.assert_close(stack.history[f"{name}_error"][-1], expected, rtol=1e-12, atol=0)  # last bits
    torch.testing.assert_close(stack.history[f"{name}_accuracy"][-1], right.mean(1), rtol=1e-12, atol=0)


def test_training_error_of_an_epoch_is_the_weighted_mean_over_its_points() -> None:
    data = weighted(blobs(val_fraction=0.2))
    own = [replace(one, dropout=None, regularizer=None) for one in members("sgd")[:2]]
    # A rate that moves nothing, so that every mini-batch sees the same weights.
    own = [replace(one, optimizer=replace(one.optimizer, lr=1e-300)) for one in own]
    stack = train(own, [data], epochs=1, **FLOAT64)
    weights = data.train.weights
    assert weights is not None
    expected = (errors_of(stack, data.train)[0] * weights).sum(1) / len(weights)
    torch.testing.assert_close(stack.history["train_error"][0], expected, rtol=1e-12, atol=0)  # last bits


@pytest.mark.parametrize("backprop", ["closed_form", "autograd"])
def test_weights_of_one_change_nothing(backprop: str) -> None:
    data = blobs()
    data.train = data.train._replace(weights=torch.ones(len(data.train.targets)))
    own = members("momentum", "plateau", limited=True)
    with_ones, without = (train(own, [one], backprop=backprop) for one in (data, blobs()))
    assert torch.equal(rows_of(with_ones), rows_of(without))
    for name, values in without.history.items():
        assert torch.equal(with_ones.history[name], values)


@pytest.mark.parametrize("batch_size", [7, 16, None])
def test_stack_of_weighted_points_is_bit_equal_to_runs_alone(batch_size: int | None) -> None:
    data = [weighted(blobs(seed=1), 1), blobs(seed=2), weighted(blobs(seed=3), 5)]  # one of them without weights
    own = [replace(member, data=k % 3) for k, member in enumerate(members("adam", "plateau", limited=True))]
    assert_bit_equal_to_runs_alone(own, data, batch_size=batch_size, activation=Sigmoid(), epochs=3)


def test_spans_of_any_length_train_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    own = members("momentum", limited=True)
    whole = train(own, [weighted(blobs())])
    monkeypatch.setattr(_batches, "_SPAN_BYTES", 1)  # a span for each mini-batch
    assert torch.equal(rows_of(train(own, [weighted(blobs())])), rows_of(whole))


def test_weights_decide_what_divergence_is() -> None:
    data = weighted(blobs())
    stack = fit(make_stack(members("sgd")[:1], [data], **FLOAT64), 1)
    start = make_stack(members("sgd")[:1], [data], **FLOAT64)
    weights = data.train.weights
    assert weights is not None
    error = (errors_of(start, data.train)[0] * weights).sum(1) / len(weights)
    torch.testing.assert_close(stack._divergence.limit, 1e4 * error.clamp(min=1.0), rtol=1e-12, atol=0)  # last bits


def stack_of(part: Part, dtype: torch.dtype) -> Stack:
    return Stack(
        DenseNetwork(part.features.shape[1], [], 3, None), PerceptronCriterion(), [Member()], [part], dtype=dtype
    )


def shares_memory(a: Tensor, b: Tensor) -> bool:
    return a.untyped_storage().data_ptr() == b.untyped_storage().data_ptr()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_large_table_exists_once(dtype: torch.dtype) -> None:
    part = blobs().train
    part = part._replace(features=part.features.to(dtype))
    stack = fit(stack_of(part, dtype), 1)
    assert shares_memory(stack._train.points.features, part.features)
    assert stack._train.points.features.dtype == dtype


def test_training_leaves_a_shared_table_as_it_is() -> None:
    part = blobs().train
    before = [tensor.clone() for tensor in (part.features, part.targets)]
    fit(stack_of(part, torch.float64), 3)
    assert all(torch.equal(a, b) for a, b in zip(before, (part.features, part.targets), strict=True))


def test_several_data_sets_are_lined_up() -> None:
    data = [blobs(seed=1), blobs(seed=2)]
    stack = make_stack([Member(data=0), Member(data=1)], data, **FLOAT64)
    assert torch.equal(stack._train.points.features, torch.stack([one.train.features for one in data]))
    assert stack._train.points.weights is None
