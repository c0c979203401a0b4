"""Which plugin offers which option of which group, and the names that more than one lays claim to."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from lessonnet.extensions._own import config_directory
from lessonnet.extensions._plugin import Plugin, installed
from lessonnet.options import OptionError

_GROUP_OF_HYDRA = "hydra/"
_COMBINED = ("callbacks", "experiment", "hparams_search")
"""Groups whose options are no single part."""


@cache
def options_of_plugins() -> Mapping[tuple[str, str], tuple[Plugin, ...]]:
    """Return who lays claim to each (group, option) of the plugins; a file directly in conf/ has the group ""."""
    claims: dict[tuple[str, str], tuple[Plugin, ...]] = {}
    for plugin in installed():
        for key in _options_in(plugin.conf) if plugin.conf else ():
            claims[key] = (*claims.get(key, ()), plugin)
    return dict(sorted(claims.items()))


def _options_in(conf: Path) -> list[tuple[str, str]]:
    files = sorted(path for path in conf.rglob("*.yaml") if path.is_file())
    groups = [path.parent.relative_to(conf).as_posix() for path in files]
    return [("" if group == "." else group, path.stem) for group, path in zip(groups, files, strict=True)]


def config_file(group: str, option: str) -> Path | None:
    """Return the YAML file of the one plugin that offers an option; None where none does, or not it alone."""
    claims = options_of_plugins().get((group, option), ())
    return _file(claims[0], group, option) if len(claims) == 1 and not _is_own(group, option) else None


def target_of_option(group: str, option: str) -> str | None:
    """Return the `_target_` that a plugin's option names; None where the file cannot be read or has none."""
    path = config_file(group, option)
    return None if path is None else _target(path)[0]


def option_of(group: str, target: str) -> tuple[Plugin, str] | None:
    """Return the plugin and the option whose `_target_` a class is; None where no option names it.

    Args:
        group: of the option.
        target: dotted path of the class, as a YAML file names it or as the class itself does; a class that is handed on
            by its package's ``__init__`` has two paths.
    """
    for (own_group, option), claims in options_of_plugins().items():
        if own_group == group and (named := target_of_option(group, option)) and target in (named, _own_path(named)):
            return claims[0], option
    return None


def refuse_clash(group: str, option: str) -> None:
    """Refuse an option that several packages lay claim to.

    Raises:
        OptionError: names all of them.
    """
    claims = [str(plugin) for plugin in options_of_plugins().get((group, option), ())]
    if claims and _is_own(group, option):
        claims = ["lessonnet itself", *claims]
    if len(claims) > 1:
        named = f"{', '.join(claims[:-1])} and {claims[-1]}"
        raise OptionError(f"`{group}={option}` is offered by {named}; uninstall all but one of them.")


def refuse_unusable(group: str, option: str) -> None:
    """Refuse an option that several packages lay claim to, or whose package or file cannot be used.

    Raises:
        OptionError: names the packages.
    """
    refuse_clash(group, option)
    path = config_file(group, option)
    if path is not None and (wrong := _wrong_with(path, group)):
        raise OptionError(f"`{group}={option}` of the package {options_of_plugins()[group, option][0]}: {wrong}.")
    for plugin in options_of_plugins().get((group, option), ()):
        if plugin.problem:
            raise OptionError(f"`{group}={option}` needs the package {plugin}, and {plugin.problem}.")


@cache
def unusable_options() -> frozenset[tuple[str, str]]:
    """Return the (group, option) of all options that `refuse_unusable` refuses."""
    return frozenset(key for key in options_of_plugins() if _is_unusable(*key))


def broken_files() -> Mapping[tuple[str, str], tuple[Plugin, Path]]:
    """Return the plugins' options whose files are no YAML, each with its plugin and its file."""
    files = {key: (claims[0], config_file(*key)) for key, claims in options_of_plugins().items()}
    return {key: (plugin, path) for key, (plugin, path) in files.items() if path is not None and _target(path)[1]}


def _is_unusable(group: str, option: str) -> bool:
    try:
        refuse_unusable(group, option)
    except OptionError:
        return True
    return False


def has_unknown_group(group: str) -> bool:
    """Tell whether a plugin's group is none of ours nor of Hydra's, so that nothing would read its options."""
    return not group or not ((config_directory() / group).is_dir() or group.startswith(_GROUP_OF_HYDRA))


def problem_of(group: str, option: str) -> str | None:
    """Say what can be seen to be wrong with a plugin's option without importing anything."""
    if not group:
        return f"conf/{option}.yaml lies in no group's directory, and nothing reads it"
    if has_unknown_group(group):
        return f"there is no group `{group}`, and nothing reads it"
    try:
        refuse_unusable(group, option)
    except OptionError as error:
        return str(error).rstrip(".")
    return None


def _is_own(group: str, option: str) -> bool:
    return (config_directory() / group / f"{option}.yaml").is_file()


def _file(plugin: Plugin, group: str, option: str) -> Path:
    assert plugin.conf is not None
    return plugin.conf / group / f"{option}.yaml"


@cache
def _target(path: Path) -> tuple[str | None, str | None]:
    """Return the `_target_` of a file, and what is wrong with the file."""
    import yaml

    try:
        node = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        return None, f"{path} cannot be read: {reason}"
    target = node.get("_target_") if isinstance(node, dict) else None
    return (target if isinstance(target, str) else None), None


def _wrong_with(path: Path, group: str) -> str | None:
    target, unreadable = _target(path)
    if unreadable or target or group in _COMBINED or group.startswith(_GROUP_OF_HYDRA):
        return unreadable
    text = path.read_text(encoding="utf-8")
    # A file may build on others, or put its keys elsewhere.
    return None if "defaults:" in text or "@package" in text else f"{path} names no class by `_target_`"


def _own_path(named: str) -> str | None:
    """Return how a class calls itself, where its module has been imported already."""
    module, _, name = named.rpartition(".")
    found = getattr(sys.modules.get(module), name, None)
    return f"{found.__module__}.{found.__qualname__}" if isinstance(found, type) else None
