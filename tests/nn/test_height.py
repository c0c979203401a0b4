"""The height of an error surface in the place of an error function."""

import pytest
import torch

from lessonnet.nn import Height
from lessonnet.surfaces import SURFACES

PLACES = torch.tensor([[[0.3, -0.7]], [[2.0, 1.5]]], dtype=torch.float64)  # two members, one point each
each_height = pytest.mark.parametrize("height", [Height(surface) for surface in SURFACES.values()], ids=SURFACES)


@each_height
def test_errors_are_the_heights_whatever_the_targets(height):
    expected = height.surface.height(PLACES)
    for targets in (torch.zeros_like(PLACES), torch.ones_like(PLACES)):
        assert torch.equal(height.errors(PLACES, targets), expected)


@each_height
def test_gradient_equals_autograds(height):
    at = PLACES.clone().requires_grad_()
    (expected,) = torch.autograd.grad(height.total(at, torch.zeros_like(at)), at)
    out = torch.empty_like(PLACES)
    torch.testing.assert_close(height.gradient(PLACES, torch.zeros_like(PLACES), out), expected, rtol=1e-12, atol=0)
    torch.testing.assert_close(out, expected, rtol=1e-12, atol=0)  # last bits


def test_positions_are_no_classes_and_no_probabilities():
    height = Height(SURFACES["errorest"])
    assert not height.has_classes
    assert not height.has_probabilities
    with pytest.raises(TypeError, match="position"):
        height.probabilities(PLACES)
