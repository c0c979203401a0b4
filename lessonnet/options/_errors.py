"""The one line that refuses what a user chose: what, found, allowed, nearest match."""

import difflib
from collections.abc import Collection, Iterable, Sequence
from typing import Any


class OptionError(ValueError):
    """Refuse something the user chose; ``str(error)`` is the one line to show."""


class BadValueError(OptionError):
    """Refuse a value of the right key and type that cannot be trained with; in a sweep it costs its own job."""


class UselessChoiceError(OptionError):
    """Refuse a choice that is right by itself and does nothing beside the others; a sweep leaves such a job out."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name that `name` most likely stands for, or None when nothing is close."""
    spellings: dict[str, list[str]] = {}
    for word in allowed:  # without regard to case: of a short name it is half of what there is to compare
        spellings.setdefault(word.casefold(), []).append(word)
    matches = difflib.get_close_matches(name.casefold(), spellings, n=1, cutoff=0.6)
    if not matches:
        return None
    return max(spellings[matches[0]], key=lambda word: difflib.SequenceMatcher(None, name, word).ratio())


def dotted(prefix: str, name: str) -> str:
    """Join a part's key and a name; a part without a key is the top level."""
    return f"{prefix}.{name}" if prefix else name


def unknown_key(prefix: str, name: str, allowed: Collection[str]) -> OptionError:
    """Build the error for a key that nothing reads, with the allowed keys and the nearest of them."""
    close = nearest(name, allowed)
    hint = f" Did you mean `{dotted(prefix, close)}`?" if close else ""
    listed = ", ".join(sorted(allowed)) or f"none (`{prefix}` has no options)"
    return OptionError(f"unknown key `{dotted(prefix, name)}`; allowed: {listed}.{hint}")


def refused(key: str, rule: str, value: Any, words: Sequence[str] = ()) -> OptionError:
    """Build the error for a value that breaks its option's rule; `words` are the words that it may have meant."""
    close = nearest(value, words) if isinstance(value, str) else None
    hint = f" Did you mean {close!r}?" if close else ""
    return OptionError(f"`{key}` must be {rule}, got {shown(value)}.{hint}")


def shown(value: Any) -> str:
    """Write a value as YAML would: ``null``, ``true``, ``'text'``."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else repr(value)
