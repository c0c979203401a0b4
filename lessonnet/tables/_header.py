"""Whether a table's first line holds names, and which."""

from collections.abc import Collection, Sequence

from lessonnet.options import printable
from lessonnet.tables._dialect import is_number
from lessonnet.tables._location import Location

MOST_COLUMNS = 100_000


def has_header(records: Sequence[Sequence[str]], names: Collection[str], missing: Collection[str]) -> bool:
    """Tell whether the first record holds the columns' names.

    It does if one of `names` stands in it. Or else if its cells are texts, and a column is of numbers below its name;
    or if all cells differ, none is empty, and none comes again in its own column.

    Args:
        records: cells of the first lines.
        names: that the user gave to columns.
        missing: texts that stand for a missing value.
    """
    first, below = records[0], records[1:]
    if any(cell and cell in names for cell in first):
        return True
    texts = [cell for cell in first if cell]
    if not texts or any(cell in missing or is_number(cell) for cell in texts):
        return False
    columns = [[record[i] for record in below if i < len(record)] for i in range(len(first))]
    if any(cell and _are_numbers(column, missing) for cell, column in zip(first, columns, strict=True)):
        return True
    if len(set(texts)) < len(first):
        return False
    return not any(cell in column for cell, column in zip(first, columns, strict=True))


def _are_numbers(column: Sequence[str], missing: Collection[str]) -> bool:
    values = [cell for cell in column if cell and cell not in missing]
    return bool(values) and all(is_number(cell) for cell in values)


def column_names(location: Location, first: Sequence[str], line: int, header: bool) -> list[str]:
    """Return the columns' names; one without a name is called by its position, `column_0` first.

    Args:
        location: of the file.
        first: cells of the first record.
        line: the number of its line.
        header: whether they are names.

    Raises:
        OptionError: if there are too many, or two are the same.
    """
    if len(first) > MOST_COLUMNS:
        raise location.error(f"line {line} has {len(first)} cells; a table may have {MOST_COLUMNS:,} columns.")
    names = [(cell if header else "") or f"column_{i}" for i, cell in enumerate(first)]
    places: dict[str, int] = {}
    for i, name in enumerate(names):
        if name in places:
            raise location.error(
                f"line {line} names two columns `{printable(name)}`, the cells {places[name] + 1} and {i + 1}; "
                "rename one of them."
            )
        places[name] = i
    return names
