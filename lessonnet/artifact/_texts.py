"""Texts that a model may hold: of bounded length, and without anything that a terminal obeys."""

from __future__ import annotations

import re
from typing import Any

from lessonnet.options import OptionError, check_value

MOST_CHARACTERS = 10_000
"""Of one name, category or label: a text beyond that is not a name for anything."""

# Names end up in tables, equations and error lines. Control characters could move the cursor or forge a line there, and
# half a surrogate pair cannot be printed at all. A tab is what sloppy files are full of, and does no harm.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def check_text(key: str, text: Any, most: int = MOST_CHARACTERS) -> None:
    """Refuse what is no text, too long, or not to be printed.

    Args:
        key: how the error names it, such as ``table.target``.
        text: to check.
        most: characters that it may have.

    Raises:
        OptionError: in one line, with the text's control characters written as escapes.
    """
    check_value(key, text, str)
    if len(text) > most:
        raise OptionError(f"`{key}` must be at most {most} characters long, got {len(text)}.")
    found = _UNPRINTABLE.search(text)
    if found:
        raise OptionError(f"`{key}` must be without line breaks and control characters, got {_around(text, found)}.")


def check_texts(key: str, texts: Any, *, distinct: bool = False) -> None:
    """Refuse what is no list of such texts.

    Args:
        key: how the error names the list.
        texts: to check; the caller has bounded how many there are.
        distinct: whether none may stand twice.

    Raises:
        OptionError: in one line that names the item.
    """
    if not isinstance(texts, list):
        check_value(key, texts, list[str])
    for place, text in enumerate(texts):
        if not _is_fine(text):
            check_text(f"{key}[{place}]", text)
    if distinct and len(set(texts)) != len(texts):
        seen: set[str] = set()
        for place, text in enumerate(texts):
            if text in seen:
                raise OptionError(f"`{key}[{place}]` must be another text than those before it, got {short(text)}.")
            seen.add(text)


def short(value: object) -> str:
    """Write a value of any length for an error line."""
    return shortened(repr(value), 60)


def shortened(text: str, length: int) -> str:
    """Cut a text to so many characters."""
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _is_fine(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= MOST_CHARACTERS and _UNPRINTABLE.search(text) is None


def _around(text: str, found: re.Match[str]) -> str:
    start = max(found.start() - 20, 0)
    return repr(text[start : found.end() + 20])
