"""What may be said about a table's file; what is not said is found."""

from dataclasses import dataclass

from lessonnet.options import Options
from lessonnet.tables._schema import MISSING_WORDS


@dataclass(frozen=True)
class Reading(Options):
    """Say how a table is to be read.

    Attributes:
        path: of a CSV file, plain or compressed by gzip or zstd, of a Parquet file, or of a folder of Parquet files.
        delimiter: the character between cells, `tab` for a tab; None to find it.
        header: whether the first line holds names; None to find out. Without one, columns are `column_0` and so on.
        quote: the character around cells, `none` where a quotation mark is a character like any other; None to find it.
        encoding: any text encoding that Python knows; None for UTF-8, or for what a byte-order mark says.
        decimal: the sign before the decimals, a point or a comma.
        missing_words: texts that stand for a missing value. An empty cell and a NaN always do.
    """

    path: str
    delimiter: str | None = None
    header: bool | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: str = "."
    missing_words: list[str] | tuple[str, ...] = MISSING_WORDS
