"""The encoding of a text file: what says which it is, and how it becomes UTF-8."""

import codecs
import encodings.aliases
import gzip
from collections.abc import Callable
from typing import BinaryIO

from lessonnet.options import OptionError, nearest
from lessonnet.tables._location import Location

_BLOCK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16's, which it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def codec_name(location: Location, encoding: str) -> str:
    """Return Python's own name of an encoding.

    Raises:
        OptionError: if Python knows no such encoding of text.
    """
    key = location.option("encoding")
    try:
        codec = codecs.lookup(encoding)
        "".encode(codec.name)  # refused by codecs that are not of text, such as base64
    except (LookupError, ValueError):
        close = nearest(encoding.lower(), encodings.aliases.aliases)
        hint = f" Did you mean {close!r}?" if close not in (None, encoding.lower()) else ""
        raise OptionError(f"`{key}` must be a text encoding such as 'cp1252', got {encoding!r}.{hint}") from None
    return codec.name


def marked_encoding(start: bytes) -> str | None:
    """Return the encoding that a byte-order mark says, or None."""
    return next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)


def is_utf8(encoding: str) -> bool:
    """Tell whether polars reads this encoding as it is."""
    return encoding in ("utf-8", "utf-8-sig")


def open_bytes(location: Location, compression: str) -> BinaryIO:
    """Open a plain or gzipped file for its unpacked bytes."""
    if compression == "gzip":
        return gzip.open(location.path)  # type: ignore[return-value]  # it reads like a file of bytes
    return location.path.open("rb")


def decode_blocks(
    location: Location, stream: BinaryIO, encoding: str, write: Callable[[str], object], *, whole: bool = True
) -> None:
    """Hand a file's text on, block by block.

    Args:
        location: of the file.
        stream: its bytes.
        encoding: of its text.
        write: takes each piece of text.
        whole: whether the stream ends where the file does; else it may end within a character.

    Raises:
        OptionError: names the line and the byte that are not of this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    done, line = 0, 1
    while True:
        with location.refusing_damage():
            block = stream.read(_BLOCK)
        state = decoder.getstate()
        try:
            text = decoder.decode(block, final=whole and not block)
        except UnicodeError as error:
            decoder.setstate(state)
            raise _undecodable(location, encoding, decoder, block, done, line, error) from None
        write(text)
        line += text.count("\n")
        done += len(block)
        if not block:
            return


def _undecodable(
    location: Location,
    encoding: str,
    decoder: codecs.IncrementalDecoder,
    block: bytes,
    done: int,
    line: int,
    error: UnicodeError,
) -> OptionError:
    if not isinstance(error, UnicodeDecodeError):  # such as UTF-16 without its mark
        return location.error(f"the file is not written in {encoding}: {error}.")
    held = len(error.object) - len(block)  # bytes of an earlier block that its last character began with
    line += decoder.decode(block[: max(error.start - held, 0)]).count("\n")
    return not_encoded(location, encoding, line, done - held + error.start, error.object[error.start])


def not_encoded(location: Location, encoding: str, line: int, offset: int, byte: int) -> OptionError:
    """Build the error for a byte that the encoding does not have; `offset` counts bytes of the file from 0."""
    others = " or ".join(name for name in ("cp1252", "latin-1") if codecs.lookup(name).name != encoding)
    return location.error(
        f"line {line}, byte {offset + 1}: 0x{byte:02x} is not {encoding}; say how the file is encoded, "
        f"such as {location.option('encoding')}={others}."
    )


def packed_in_another(location: Location) -> OptionError:
    """Build the error for text within zstd that polars cannot decode."""
    return location.error(
        "the packed text is not UTF-8; unpack it first, and say how it is encoded, "
        f"such as {location.option('encoding')}=cp1252 or latin-1."
    )


def refuse_other_encodings(location: Location, compression: str) -> None:
    """Read a file to its end and refuse the first byte that is not UTF-8.

    Raises:
        OptionError: names the line and the byte.
    """
    with open_bytes(location, compression) as stream:
        decode_blocks(location, stream, "utf-8", lambda _text: None)
