"""The first lines of a text file, unpacked and decoded: what its form is found by."""

import io
from dataclasses import dataclass

import polars as pl

from lessonnet.tables._encoding import (
    codec_name,
    decode_blocks,
    is_utf8,
    marked_encoding,
    open_bytes,
    packed_in_another,
)
from lessonnet.tables._location import Location

_ENOUGH = 1 << 20
_LINES = 20
_MOST = 1 << 26
_LOOKED_AT = 4096
"""Characters among which the first one that is no blank is looked for."""
_MARK = "\ufeff"
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1a\x1b"))
_KINDS = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PAR1": "Parquet",
    b"PARE": "encrypted Parquet",
    b"PK\x03\x04": "zip archive or Excel",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"7z\xbc\xaf": "7z archive",
    b"ARROW1": "Arrow",
    b"\x89HDF": "HDF5",
    b"SQLite format": "SQLite",
    b"%PDF": "PDF",
    b"\x93NUMPY": "NumPy",
}
COMPRESSIONS = ("gzip", "zstd")


@dataclass(frozen=True)
class Head:
    """The beginning of a text file.

    Attributes:
        lines: whole lines, without their ends.
        whole: whether these are all lines that there are.
        compression: `gzip`, `zstd` or empty.
        encoding: of the text.
        ending: what ends a line, a line feed (also after a carriage return) or a carriage return alone.
    """

    lines: list[str]
    whole: bool
    compression: str
    encoding: str
    ending: str


def kind_of(location: Location) -> str:
    """Return what a file is by its first bytes: a compression, `Parquet`, or empty where it may be text.

    Raises:
        OptionError: if it is neither text nor Parquet.
    """
    with location.refusing_damage(), location.path.open("rb") as stream:
        return _kind(location, stream.read(16))


def _kind(location: Location, start: bytes) -> str:
    kind = next((kind for magic, kind in _KINDS.items() if start.startswith(magic)), "")
    if kind not in ("", "Parquet", *COMPRESSIONS):
        raise location.error(f"this is a file of the kind {kind}; save the table as CSV or Parquet.")
    return kind


def read_head(location: Location, compression: str, encoding: str | None) -> Head:
    """Read the first lines.

    Args:
        location: of the file.
        compression: `gzip`, `zstd` or empty.
        encoding: that the user says, or None.

    Raises:
        OptionError: if the file is empty, damaged, not text, or not of the encoding.
    """
    raw, whole = _start(location, compression)
    if compression and _kind(location, raw):
        raise location.error(
            f"there is no text in it but another packed file or Parquet; unpack the {compression} first."
        )
    codec = codec_name(location, encoding) if encoding is not None else marked_encoding(raw) or "utf-8"
    _refuse_binary(location, raw, codec)
    if compression == "zstd" and not is_utf8(codec):
        raise location.error(f"text of the encoding {codec} is read plain or gzipped, not from zstd; unpack it first.")
    text = _decoded(location, raw, whole, codec).removeprefix(_MARK)
    _refuse_other_texts(location, text)
    ending = "\r" if "\r" in text and "\n" not in text else "\n"
    lines = text.split(ending)
    if not whole:
        lines.pop()
    if not lines:
        raise location.error(f"line 1 is longer than {_MOST >> 20} MB; this is no table.")
    lines = [line.removesuffix("\r") for line in lines]
    if not any(line.strip() for line in lines):
        raise location.error("the file is empty.")
    if compression == "zstd" and "\r" in lines[0]:
        raise location.error(
            "its lines end with carriage returns alone, which is read plain or gzipped; unpack it first."
        )
    return Head(lines, whole, compression, codec, ending)


def _start(location: Location, compression: str) -> tuple[bytes, bool]:
    """Return a file's first bytes, a few lines at least, and whether they are all."""
    with location.refusing_damage():
        if compression == "zstd":
            return _zstd_start(location)
        with open_bytes(location, compression) as stream:
            raw = stream.read(_ENOUGH)
            size = _ENOUGH
            while size < _MOST and len(raw) == size and raw.count(b"\n") < _LINES:
                size *= 4
                raw += stream.read(size - len(raw))
            return raw, not stream.read(1)


def _zstd_start(location: Location) -> tuple[bytes, bool]:
    # Python below 3.14 cannot unpack zstd; polars unpacks it into lines.
    raw = bytearray()
    lines = 0
    try:
        for frame in pl.scan_lines(location.path, glob=False).collect_batches(chunk_size=500):
            raw += "".join(f"{line}\n" for line in frame.to_series()).encode()
            lines += frame.height
            if len(raw) >= _ENOUGH and lines >= _LINES:
                return bytes(raw), False
    except pl.exceptions.ComputeError:
        raise packed_in_another(location) from None
    return bytes(raw), True


def _refuse_binary(location: Location, raw: bytes, codec: str) -> None:
    if codec.startswith(("utf-16", "utf-32")):
        return
    place = raw.find(b"\0")
    if place >= 0:
        raise location.error(
            f"byte {place + 1} is 0, which no text has; this is no CSV, "
            f"or it is in UTF-16: then say {location.option('encoding')}=utf-16-le."
        )
    start = raw[:4096]
    if len(start.translate(None, _CONTROLS)) < 0.98 * len(start):
        raise location.error("this is no text, and not Parquet either; save the table as CSV or Parquet.")


def _decoded(location: Location, raw: bytes, whole: bool, codec: str) -> str:
    parts: list[str] = []
    decode_blocks(location, io.BytesIO(raw), codec, parts.append, whole=whole)
    return "".join(parts)


def _refuse_other_texts(location: Location, text: str) -> None:
    start = text[:_LOOKED_AT].lstrip()[:20].lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise location.error("this is a page of HTML or XML, not a table; perhaps a download that failed.")
    if "".join(start.split()).startswith(("[{", '{"')):
        raise location.error("this is JSON, save the table as CSV or Parquet.")
