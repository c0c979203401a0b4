"""The column to be learned: its classes, named as they were written."""

import polars as pl

from lessonnet.options import OptionError
from lessonnet.tables._numerals import numerals
from lessonnet.tables._place import Place

_MOST_FRACTIONS = 10
_MOST_NUMBERS = 100
"""Different numbers beyond which they are a quantity: fractions are sooner than whole numbers."""
_SOME_WORDS = 20
_MOST_WORDS = 1000
"""Different words that are classes in any table, and beyond which they are none."""


def class_names_of(found: pl.Series, rows: int, where: object, missing: int = 0) -> list[str]:
    """Return the names of a table's classes, in the order of their indices: numbers by size, other names by letters.

    Args:
        found: the different values of the target, as text, none of them null.
        rows: of the table.
        where: the file, for errors.
        missing: rows without one, for errors.

    Raises:
        OptionError: if there is but one class, or the column holds a quantity or names instead of classes.
    """
    names = _in_order(found)
    if len(names) < 2:
        what = f"one class, {names[0]!r}" if names else "no value"
        hint = f" It is missing in {missing} of {rows} rows; see data.missing_words." if missing else ""
        raise OptionError(
            f"{where}: the target column `{found.name}` must have at least two classes, found {what}.{hint}"
        )
    _refuse_quantities(found, where)
    if len(names) > _MOST_WORDS or len(names) > max(_SOME_WORDS, rows / 2):
        raise OptionError(
            f"{where}: the target column `{found.name}` has {len(names)} different values in {rows} rows, "
            "too many to be classes; choose another data.target."
        )
    return names


def indices_of(words: pl.Series, names: list[str]) -> pl.Series:
    """Return the index of each class name, Int64, null for a word that is none."""
    return words.cast(pl.Enum(names), strict=False).to_physical().cast(pl.Int64)


def refuse_unknown_classes(words: pl.Series, names: list[str], place: Place) -> None:
    """Refuse a label that the training part never had.

    Raises:
        OptionError: names the first such row.
    """
    unknown = words.is_not_null() & ~words.is_in(names)
    if unknown.any():
        row = unknown.arg_max() or 0
        shown = ", ".join(repr(name) for name in names[:10])
        raise OptionError(
            f"{place(row)}, column `{words.name}`: the class {words[row]!r} is not among those of the training rows "
            f"({shown}{', …' if len(names) > 10 else ''})."
        )


def _in_order(found: pl.Series) -> list[str]:
    numbers = numerals(found)
    if numbers.null_count():
        return sorted(found.to_list())
    return pl.DataFrame({"word": found, "number": numbers}).sort("number", "word")["word"].to_list()


def _refuse_quantities(found: pl.Series, where: object) -> None:
    numbers = numerals(found)
    if numbers.null_count():
        return
    whole = bool((numbers == numbers.floor()).all())
    if len(numbers) > (_MOST_NUMBERS if whole else _MOST_FRACTIONS):
        raise OptionError(
            f"{where}: the target column `{found.name}` holds {len(numbers)} different numbers from "
            f"{sorted(numbers)[0]:g} to {sorted(numbers)[-1]:g}: a quantity, not classes; choose another data.target."
        )
