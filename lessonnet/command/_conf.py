"""Where the YAML files are, and what they say for themselves."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lessonnet.options import OptionError

MAIN = "train"
"""Name of the main config."""

_PACKAGE = Path(__file__).parent.parent
_ENTRY = re.compile(r"^(?P<group>  - )?(?P<name>\w+): +(?P<value>\S+) +# (?P<comment>.+)$")


@cache
def config_directory() -> Path:
    """Return the absolute path of the YAML files: inside an installed package, or beside it in a clone.

    Raises:
        OptionError: if neither holds the main config.
    """
    places = (_PACKAGE / "conf", _PACKAGE.parent / "conf")
    for place in places:
        if (place / f"{MAIN}.yaml").is_file():
            return place.resolve()
    raise OptionError(
        f"the configs are missing: no {MAIN}.yaml in {places[0]} or {places[1]}; install lessonnet again."
    )


@dataclass(frozen=True)
class Entry:
    """Hold one line of the main config: a group or a setting, its default and its comment."""

    name: str
    default: str
    comment: str
    is_group: bool


def entries() -> list[Entry]:
    """Read the groups and settings off the main config, in its order."""
    lines = (config_directory() / f"{MAIN}.yaml").read_text(encoding="utf-8").splitlines()
    matches = (match for line in lines if (match := _ENTRY.match(line)))
    return [Entry(m["name"], m["value"], m["comment"], m["group"] is not None) for m in matches]


def options_in(group: str) -> list[str]:
    """Return the names of a group's options: the default and ``none`` first, the others by the alphabet."""
    default = next((entry.default for entry in entries() if entry.name == group), "")
    names = sorted(path.stem for path in (config_directory() / group).glob("*.yaml"))
    return sorted(names, key=lambda name: (name != default, name != "none"))


def comment_of(group: str, option: str) -> list[str]:
    """Return the comment lines that open an option's file."""
    lines = (config_directory() / group / f"{option}.yaml").read_text(encoding="utf-8").splitlines()
    comment = []
    for line in lines:
        if not line.startswith("#"):
            break
        if not line.startswith("# @package"):
            comment.append(line.removeprefix("# "))
    return comment


def keys_of(group: str, option: str) -> list[str]:
    """Return the keys that an option's own file sets, without opening the files that it builds on."""
    lines = (config_directory() / group / f"{option}.yaml").read_text(encoding="utf-8").splitlines()
    names = [match[1] for line in lines if (match := re.match(r"(\w+):", line))]
    return [name for name in names if name not in ("_target_", "defaults", group)]
