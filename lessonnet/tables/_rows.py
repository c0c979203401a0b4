"""The rows of all files of a table, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from lessonnet.options import OptionError
from lessonnet.tables._clean import CleanRows, clean
from lessonnet.tables._kinds import constant_columns
from lessonnet.tables._plan import Plan
from lessonnet.tables._source import Source
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


def read_rows(plan: Plan, others: Mapping[str, Source]) -> TableRows:
    """Read a table.

    Args:
        plan: what is read.
        others: the files for `val` and `test`, where there are any.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    frame = plan.source.read(plan.all_types)
    target = frame[plan.target]
    names = class_names_of(target.drop_nulls().unique(), frame.height, plan.source.path, target.null_count())
    plan = plan.without(constant_columns(frame, list(plan.kinds.used)))
    main = _some(clean(frame.select(list(plan.all_types)), plan, plan.source))
    del frame
    return TableRows(plan, main, {part: clean_source(plan, source) for part, source in others.items()}, names)


def clean_source(plan: Plan, source: Source) -> CleanRows:
    """Read the columns of a plan from a file, and leave out what cannot be learned from.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    return _some(clean(source.read(plan.all_types), plan, source))


def _some(rows: CleanRows) -> CleanRows:
    if rows.frame.is_empty():
        raise OptionError(f"{rows.source.path}: no row is left that has a target and no missing value.")
    return rows
