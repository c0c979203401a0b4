"""Gates built by hand from the lesson's weights, and the quiz that composes them (rows L2, L4 and L5)."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from lessonnet import nn

AND, OR, NOT, NAND = [1, 1, -1.5], [1, 1, -0.5], [-1, 0.5], [-1, -1, 1.5]
PASS_ON = [1, -0.5]
ROWS = [(1, 1), (1, 0), (0, 1), (0, 0)]  # in the quiz's order


def outputs(hidden: Sequence[int], weights: list[Any], rows: Sequence[tuple[int, ...]]) -> list[int]:
    """Build perceptrons with these weights and return the OUT column of their truth table."""
    network = nn.DenseNetwork(len(rows[0]), hidden, 1, nn.Step())
    with torch.no_grad():
        given = nn.Fixed(weights).layers(network.widths, seed=0)
        for layer, (weight, bias) in zip(network.layers, given, strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
            layer.bias.copy_(torch.from_numpy(bias))
    return nn.predict(network(torch.tensor(rows, dtype=torch.float32))).tolist()


@pytest.mark.parametrize(
    ("weights", "expected"), [(AND, [1, 0, 0, 0]), (OR, [1, 1, 1, 0]), (NAND, [0, 1, 1, 1])], ids=["and", "or", "nand"]
)
def test_gate_of_two_inputs_has_its_truth_table(weights, expected):
    assert outputs([], weights, ROWS) == expected


def test_not_has_its_truth_table():
    assert outputs([], NOT, [(0,), (1,)]) == [1, 0]


def test_gate_fires_on_the_line_itself():
    # With bias −1, OR's scores of (1, 0) and (0, 1) are exactly zero, and zero counts as 1.
    assert outputs([], [1, 1, -1], ROWS) == [1, 1, 1, 0]


def quiz(a: list[float], b: list[float]) -> list[int]:
    """AND(NOT(A(x1, x2)), B(x1, x2)) as three layers of perceptrons; B's answer is passed on beside NOT."""
    [not_weight, not_bias], [pass_weight, pass_bias] = NOT, PASS_ON
    middle = [[not_weight, 0, not_bias], [0, pass_weight, pass_bias]]
    return outputs([2, 2], [[a, b], middle, [AND]], ROWS)


def test_quiz_is_xor_when_a_is_and_and_b_is_or():
    assert quiz(AND, OR) == [0, 1, 1, 0]


def test_quiz_is_never_true_when_a_is_or_and_b_is_and():
    assert quiz(OR, AND) == [0, 0, 0, 0]


def test_xor_needs_only_one_hidden_layer():
    # AND(NAND, OR): NOT and AND of the quiz merge into one perceptron each.
    assert outputs([2], [[NAND, OR], [AND]], ROWS) == [0, 1, 1, 0]
