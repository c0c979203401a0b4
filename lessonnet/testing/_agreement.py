"""Comparing numbers, and saying by how much they differ and what that means."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-5}
"""Of a formula against another form of it: some roundings at 1e-16 and 6e-8, and a hundredfold of room."""
STACK_TOLERANCES = {"64-true": 1e-9, "32-true": 1e-4}
"""Of weights after some steps: sums of a stack are rounded in another order than those of one network alone."""


def assert_agree(found: Tensor, expected: Tensor, tolerance: float, what: str, remedy: str) -> None:
    """Raise AssertionError unless numbers agree.

    Args:
        found: any shape.
        expected: of the same shape; a NaN stands for itself.
        tolerance: largest difference, as a share of the largest expected number (of 1 where all are smaller), ≥ 0.
        what: was compared: "the slope of `backprop` and that of autograd".
        remedy: what to do where they do not agree.
    """
    assert found.shape == expected.shape, (
        f"{what} have different shapes, {list(found.shape)} and {list(expected.shape)}. {remedy}"
    )
    if not found.numel():
        return
    found, expected = found.detach().double(), expected.detach().double()
    equal = (found == expected) | (found.isnan() & expected.isnan())
    differences = torch.where(equal, 0.0, (found - expected).abs()).nan_to_num(torch.inf, torch.inf)
    scale = expected[expected.isfinite()].abs().max().clamp(min=1.0) if expected.isfinite().any() else 1.0
    worst = int((differences / scale).argmax())
    share = float(differences.flatten()[worst] / scale)
    assert share <= tolerance, (
        f"{what} differ by {share:.2g} of the largest number, more than {tolerance:.2g}: at place {worst} of "
        f"{found.numel()} they are {float(found.flatten()[worst]):.9g} and {float(expected.flatten()[worst]):.9g}. "
        f"{remedy}"
    )


def mapped(function: Callable[..., Any], *inputs: Any, remedy: str) -> Any:
    """Return what `torch.func.vmap` makes of a function; raise AssertionError, with what to do, where it cannot."""
    try:
        return torch.func.vmap(function)(*inputs)
    except Exception as error:
        raise AssertionError(f"vmap cannot map it: {' '.join(str(error).split())[:200]} {remedy}") from error
