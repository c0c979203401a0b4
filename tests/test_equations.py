"""A linear boundary, written as the lesson writes it (row L1)."""

from lessonnet.equations import line_equation, original_units, score_equation

LINE = ([2.0, 1.0], -18.0)
NAMES = ["test", "grades"]


def test_score_is_that_of_the_lesson() -> None:
    assert score_equation(*LINE, NAMES) == "2·test + 1·grades − 18"


def test_line_is_that_of_the_lesson() -> None:
    assert line_equation(*LINE, NAMES) == "grades = −2·test + 18"


def test_line_that_is_vertical_is_solved_for_the_first_feature() -> None:
    assert line_equation([2.0, 0.0], -18.0, NAMES) == "test = 9"


def test_there_is_no_line_without_weights() -> None:
    assert line_equation([0.0, 0.0], 1.0, NAMES) is None


def test_scaling_is_undone() -> None:
    # x' = (x − 5) / 2: 2·x' + 1 = 1·x − 4; and y' = (y − 1) / 4: 8·y' = 2·y − 2.
    assert original_units([2.0, 8.0], 1.0, ([5.0, 1.0], [2.0, 4.0])) == ([1.0, 2.0], -6.0)
