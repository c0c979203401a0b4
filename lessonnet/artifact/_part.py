"""A part is a name for the program to look up and plain options for it, nothing that could be executed."""

from __future__ import annotations

import re
from typing import Any

from lessonnet.artifact._keys import check_keys
from lessonnet.artifact._texts import check_text, short
from lessonnet.options import OptionError

MOST_OF_A_NAME = 200
"""Characters of the name of a part that is not built in."""

_ELSEWHERE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""The name of a plugin's option, or the dotted path of a class."""


def check_part(key: str, part: Any, *, may_be_elsewhere: bool = False) -> None:
    """Check a part's form; whether there is such a part is for the program to find out.

    Args:
        key: of the part.
        part: to check.
        may_be_elsewhere: whether it may be named as parts are that are not built in.

    Raises:
        OptionError: if it is anything but a plain name and plain options.
    """
    if not isinstance(part, dict):
        raise OptionError(f"`{key}` must be an object with a name and options, got {short(part)}.")
    check_keys(key, part, {"name": str, "options": Any})
    if not (_is_name(part["name"]) if may_be_elsewhere else _is_plain_name(part["name"])):
        raise OptionError(f"`{key}.name` must be a plain name, got {short(part['name'])}.")
    if not isinstance(part["options"], dict):
        raise OptionError(f"`{key}.options` must be an object, got {short(part['options'])}.")
    for name, value in part["options"].items():
        if not _is_plain_name(name) or name.startswith("_"):
            raise OptionError(f"`{key}.options` must have plain names as keys, got {short(name)}.")
        _check_plain(f"{key}.options.{name}", value)


def _is_name(name: str) -> bool:
    return len(name) <= MOST_OF_A_NAME and _ELSEWHERE.fullmatch(name) is not None


def _is_plain_name(name: str) -> bool:
    return name.isascii() and name.isidentifier()


def _check_plain(key: str, value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _check_plain(key, item)
    elif isinstance(value, dict) or (isinstance(value, str) and "${" in value):
        raise OptionError(f"`{key}` must be a plain value, got {short(value)}.")
    elif isinstance(value, str):
        check_text(key, value)
