"""The gates against Python's own operators, in the order of the lesson's tables."""

import operator

import pytest
import torch

from lessonnet.data import Gate

TRUTH = {
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "nand": lambda x1, x2: 1 - (x1 & x2),
    "not": lambda x1: 1 - x1,
}


def set_up(gate):
    data = Gate(gate)
    data.setup()
    return data


@pytest.mark.parametrize("gate", TRUTH)
def test_gate_holds_its_truth_table(gate):
    data = set_up(gate)
    rows = data.train.features.int().tolist()
    assert data.train.targets.tolist() == [TRUTH[gate](*row) for row in rows]


@pytest.mark.parametrize("gate", ["and", "or", "xor", "nand"])
def test_gate_keeps_the_order_of_the_lessons_tables(gate):
    assert set_up(gate).train.features.tolist() == [[1, 1], [1, 0], [0, 1], [0, 0]]


def test_not_has_one_input():
    data = set_up("not")
    assert data.train.features.tolist() == [[1], [0]]
    assert data.feature_names == ["x1"]


def test_gate_is_all_training_and_as_it_stands():
    data = set_up("xor")
    assert (data.val, data.test, data.scaling) == (None, None, None)
    assert torch.equal(data.train.features, data.raw_train.features)
    assert (data.feature_names, data.class_names) == (["x1", "x2"], ["false", "true"])
