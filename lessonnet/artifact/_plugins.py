"""Who offers the parts of a model that are not built in."""

from __future__ import annotations

import re
from typing import Any

from lessonnet.artifact._keys import check_keys, check_list
from lessonnet.artifact._texts import short
from lessonnet.options import OptionError, check_value

GROUPS = {"activation": "activation", "criterion": "criterion", "network": "model", "data": "data"}
"""Parts that a model names, and the config groups that their options belong to."""

_PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
"""A distribution's name as packaging allows it: it is shown in a line that people copy into a shell."""
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")
_MOST_OF_A_WORD = 100


def check_plugins(found: dict[str, Any]) -> None:
    """Check that packages are named for parts that the model has, each part once, and for every dotted one.

    Args:
        found: the whole description, its parts checked already.

    Raises:
        OptionError: in one line that names the entry.
    """
    check_list("plugins", found["plugins"], most=len(GROUPS))
    parts = {f"{GROUPS[part]}={found[part]['name']}" for part in GROUPS if found[part] is not None}
    packages: set[str | None] = set()
    offered: set[str] = set()
    for place, entry in enumerate(found["plugins"]):
        key = f"plugins[{place}]"
        _check_entry(key, entry)
        if entry["package"] in packages:
            raise OptionError(f"`{key}.package` must be another one than those before it, got {entry['package']!r}.")
        packages.add(entry["package"])
        for offer in entry["offers"]:
            if offer not in parts or offer in offered:
                raise OptionError(f"`{key}.offers` must name parts of this model, each once, got {short(offer)}.")
            offered.add(offer)
            if ("." in offer) != (entry["package"] is None):
                raise OptionError(f"`{key}.offers` must name options of a package, or classes of none: {short(offer)}.")
    for part in sorted(parts - offered):
        if "." in part:
            raise OptionError(f"`plugins` must say that {short(part)} is of no package.")


def _check_entry(key: str, entry: Any) -> None:
    if not isinstance(entry, dict):
        raise OptionError(f"`{key}` must be an object, got {short(entry)}.")
    check_keys(key, entry, {"package": str | None, "version": str | None, "offers": Any})
    if (entry["package"] is None) != (entry["version"] is None):
        raise OptionError(f"`{key}.package` and `{key}.version` must both be given or both null.")
    for word, form in (("package", _PACKAGE), ("version", _VERSION)):
        text = entry[word]
        if text is not None and (len(text) > _MOST_OF_A_WORD or not form.fullmatch(text)):
            raise OptionError(f"`{key}.{word}` must be that of a package, got {short(text)}.")
    check_list(f"{key}.offers", entry["offers"], least=1, most=len(GROUPS))
    check_value(f"{key}.offers", entry["offers"], list[str])
