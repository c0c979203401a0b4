"""The discrete prediction: zero counts as one (rows L2 and L9)."""

import pytest
import torch

from lessonnet.functional import sigmoid, step


def test_step_predicts_one_from_zero_on():
    assert step(torch.tensor([-2.0, -1e-30, -0.0, 0.0, 1e-30, 2.0])).tolist() == [0, 0, 1, 1, 1, 1]


def test_step_equals_the_sigmoid_at_one_half():
    scores = torch.tensor([-2.0, -0.001, 0.0, 0.001, 2.0])
    assert torch.equal(step(scores), (sigmoid(scores) >= 0.5).float())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_step_keeps_the_dtype(dtype):
    assert step(torch.zeros(1, dtype=dtype)).dtype == dtype


def test_step_has_no_slope_to_learn_by():
    assert not step(torch.ones(1, requires_grad=True)).requires_grad
