"""The ledger's columns, and the formula in words."""

import polars as pl
import pytest
import torch

from lessonnet.data import Scaling
from lessonnet.ledger import Names, Update, formula, table_of

TRICK = Update(1, 1, 0, 0, 0.1, None, [4.0, 5.0], 0, 1, 22.0, 17.8, [3.0, 4.0, -10.0], [2.6, 3.5, -10.1], 1)  # row L7
STUDENTS = Names(["test", "grades"], ["rejected", "accepted"])


def test_table_has_a_column_for_each_number_of_the_trick() -> None:
    (row,) = table_of([TRICK], STUDENTS, torch.float64).to_dicts()
    assert row == {
        "step": 1,
        "epoch": 1,
        "point": 0,
        "rate": 0.1,
        "test": 4.0,
        "grades": 5.0,
        "label": 0,
        "prediction": 1,
        "score_before": 22.0,
        "score_after": 17.8,
        "w_test_before": 3.0,
        "w_grades_before": 4.0,
        "b_before": -10.0,
        "w_test_after": 2.6,
        "w_grades_after": 3.5,
        "b_after": -10.1,
        "formula": "(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)",
    }


def test_table_says_the_line_in_original_units_where_the_training_was_in_others() -> None:
    # (x − 4)/2 and (x − 5)/1: 2.6/2 = 1.3, 3.5/1, and −10.1 − 1.3·4 − 3.5·5 = −32.8
    names = STUDENTS._replace(scaling=Scaling([4.0, 5.0], [2.0, 1.0]))
    assert table_of([TRICK], names, torch.float64)["line"].to_list() == ["1.3·test + 3.5·grades − 32.8 = 0"]


def test_table_of_single_precision_writes_no_more_digits_than_it_has() -> None:
    after = torch.tensor([2.6, 3.5, -10.1]).tolist()  # as doubles: 2.5999999046…
    text = table_of([TRICK._replace(after=after)], STUDENTS, torch.float32).write_csv()
    assert ",2.6,3.5,-10.1," in text


def test_table_renames_a_feature_that_has_the_name_of_another_column() -> None:
    names = Names(["step", "b_after"], ["no", "yes"])
    columns = table_of([TRICK], names, torch.float64).columns
    assert {"step", "x_step", "w_step_before", "x_b_after", "b_after"} <= set(columns)
    assert len(set(columns)) == len(columns)


def test_table_of_several_classes_names_the_class_of_the_score() -> None:
    table = table_of([TRICK._replace(output=2)], Names(["a", "b"], ["x", "y", "z"]), torch.float32)
    assert table["class"].to_list() == ["z"]


def test_empty_table_has_the_columns_and_types_of_a_full_one() -> None:
    empty, full = (table_of(updates, STUDENTS, torch.float32) for updates in ([], [TRICK]))
    assert empty.schema == full.schema
    assert empty.schema["b_after"] == pl.Float32


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"label": 1, "prediction": 0}, "(3, 4, −10) + 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)"),
        ({"weight": 1.5}, "(3, 4, −10) − 0.1·1.5·(4, 5, 1) = (2.6, 3.5, −10.1)"),
        ({"together": 2}, "(3, 4, −10) − 0.1·(4, 5, 1) … and 1 more point = (2.6, 3.5, −10.1)"),
        ({"together": 4}, "(3, 4, −10) − 0.1·(4, 5, 1) … and 3 more points = (2.6, 3.5, −10.1)"),
        (
            {"x": [1.0] * 9, "before": [0.5] * 10, "after": [0.25] * 10},
            "(0.5, 0.5, 0.5, …, 0.5, 0.5) − 0.1·(1, 1, 1, …, 1, 1) = (0.25, 0.25, 0.25, …, 0.25, 0.25)",
        ),
    ],
)
def test_formula_says_what_was_added(changes: dict[str, object], text: str) -> None:
    assert formula(TRICK._replace(**changes)) == text
