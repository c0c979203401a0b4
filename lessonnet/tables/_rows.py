"""The rows of all files of a table, in memory."""

from dataclasses import dataclass, replace

from lessonnet.options import OptionError
from lessonnet.tables._clean import CleanRows, clean
from lessonnet.tables._kinds import constant_columns
from lessonnet.tables._open import open_table
from lessonnet.tables._plan import Plan
from lessonnet.tables._reading import Reading
from lessonnet.tables._target import class_names_of


@dataclass(frozen=True)
class TableRows:
    """The rows of all files of a table.

    Attributes:
        plan: what was read.
        main: rows to train on, and to split where there is no file for a part.
        others: rows of the files for `val` and `test`, where there are any.
        class_names: in the order of their indices.
    """

    plan: Plan
    main: CleanRows
    others: dict[str, CleanRows]
    class_names: list[str]


def read_rows(plan: Plan, reading: Reading, paths: dict[str, str]) -> TableRows:
    """Read a table.

    Args:
        plan: what is read.
        reading: how its files are written.
        paths: of the files for `val` and `test`, where there are any.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    frame = plan.source.read(plan.all_types)
    names = class_names_of(frame[plan.target].drop_nulls().unique(), frame.height, plan.source.path)
    plan = plan.without(constant_columns(frame, list(plan.kinds.used)))
    main = _some(clean(frame.select(list(plan.all_types)), plan, plan.source))
    del frame
    others = {part: read_other(plan, reading, part, path) for part, path in paths.items()}
    return TableRows(plan, main, others, names)


def read_other(plan: Plan, reading: Reading, part: str, path: str) -> CleanRows:
    """Read a file of validation or test rows.

    Args:
        plan: what is read.
        reading: how the main file is written; this one may have another delimiter, not another header.
        part: `val` or `test`.
        path: of the file.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    source = open_table(replace(reading, path=path, header=plan.source.header), key=f"data.{part}_path")
    return _some(clean(source.read(plan.all_types), plan, source))


def _some(rows: CleanRows) -> CleanRows:
    if rows.frame.is_empty():
        raise OptionError(f"{rows.source.path}: no row is left that has a target and no missing value.")
    return rows
