"""Columns as users name them."""

import pytest

from lessonnet.options import OptionError
from lessonnet.tables import Choices
from lessonnet.tables._choice import chosen_column

NAMES = ["id", "age", "colour", "weight", "admit"]


@pytest.mark.parametrize(("choice", "name"), [("age", "age"), (0, "id"), (-1, "admit"), (4, "admit"), (-5, "id")])
def test_chosen_column_takes_names_and_positions(choice: str | int, name: str) -> None:
    assert chosen_column("data.target", choice, NAMES, "t.csv") == name


@pytest.mark.parametrize(
    ("choice", "line"),
    [
        ("admitt", "t.csv: there is no column 'admitt', which `data.target` names. Did you mean 'admit'?"),
        (
            "x",
            "t.csv: there is no column 'x', which `data.target` names. "
            "It has 'id', 'age', 'colour', 'weight', 'admit'.",
        ),
        ("ID", "t.csv: there is no column 'ID', which `data.target` names. Did you mean 'id'?"),
        (5, "t.csv: `data.target` must be a position from -5 to 4 in its 5 columns, got 5."),
        (-6, "t.csv: `data.target` must be a position from -5 to 4 in its 5 columns, got -6."),
    ],
)
def test_chosen_column_refuses_what_is_not_there(choice: str | int, line: str) -> None:
    with pytest.raises(OptionError) as refused:
        chosen_column("data.target", choice, NAMES, "t.csv")
    assert str(refused.value) == line


def test_choices_resolve_to_names() -> None:
    choices = Choices("admit", weight_column=3, numeric=["age"], categorical=[2], ignore=["id"])
    found = choices.resolved(NAMES, "t.csv")
    assert (found.target, found.weight) == ("admit", "weight")
    assert found.decided == {"age": "number", "colour": "category"}
    assert found.ignored == {"id": "asked for by data.ignore", "admit": "", "weight": ""}


def test_choices_ignore_what_features_do_not_list() -> None:
    found = Choices("admit", features=["age", "colour"]).resolved(NAMES, "t.csv")
    assert {name for name, why in found.ignored.items() if why} == {"id", "weight"}
    assert found.wanted == {"age", "colour"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"ignore": ["admit"]}, "the column 'admit' is named by `data.target` and by `data.ignore`"),
        ({"weight_column": -1}, "the column 'admit' is named by `data.target` and by `data.weight_column`"),
        ({"numeric": ["age"], "categorical": ["age"]}, "'age' is named by `data.numeric` and by `data.categorical`"),
        ({"numeric": ["age", 1]}, "`data.numeric` must name each column once, got 'age' 2 times"),
        ({"features": ["age", "admit"]}, "the column 'admit' is named by `data.target` and by `data.features`"),
        ({"features": ["age"], "ignore": ["id"]}, "`data.ignore` names the column 'id', which is not among"),
        ({"features": []}, "`data.features` must name at least one column"),
        ({"ignore": ["colur"]}, "Did you mean 'colour'?"),
    ],
)
def test_choices_refuse_contradictions(options: dict, words: str) -> None:
    with pytest.raises(OptionError) as refused:
        Choices("admit", **options).resolved(NAMES, "t.csv")
    assert words in str(refused.value)
