"""How a table's file is written: what is not given is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lessonnet.options import OptionError, Options
from lessonnet.tables._schema import MISSING_WORDS
from lessonnet.tables._source import Source


@dataclass(frozen=True)
class TableFile(Options):
    """A file, and what its user knows of it.

    Attributes:
        path: of a CSV file, plain or compressed by gzip or zstd, of a Parquet file, or of a folder of Parquet files.
        delimiter: the character between cells, `tab` for a tab; None to find it.
        header: whether the first line holds names; None to find out. Without one, columns are `column_0` and so on.
        quote: the character around cells, `none` where a quotation mark is a character like any other; None to find it.
        encoding: any text encoding that Python knows; None for UTF-8, or for what a byte-order mark says.
        decimal: the sign before the decimals, a point or a comma.
    """

    path: str
    delimiter: str | None = None
    header: bool | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] = "."


@dataclass(frozen=True)
class Reading(TableFile):
    """A file, and everything that decides how it is read.

    Attributes:
        missing_words: texts that stand for a missing value. An empty cell and a NaN always do.
    """

    missing_words: list[str] | tuple[str, ...] = MISSING_WORDS

    def refuse_useless(self, sources: Sequence[Source]) -> None:
        """Refuse to be told how a text is written where no file is one.

        Args:
            sources: the files that are read.

        Raises:
            OptionError: names the option.
        """
        if not all(source.is_parquet for source in sources):
            return
        for option in ("delimiter", "header", "quote", "encoding", "decimal"):
            if getattr(self, option) not in (None, "."):
                raise OptionError(f"`data.{option}` does nothing for Parquet, which says itself how it is written.")
