"""What the models take: a part that is unknown, missing or out of range is refused, never ignored."""

from typing import Any

import pytest

from lessonnet.models import MLP, LogisticRegression, Perceptron
from lessonnet.nn import Sigmoid
from lessonnet.optim import Adam
from lessonnet.options import OptionError


@pytest.mark.parametrize("kind", [Perceptron, LogisticRegression, MLP])
@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"optimzer": Adam()}, "unknown key `optimzer`.* Did you mean `optimizer`"),
        ({"in_features": 0}, "`in_features` must be ≥ 1, got 0"),
        ({"classes": 1}, "`classes` must be ≥ 2, got 1"),
        ({"classes": "two"}, "`classes` must be a whole number ≥ 2, got 'two'"),
        ({"in_features": None}, "`in_features` must be a whole number ≥ 1, got null"),
    ],
)
def test_part_that_a_model_does_not_know_is_refused(kind: Any, change: dict[str, Any], line: str) -> None:
    parts = {"in_features": 2, "classes": 2, "activation": Sigmoid(), **change}
    with pytest.raises(OptionError, match=line):
        kind(**parts)


@pytest.mark.parametrize("kind", [Perceptron, LogisticRegression, MLP])
@pytest.mark.parametrize("name", ["in_features", "classes"])
def test_part_that_a_model_needs_is_asked_for(kind: Any, name: str) -> None:
    parts: dict[str, Any] = {"in_features": 2, "classes": 2, "activation": Sigmoid()}
    del parts[name]
    with pytest.raises(OptionError, match=f"`{name}` must be given"):
        kind(**parts)
