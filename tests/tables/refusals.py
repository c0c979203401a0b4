"""A table that is read whole, and the line that refuses it."""

from pathlib import Path

import polars as pl
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import Reading, open_table
from tests.tables.files import NUMBER, TEXT

GOOD = "a,b,c\n1,2,x\n"


def refusal(path: Path | str, /, key: str = "data.path", **options: object) -> str:
    """Return the line that refuses a table, which is one even when all of it is read."""
    with pytest.raises(OptionError) as error:
        _read(Reading(path=str(path), **options), key)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
    return str(error.value)


def _read(reading: Reading, key: str) -> pl.DataFrame:
    source = open_table(reading, key=key)
    source.sample()
    return source.read({name: NUMBER if name in ("a", "b") else TEXT for name in source.names})
