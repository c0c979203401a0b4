"""Logic gates learned by the perceptron trick, and XOR, which one line cannot do (row L4)."""

import pytest
import torch
from torch import Tensor

from lessonnet.functional import perceptron_criterion, step

PAIRS = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
GATES = {
    "and": (PAIRS, [0.0, 0.0, 0.0, 1.0]),
    "or": (PAIRS, [0.0, 1.0, 1.0, 1.0]),
    "nand": (PAIRS, [1.0, 1.0, 1.0, 0.0]),
    "not": ([[0.0], [1.0]], [1.0, 0.0]),
}
XOR = (PAIRS, [0.0, 1.0, 1.0, 0.0])


def epochs(gate: tuple[list[list[float]], list[float]], start: list[float], count: int) -> list[tuple[Tensor, int]]:
    """Train one point at a time with rate 1; return weights and bias, and the wrong points, after each epoch."""
    x, y = (torch.tensor(numbers) for numbers in gate)
    x = torch.cat([x, torch.ones(len(x), 1)], 1)  # the bias as the weight of a constant 1
    w = torch.tensor(start[: x.shape[1]], requires_grad=True)
    sgd = torch.optim.SGD([w], lr=1.0)
    seen = []
    for _ in range(count):
        for point, label in zip(x, y, strict=True):
            sgd.zero_grad()
            perceptron_criterion(point @ w, label).backward()
            sgd.step()
        seen.append((w.detach().clone(), int((step(x @ w) != y).sum())))
    return seen


@pytest.mark.parametrize("start", [[0.0, 0.0, 0.0], [0.5, -2.0, 3.0], [-1.5, 4.0, -0.25]], ids=str)
@pytest.mark.parametrize("gate", GATES)
def test_gate_is_learned_without_an_error(gate, start):
    # 50 epochs are many times what these separable tables need; the perceptron theorem promises an end.
    assert epochs(GATES[gate], start, 50)[-1][1] == 0


def test_gate_stays_as_it_is_once_learned():
    seen = epochs(GATES["and"], [0.0, 0.0, 0.0], 50)
    first = next(i for i, (_, wrong) in enumerate(seen) if wrong == 0)
    assert all(torch.equal(w, seen[first][0]) for w, _ in seen[first:])


def test_xor_is_never_learned_by_one_layer():
    # Whole numbers and rate 1 are exact in float32. Once an epoch ends with weights that an earlier one ended with,
    # everything repeats: no later epoch can be free of errors if none so far was.
    seen = epochs(XOR, [0.0, 0.0, 0.0], 20)
    ends = [tuple(w.tolist()) for w, _ in seen]
    assert len(set(ends)) < len(ends)
    assert all(wrong > 0 for _, wrong in seen)
