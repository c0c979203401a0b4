"""Names, categories and classes of a table that a saved model could not hold, refused before the training."""

from collections.abc import Callable, Sequence

from lessonnet.artifact import check_text
from lessonnet.options import OptionError
from lessonnet.tables import CategoryColumn, Schema

_SHOWN = 40

Find = Callable[[str, str], str]
"""Names the file, and the line where it is known, in which a column holds a word."""


def refuse_unwritable(schema: Schema, class_names: Sequence[str], find: Find, where: object) -> None:
    """Refuse line breaks, control characters and endless words.

    Args:
        schema: of the table.
        class_names: the target's.
        find: tells where a word stands.
        where: the file.

    Raises:
        OptionError: names the place, the column and the word.
    """
    for name in [*schema.names, schema.target]:
        fault = _fault(name)
        if fault:
            raise OptionError(f"{where}: the column's name {_cut(name)} {fault}; rename it.")
    for column in schema.columns:
        if isinstance(column, CategoryColumn):
            remedy = "leave the column out by data.ignore, or mend the cell"
            _refuse(column.name, "category", column.categories, find, remedy)
    _refuse(schema.target, "class", class_names, find, "mend the cell")


def _refuse(column: str, kind: str, words: Sequence[str], find: Find, remedy: str) -> None:
    for word in words:
        fault = _fault(word)
        if fault:
            raise OptionError(f"{find(column, word)}, column `{column}`: the {kind} {_cut(word)} {fault}; {remedy}.")


def _fault(text: str) -> str:
    """Say what a model's description does not allow of a text; nothing where it is fine."""
    try:
        check_text("", text)
    except OptionError:
        what = "is too long" if text.isprintable() else "has a line break or a control character"
        return f"{what}, which a model's description cannot hold"
    return ""


def _cut(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
