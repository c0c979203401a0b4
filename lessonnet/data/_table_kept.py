"""The rows of the table that was read last, for the next split of them: a sweep over seeds reads its table once."""

from collections.abc import Sequence
from pathlib import Path

from lessonnet.tables import TableRows

_MOST_BYTES = 1 << 26
"""Of what is kept: to train on a larger table takes longer than to read it again."""

_kept: dict[str, TableRows] = {}


def key_of(asked: object, paths: Sequence[str]) -> str | None:
    """Return what tells whether the same rows would be read again: what is asked, and the files as they are now.

    Args:
        asked: everything that decides how files are read; of the same `repr` where it is the same.
        paths: of the files and folders.

    Returns:
        None where a file cannot be looked at.
    """
    try:
        return repr((asked, [_stamps(Path(path)) for path in paths]))
    except OSError:
        return None


def kept(key: str | None) -> TableRows | None:
    """Return the rows that are kept under a key, if there are any."""
    return None if key is None else _kept.get(key)


def keep(key: str | None, rows: TableRows) -> None:
    """Keep the rows of a small table in the place of those before, if no copy of a file would stay with them."""
    _kept.clear()
    files = (rows.main, *rows.others.values())
    size = sum(own.frame.estimated_size() for own in files)
    if key is not None and size <= _MOST_BYTES and not any(own.source.is_copied for own in files):
        _kept[key] = rows


def _stamps(path: Path) -> list[tuple[str, int, int, int]]:
    entries = sorted(path.iterdir()) if path.is_dir() else [path]
    stats = [(str(entry.resolve()), entry.stat()) for entry in entries]
    return [(name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats]
