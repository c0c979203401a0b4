"""What a program prints never costs what it did: a reader may leave early, a terminal may lack a character."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO, cast

from lessonnet.options import printable


def refusal(error: object) -> str:
    """Return what a user's mistake is answered with: one line, without anything that a terminal obeys."""
    return printable(" ".join(str(error).split()))


class _Forgiving:
    """Pass everything on to a stream until its reader is gone, and then nowhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._to_nowhere()
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._to_nowhere()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _to_nowhere(self) -> None:
        # What is still buffered would fail again when the interpreter closes the stream.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)


@contextmanager
def forgiving_output() -> Iterator[None]:
    """Let standard output replace what it cannot encode, and go on without a reader."""
    stream = sys.stdout
    if stream is None:  # the process was started with a closed standard output
        yield
        return
    former = getattr(stream, "errors", None)
    _set_errors(stream, "replace")
    forgiving = _Forgiving(stream)
    sys.stdout = cast(TextIO, forgiving)
    try:
        yield
    finally:
        forgiving.flush()
        sys.stdout = stream
        _set_errors(stream, former)


def _set_errors(stream: TextIO, errors: str | None) -> None:
    """Set what becomes of characters that the stream cannot encode, where it has such a setting."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=errors)
