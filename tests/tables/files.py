"""Tables written for a test, and what comes back."""

import gzip
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from lessonnet.tables import Reading, Source, open_table

NUMBER, TEXT = pl.Float64(), pl.String()


def written(folder: Path, content: str | bytes, name: str = "students.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def opened(path: Path | str, *, names: Sequence[str] = (), **options: Any) -> Source:
    return open_table(Reading(path=str(path), **options), names=names)


def texts(source: Source) -> list[list[str | None]]:
    """Return all rows as text."""
    return [list(row) for row in source.read(dict.fromkeys(source.names, TEXT)).rows()]


def packed(content: str | bytes, compression: str) -> bytes:
    """Compress: by Python for gzip, by polars for zstd, which Python learns in 3.14."""
    raw = content.encode() if isinstance(content, str) else content
    if compression == "gzip":
        return gzip.compress(raw)
    if compression == "zstd":
        out = io.BytesIO()
        lines = raw.decode().removesuffix("\n").split("\n")
        # \x1f stands in no text here, so that each line is written as it is.
        pl.DataFrame({"line": lines}).write_csv(
            out, include_header=False, quote_style="never", separator="\x1f", compression="zstd", check_extension=False
        )
        return out.getvalue()
    return raw


def stored_zstd(raw: bytes) -> bytes:
    """Wrap bytes as zstd without compressing them (RFC 8878), since polars packs nothing but UTF-8."""
    out = [b"\x28\xb5\x2f\xfd", b"\xa0", len(raw).to_bytes(4, "little")]  # one segment, its size in four bytes
    blocks = [raw[place : place + 100_000] for place in range(0, len(raw), 100_000)]
    for i, block in enumerate(blocks):
        is_last = i == len(blocks) - 1
        out += [(len(block) << 3 | is_last).to_bytes(3, "little"), block]
    return b"".join(out)
