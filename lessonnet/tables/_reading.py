from dataclasses import dataclass
from lessonnet.options import Options
from lessonnet.tables._schema import MISSING_WORDS


@dataclass(frozen=True)
class Reading(Options):
    path: str
    delimiter: str | None = None
    header: bool | None = None
    quote: str | None = None
    encoding: str | None = None
    decimal: str = "."
    missing_words: list[str] | tuple[str, ...] = MISSING_WORDS
