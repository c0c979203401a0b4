"""What a user wrote on the command line, read with Hydra's own grammar; what cannot be meant is refused in one line."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import ChoiceSweep, Override, Sweep
from hydra.errors import HydraException

from lessonnet.command._conf import keys_of, options_in
from lessonnet.config import unknown_key
from lessonnet.options import OptionError, nearest

_LISTED = "callbacks"
"""The one group of which a run may have several options."""

Groups = Mapping[str, Collection[str]]
"""Each group with the names of its options."""


def parse(lines: Iterable[str]) -> list[Override]:
    """Read overrides such as ``optimizer.lr=0.1``.

    Raises:
        OptionError: if one of them does not follow the grammar.
    """
    parser = OverridesParser.create()
    return [_parse(parser, line) for line in lines]


@cache
def read(line: str) -> Override:
    """Return an override, read once."""
    return parse([line])[0]


def _parse(parser: OverridesParser, line: str) -> Override:
    if "=" not in line and not line.startswith("~"):
        raise OptionError(f"`{line}` lacks a value; write {line}=<value>.")
    try:
        override = parser.parse_override(line)
    except HydraException as error:
        raise OptionError(f"cannot read `{line}`: {str(error).splitlines()[0]}. {_hint(line)}") from error
    if not override.key_or_group:
        raise OptionError(f"`{line}` lacks a key; write key=value, such as optimizer.lr=0.1.")
    return override


def _hint(line: str) -> str:
    key, _, value = line.partition("=")
    if len(value) != 1 or value.isalnum():
        return "Is a quote or bracket left open?"
    quoted = '\\"\'\\"' if value == "'" else f"'{value}'"
    return f'A mark is written in quotes, here within others for the shell: "{key}={quoted}".'


def alternatives(override: Override) -> list[str]:
    """Return what an override stands for: itself, or each value of a sweep; none where a sweep is continuous."""
    if not override.is_sweep_override():
        return [str(override.input_line)]
    if not override.is_discrete_sweep():
        return []
    line, given = str(override.input_line), override.value()
    if isinstance(given, ChoiceSweep) and any(isinstance(value, Sweep) for value in given.list):
        raise OptionError(f"`{line}` has several values within one of its values; write every one of them out.")
    values = list(override.sweep_string_iterator())
    if not values:
        raise OptionError(f"`{line}` stands for no value at all.")
    if len(set(values)) < len(values):
        twice = next(value for value in values if values.count(value) > 1)
        raise OptionError(f"`{line}` has the value {twice} twice, and would train the same job again.")
    return [f"{override.get_key_element()}={value}" for value in values]


def refuse_sweep(overrides: Iterable[Override], groups: Groups) -> None:
    """Refuse several values for one key, or several options of a group, in a run that is not a multirun."""
    for override in overrides:
        if override.is_sweep_override():
            line = str(override.input_line)
            key, _, values = line.partition("=")
            may_be_list = key not in groups or key == _LISTED
            hint = f", or write {key}=[{values}] for a list" if may_be_list else ""
            raise OptionError(f"`{line}` names several values; add -m to train with each{hint}.")


def refuse_unknown_choice(override: Override, groups: Groups, settings: Collection[str]) -> None:
    """Refuse a group, an option of a group, or a first part of a key that does not exist."""
    key = override.key_or_group
    if override.is_delete():
        return  # Hydra checks what is taken away
    if key in groups:
        _refuse_unknown_option(override, groups[key])
    elif "/" not in key and override.package is None:
        first = key.split(".")[0]
        if first != "hydra" and first not in groups and first not in settings:
            raise unknown_key("", first, {*groups, *settings} - {"hydra"})


def _refuse_unknown_option(override: Override, options: Collection[str]) -> None:
    group, value = override.key_or_group, override.value()
    if isinstance(value, list) and group != _LISTED:
        raise OptionError(f"`{group}` is one of {', '.join(sorted(options))}, got the list {value!r}.")
    for name in value if isinstance(value, list) else [value]:
        if str(name) not in options:
            close = nearest(str(name), options)
            hint = f" Did you mean `{group}={close}`?" if close else ""
            raise OptionError(f"`{group}` has no option {str(name)!r}; allowed: {', '.join(sorted(options))}.{hint}")


def refuse_unknown_key(
    override: Override, tree: Mapping[str, Any], choices: Mapping[str, str], named: Collection[str] = ()
) -> None:
    """Refuse a key that the config does not have.

    Args:
        override: one that sets a value, not a group.
        tree: the config as plain dicts, composed with the user's groups only.
        choices: the option chosen for each group.
        named: groups whose class the user names by `_target_`.
    """
    parts = override.key_or_group.split(".")
    node: Any = tree
    for depth, part in enumerate(parts):
        prefix = ".".join(parts[:depth])
        if isinstance(node, list):
            return  # an index, which Hydra checks
        keys = [key for key in node if key != "_target_"] if isinstance(node, dict) else []
        if part in keys or (part == "_target_" and isinstance(node, dict) and part in node):
            node = node[part]
            continue
        if override.is_add():
            return  # it becomes a key, and the check of the whole config judges it
        if prefix in named and not override.is_delete():
            raise OptionError(
                f"`{override.key_or_group}` is not a key of {prefix}={choices.get(prefix)}; "
                f"add it for the class that you name: +{override.input_line}."
            )
        if depth == 1 and prefix in choices:
            _refuse_key_of_another_option(prefix, part, choices[prefix], has_keys=bool(keys))
        raise unknown_key(prefix, part, keys)
    if override.is_add():
        raise OptionError(f"`{override.key_or_group}` is there already; leave out the `+` of `{override.input_line}`.")


def named_classes(overrides: Iterable[Override]) -> set[str]:
    """Return the groups whose class is named on the command line, by ``activation._target_=…``."""
    keys = (override.key_or_group.rpartition(".") for override in overrides)
    return {group for group, _, key in keys if key == "_target_"}


def _refuse_key_of_another_option(group: str, key: str, chosen: str, *, has_keys: bool) -> None:
    options = [option for option in options_in(group) if option != chosen]
    holders = [option for option in options if key in keys_of(group, option)]
    fitting = holders or ([] if has_keys else [option for option in options if keys_of(group, option)])
    if fitting:
        remedy = " or ".join(text for text in (", ".join(fitting[:-1]), fitting[-1]) if text)
        raise OptionError(f"`{group}.{key}` is not a key of {group}={chosen}; choose {group}={remedy} first.")
