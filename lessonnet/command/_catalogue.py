"""All that can be chosen, ours and the plugins': each option with its meaning, where it is from, and what is wrong."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from lessonnet import __version__
from lessonnet.command._conf import comment_of_file, entries, options_in
from lessonnet.extensions import (
    Plugin,
    config_directory,
    export_names,
    figure_names,
    installed,
    options_of_plugins,
    plugins_offering,
    problem_of,
)
from lessonnet.options import printable

_FIGURE, _EXPORT = "callbacks.figures.extra", "export"


@dataclass(frozen=True)
class Choice:
    """Hold one option of one package."""

    group: str
    option: str
    meaning: str
    package: str
    version: str
    problem: str | None = None


def catalogue() -> list[Choice]:
    """Return every option: group after group in the order of the main config, then what is no option of ours."""
    order = [entry.name for entry in entries() if entry.is_group]
    found = [choice for group in order for choice in _own(group)] + list(_of_plugins()) + list(_functions())
    return sorted(found, key=lambda choice: order.index(choice.group) if choice.group in order else len(order))


def table(width: int) -> str:
    """Return the catalogue as a table, what is wrong beneath it.

    Args:
        width: of the terminal, in characters.
    """
    from rich.console import Console
    from rich.table import Column, Table

    choices = catalogue()
    rows = Table(Column("option", no_wrap=True), "meaning", "package")
    before = choices[0].group
    for choice in choices:
        if choice.group != before:
            rows.add_section()
        before = choice.group
        name = f"{choice.group}={choice.option}" + (" !" if choice.problem else "")
        rows.add_row(*map(printable, (name, choice.meaning, f"{choice.package} {choice.version}")))
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False, emoji=False)
    console.print(rows)
    text = console.file.getvalue().rstrip("\n")  # type: ignore[attr-defined]  # it is the StringIO from above
    return "\n".join([text, *(f"! {printable(line)}" for line in problems())])


def as_json() -> str:
    """Return the catalogue for programs: a list of options and one of problems."""
    listed = [asdict(choice) for choice in catalogue()]
    return json.dumps({"options": listed, "problems": problems()}, indent=1, ensure_ascii=False)


def problems() -> list[str]:
    """Return what can be seen to be wrong with the installed plugins without importing them, a line each."""
    lines = [f"{plugin}: {plugin.problem}." for plugin in installed() if plugin.problem]
    faulty = (choice for choice in catalogue() if choice.problem)
    return list(dict.fromkeys([*lines, *(_line(choice) for choice in faulty)]))


def _line(choice: Choice) -> str:
    asked = f"{choice.group}={choice.option}".lstrip("=")
    return f"{choice.package} {choice.version}: {asked}: {choice.problem}."


def _own(group: str) -> Iterator[Choice]:
    for option in options_in(group):
        path = config_directory() / group / f"{option}.yaml"
        if path.is_file():
            yield Choice(group, option, comment_of_file(path)[0], "lessonnet", __version__)


def _of_plugins() -> Iterator[Choice]:
    for (group, option), claims in options_of_plugins().items():
        for plugin in claims:
            assert plugin.conf is not None
            meaning = next(iter(comment_of_file(plugin.conf / group / f"{option}.yaml")), "")
            yield _choice(group, option, meaning, plugin, problem_of(group, option))


def _functions() -> Iterator[Choice]:
    for name in figure_names():
        yield from _claimed(_FIGURE, name, "a figure", plugins_offering("figure", name))
    for name in export_names():
        yield from _claimed(_EXPORT, name, "a file format", plugins_offering("export", name))


def _claimed(key: str, name: str, meaning: str, claims: Sequence[Plugin]) -> Iterator[Choice]:
    clash = f"offered by {' and '.join(map(str, claims))}; uninstall all but one of them" if len(claims) > 1 else None
    for plugin in claims:
        yield _choice(key, name, meaning, plugin, clash or plugin.problem)


def _choice(group: str, option: str, meaning: str, plugin: Plugin, problem: str | None) -> Choice:
    return Choice(group, option, meaning, plugin.package, plugin.version, problem)
