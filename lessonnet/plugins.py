"""Plugins: ``python -m lessonnet.plugins`` lists what is installed, ``… new NAME --kind activation`` begins one."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size

from lessonnet.command import run_words
from lessonnet.options import OptionError

HELP = """\
List every option that can be chosen, with its meaning and its package; or begin a package of one's own.

usage: python -m lessonnet.plugins [--json]
       python -m lessonnet.plugins new NAME --kind activation|network|data|callback

  --json   the list for programs
  new      write ./NAME: a package with code, YAML and tests that pass as they stand; then
             pip install -e './NAME[test]'
             python -m pytest NAME

Nothing of a plugin is imported for the list: what is wrong with it is shown as far as that can be seen.
"""


def plugins(words: Sequence[str]) -> str:
    """Return the list of all options, or write a new package and say what comes next.

    Args:
        words: the command line.

    Raises:
        OptionError: if the words are wrong, or the package cannot be written.
    """
    if words and words[0] == "new":
        return _new(words[1:])
    if unknown := [word for word in words if word != "--json"]:
        raise OptionError(f"there is no {unknown[0]!r} here; write --json, new NAME --kind KIND, or nothing.")
    from lessonnet.command import as_json, table

    return as_json() if words else table(get_terminal_size((100, 24)).columns)


def _new(words: Sequence[str]) -> str:
    from lessonnet.scaffold import KINDS, new_package

    name, kind = _name_and_kind(words)
    if name is None or kind is None:
        raise OptionError(f"write new NAME --kind KIND, such as: new lessonnet-swish --kind activation ({_or(KINDS)}).")
    new_package(name, kind, Path.cwd())
    return f"written   {name}\ninstall   pip install -e './{name}[test]'\ntest      python -m pytest {name}"


def _name_and_kind(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return what stands after --kind, and what else stands there."""
    rest = [part for word in words for part in (word.split("=", 1) if word.startswith("--kind=") else [word])]
    kind = None
    if "--kind" in rest:
        position = rest.index("--kind")
        kind = rest[position + 1] if position + 1 < len(rest) else None
        del rest[position : position + 2]
    if len(rest) > 1 or any(word.startswith("-") for word in rest):
        raise OptionError(f"write new NAME --kind KIND, and nothing beside it; got {' '.join(words)!r}.")
    return (rest[0] if rest else None), kind


def _or(kinds: Sequence[str] | dict[str, str]) -> str:
    return " or ".join(kinds)


def main() -> int:
    """Run the program on this process's arguments and return the exit code."""
    return run_words(plugins, HELP)


if __name__ == "__main__":
    sys.exit(main())
