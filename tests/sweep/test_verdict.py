"""What a perceptron's run says about its data."""

from pathlib import Path

import pytest

from lessonnet import train
from tests.sweep.runs import called


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("experiment=and", "callbacks=none"),
            "separable with a margin of 0.243: one point at a time and from 0, at most 51 updates",
        ),
        (
            ("data=gate", "data.gate=xor", "model=perceptron"),
            "no boundary parts the classes: (0.5, 0.5) lies between points of either",
        ),
    ],
)
def test_perceptron_says_whether_a_line_parts_its_points(words: tuple[str, ...], line: str, tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, *words, "trainer=cpu", "trainer.max_epochs=2")
    assert answer.code == 0
    assert f"verdict   {line}\n" in answer.out


@pytest.mark.parametrize("words", [("model=logistic",), ("data=iris", "model=perceptron")])
def test_nothing_is_said_of_other_models_and_of_several_classes(words: tuple[str, ...], tmp_path: Path) -> None:
    assert "verdict" not in called(tmp_path, train.main, *words, "trainer=cpu", "trainer.max_epochs=2").out
