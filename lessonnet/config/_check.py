"""The check of a whole config: every key, type and range of every part, then what cannot work together."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from lessonnet.config._rules import refuse_broken_rules
from lessonnet.config._schema import LATER_PARTS, OPTIONAL_PARTS, PARTS, SUPPLIED, Settings, clipping_of
from lessonnet.config._target import target_of
from lessonnet.config._unknown import unknown_key
from lessonnet.extensions import naming_package
from lessonnet.options import OptionError, check_options, check_value, describe, options_of


def check(cfg: DictConfig, overrides: Sequence[str] = ()) -> None:
    """Refuse a config that cannot be trained as it stands; build and write nothing.

    Args:
        cfg: a composed config, without Hydra's own node.
        overrides: what the user chose on the command line, such as ``activation=tanh``; a choice that would do
            nothing is refused.

    Raises:
        OptionError: names the key, what was found and what is allowed.
    """
    check_tree(plain(cfg), overrides)


def check_tree(config: Mapping[str, Any], overrides: Sequence[str] = ()) -> None:
    """Refuse a config, given as plain dicts with every interpolation resolved, as `check` does."""
    tree = {**dict.fromkeys(LATER_PARTS), **config}
    _check_top_level(tree)
    for part in (*PARTS, *OPTIONAL_PARTS):
        if part in PARTS or tree[part] is not None:
            tree[part] = _part(part, tree[part], overrides)
    for name, node in (tree["callbacks"] or {}).items():
        if node is not None:
            _part(f"callbacks.{name}", node, overrides)
    refuse_broken_rules(tree, overrides)


def plain(cfg: DictConfig) -> dict[str, Any]:
    """Return a config as plain dicts and lists with every interpolation resolved.

    Raises:
        OptionError: if an interpolation leads nowhere.
    """
    try:
        tree = OmegaConf.to_container(cfg, resolve=True)
    except OmegaConfBaseException as error:
        raise OptionError(f"cannot resolve the config: {str(error).splitlines()[0]}.") from error
    assert isinstance(tree, dict)
    return {str(key): value for key, value in tree.items()}


def _check_top_level(tree: Mapping[str, Any]) -> None:
    parts = {*PARTS, *OPTIONAL_PARTS, "callbacks"}
    settings = {name: value for name, value in tree.items() if name not in parts}
    for name in settings:
        if name not in options_of(Settings):
            raise unknown_key("", name, parts | set(options_of(Settings)))
    check_options("", Settings, settings)
    for part in sorted(parts):
        if part not in tree:
            remedy = f"every config has one; leave out `~{part}`" if part in PARTS else f"write {part}=none"
            raise OptionError(f"`{part}` is missing: {remedy}.")
    if not isinstance(tree["callbacks"] or {}, dict):
        raise OptionError(f"`callbacks` must be a group of callbacks, got {tree['callbacks']!r}.")


def _part(key: str, node: Any, overrides: Sequence[str]) -> Mapping[str, Any]:
    """Check a part; of the jobs of a sweep most have most parts in common, and each is looked at once."""
    try:
        return _known_part(key, json.dumps(node))
    except (OptionError, TypeError, ValueError):
        return _checked_part(key, node, overrides)  # with a hint that depends on the overrides


@lru_cache(maxsize=1024)
def _known_part(key: str, text: str) -> Mapping[str, Any]:
    return _checked_part(key, json.loads(text), ())


def _checked_part(key: str, node: Any, overrides: Sequence[str]) -> dict[str, Any]:
    if not isinstance(node, dict) or "_target_" not in node:
        raise OptionError(f"`{key}` must name what it builds by `_target_`, got {node!r}.")
    target = target_of(key, node["_target_"])
    supplied = SUPPLIED.get(key.partition(".")[0], frozenset())
    try:
        known = options_of(target)
    except (ValueError, TypeError, NameError) as error:  # of something built in, or with annotations that lead nowhere
        raise _unreadable(key, node["_target_"], error) from error
    added = clipping_of(known, node["_target_"]) if key == "optimizer" else {}
    allowed = {name: option for name, option in (known | added).items() if name not in supplied}
    for name, value in node.items():
        if name != "_target_" and name not in allowed:
            _refuse_two_choices(key, str(name), overrides)
            _refuse_left_over(key, str(name), node["_target_"], overrides)
            raise unknown_key(key, str(name), allowed)
        if value == "???":
            raise OptionError(f"`{key}.{name}` must be given: {describe(allowed[name].annotation)}.")
    for name, option in added.items():
        if name in node:
            check_value(f"{key}.{name}", node[name], option.annotation)
    try:
        check_options(key, target, node, ignore=("_target_", *supplied, *added))
    except TypeError as error:
        unusable = OptionError(f"`{key}._target_`: {' '.join(str(error).split())}")
        raise naming_package(unusable, node["_target_"]) from error
    return {name: option.default for name, option in allowed.items()} | node


def _refuse_left_over(key: str, name: str, path: str, overrides: Sequence[str]) -> None:
    """Say so where an unknown key is not the user's own, but that of the option whose class is replaced."""
    words = [line.lstrip("+") for line in overrides]
    if any(line.startswith(f"{key}._target_=") for line in words) and not any(
        line.startswith(f"{key}.{name}=") for line in words
    ):
        raise OptionError(
            f"`{key}.{name}` stands in the option that {path} replaces, and is none of its own: add ~{key}.{name}."
        )


def _unreadable(key: str, path: str, error: Exception) -> OptionError:
    reason = "" if isinstance(error, ValueError) else f": {' '.join(str(error).split())}"
    return naming_package(OptionError(f"`{key}._target_` names {path!r}, whose options are not known{reason}."), path)


def _refuse_two_choices(key: str, name: str, overrides: Sequence[str]) -> None:
    """Say so where an unknown key is not the user's own, but an experiment's that sets it for another choice."""
    experiment = next((line for line in overrides if line.startswith("experiment=")), None)
    choice = next((line for line in overrides if line.startswith(f"{key}=")), None)
    if experiment and choice and not any(line.lstrip("+").startswith(f"{key}.{name}") for line in overrides):
        raise OptionError(
            f"`{choice}` does not go with `{experiment}`, which sets `{key}.{name}`: leave one of the two out, "
            f"or add `~{key}.{name}`."
        )
