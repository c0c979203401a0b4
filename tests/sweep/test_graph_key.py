"""Jobs share a stack where their parts differ in numbers alone."""

from typing import Any

import pytest

from lessonnet.sweep._graph_key import graph_key


def key(optimizer: dict[str, Any]) -> str:
    return graph_key(
        {
            "data": {"_target_": "lessonnet.data.Moons", "seed": 0},
            "optimizer": {"_target_": "mine.Rule", **optimizer},
            "scheduler": None,
            "dropout": None,
            "regularizer": None,
            "callbacks": None,
        }
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"lr": 0.1}, {"lr": 1}),
        ({"clip_norm": None}, {"clip_norm": 2.0}),
        ({"betas": [0.9, 0.99]}, {"betas": [0.5, 0.6]}),
    ],
    ids=["number", "none", "numbers"],
)
def test_numbers_are_each_member_s_own(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": "a"}, {"kind": "b"}),
        ({"nesterov": True}, {"nesterov": False}),
        ({"betas": [0.9, 0.99]}, {"betas": [0.9]}),
        ({"groups": ["weights", "biases"]}, {"groups": ["weights", "scales"]}),
        ({"flags": [True]}, {"flags": [False]}),
        ({"rates": {"weights": 0.1}}, {"rates": {"weights": 0.2}}),
        ({"steps": [[1, 2]]}, {"steps": [[1, 3]]}),
    ],
    ids=["word", "switch", "length", "words", "switches", "dict", "lists"],
)
def test_whatever_else_is_the_stack_s(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert key(one) != key(other)
