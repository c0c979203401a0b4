"""Where the YAML files are, and what they say for themselves."""

import re
from dataclasses import dataclass
from pathlib import Path

from lessonnet.extensions import MAIN, config_directory, config_file, options_of_plugins

_ENTRY = re.compile(r"^(?P<group>  - )?(?P<name>\w+): +(?P<value>\S+) +# (?P<comment>.+)$")


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
    """Return the names of a group's options, those of plugins too: the default, ``none``, then the alphabet."""
    default = next((entry.default for entry in entries() if entry.name == group), "")
    own = {path.stem for path in (config_directory() / group).glob("*.yaml")}
    added = {option for of, option in options_of_plugins() if of == group and config_file(group, option)}
    return sorted(own | added, key=lambda name: (name != default, name != "none", name))


def source_of(group: str, option: str) -> str | None:
    """Return the package of a plugin's option with its version, None for one of our own."""
    claims = options_of_plugins().get((group, option), ())
    return str(claims[0]) if config_file(group, option) is not None else None


def comment_of(group: str, option: str) -> list[str]:
    """Return the comment lines that open an option's file."""
    return comment_of_file(_path(group, option))


def comment_of_file(path: Path) -> list[str]:
    """Return the comment lines that open a file."""
    comment = []
    for line in _lines(path):
        if not line.startswith("#"):
            break
        if not line.startswith("# @package"):
            comment.append(line.removeprefix("#").removeprefix(" "))
    return comment


def keys_of(group: str, option: str) -> list[str]:
    """Return the keys that an option's own file sets, without opening the files that it builds on."""
    names = [match[1] for line in _lines(_path(group, option)) if (match := re.match(r"(\w+):", line))]
    return [name for name in names if name not in ("_target_", "defaults", group)]


def _path(group: str, option: str) -> Path:
    return config_file(group, option) or config_directory() / group / f"{option}.yaml"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()
