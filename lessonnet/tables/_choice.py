"""Columns as a user names them: by name, or by position from 0, negative from the end."""

from collections.abc import Sequence

from lessonnet.options import OptionError, nearest


def chosen_column(key: str, choice: str | int, names: Sequence[str], where: object) -> str:
    """Return the name of the column that was meant.

    Args:
        key: the option that names it, for the error.
        choice: a name, or a position.
        names: of the table's columns, in order.
        where: the file, for the error.

    Raises:
        OptionError: if the table has no such column.
    """
    if isinstance(choice, str):
        if choice in names:
            return choice
        raise OptionError(
            f"{where}: there is no column {choice!r}, which `{key}` names.{hint_at(choice, names, names)}"
        )
    if -len(names) <= choice < len(names):
        return names[choice]
    quoted = f" The column called {str(choice)!r} is \"{key}='{choice}'\" in a shell." if str(choice) in names else ""
    raise OptionError(
        f"{where}: `{key}` must be a position from {-len(names)} to {len(names) - 1} in its {len(names)} columns, "
        f"got {choice}.{quoted}"
    )


def chosen_columns(key: str, choices: Sequence[str | int], names: Sequence[str], where: object) -> list[str]:
    """Return the names of several columns, each of which may be chosen once.

    Raises:
        OptionError: if one does not exist or is chosen twice.
    """
    found = [chosen_column(key, choice, names, where) for choice in choices]
    for name in found:
        if found.count(name) > 1:
            raise OptionError(f"`{key}` must name each column once, got {name!r} {found.count(name)} times.")
    return found


def hint_at(name: str, likely: Sequence[str], names: Sequence[str]) -> str:
    """Return what to say of a column that is not there: which was meant, or which there are.

    Args:
        name: of the column.
        likely: columns that may have been meant.
        names: of all columns.
    """
    close = nearest(name, likely)
    return f" Did you mean {close!r}?" if close else f" It has {_listed(names) or 'none'}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:10])
    return shown if len(names) <= 10 else f"{shown} and {len(names) - 10} more"
