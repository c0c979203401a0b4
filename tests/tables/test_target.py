"""Classes keep their names; quantities and names of single things are no classes."""

import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables._target import class_names_of, indices_of, refuse_unknown_classes


def _words(values: list) -> pl.Series:
    return pl.Series("y", values, dtype=pl.String)


def _names(values: list) -> list[str]:
    return class_names_of(_words(values).drop_nulls().unique(), len(values), "t.csv")


@pytest.mark.parametrize(
    ("values", "names", "classes"),
    [
        (["yes", "no", None, "yes"], ["no", "yes"], [1, 0, None, 1]),
        (["10", "9", "9"], ["9", "10"], [1, 0, 0]),
        (["1.0", "0.0"], ["0.0", "1.0"], [1, 0]),
        (["01", "1"], ["01", "1"], [0, 1]),
        (["true", "false"], ["false", "true"], [1, 0]),
        (["ä", "β", "z"], ["z", "ä", "β"], [1, 2, 0]),
    ],
)
def test_class_names_of_keeps_names_as_they_were_written(values: list, names: list, classes: list) -> None:
    assert _names(values) == names
    assert indices_of(_words(values), names).to_list() == classes


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["a", "a"], "at least two classes, found one class, 'a'"),
        ([None, None], "at least two classes, found no value"),
        ([f"{i}.5" for i in range(11)] * 9, "11 different numbers from 0.5 to 10.5: a quantity"),
        ([f"{i}" for i in range(101)] * 9, "101 different numbers from 0 to 100: a quantity"),
        ([f"name {i}" for i in range(30)], "30 different values in 30 rows, too many"),
    ],
)
def test_class_names_of_refuses_what_are_no_classes(values: list, words: str) -> None:
    with pytest.raises(OptionError) as refused:
        _names(values)
    assert str(refused.value).startswith("t.csv: the target column `y`")
    assert words in str(refused.value)


def test_class_names_of_takes_ten_classes_that_are_fractions_and_hundred_whole_ones() -> None:
    assert len(_names([f"{i}.5" for i in range(10)] * 9)) == 10
    assert len(_names([f"{i}" for i in range(100)] * 9)) == 100


def test_refuse_unknown_classes_names_the_first_row() -> None:
    with pytest.raises(OptionError) as refused:
        refuse_unknown_classes(_words(["a", None, "c", "d"]), ["a", "b"], lambda row: f"test.csv: line {row}")
    assert str(refused.value) == (
        "test.csv: line 2, column `y`: the class 'c' is not among those of the training rows ('a', 'b')."
    )


def test_class_names_of_one_class_says_that_the_other_is_read_as_missing() -> None:
    words = pl.Series("y", ["yes", None, None])  # written as `none`, which stands for a missing value
    with pytest.raises(OptionError, match=r"missing in 2 of 3 rows; see data\.missing_words\.$"):
        class_names_of(words.drop_nulls(), 3, "t.csv", words.null_count())
