"""The classes that a saved model names: built in, offered by installed plugins, or handed over by whoever loads it."""

import warnings
from collections.abc import Callable, Collection, Mapping
from typing import Any

from torch import nn

from lessonnet.artifact import GROUPS
from lessonnet.data import DataSet
from lessonnet.extensions import Plugin, installed, options_of_plugins, refuse_unusable, target_of_option
from lessonnet.nn import Criterion
from lessonnet.options import OptionError, nearest

KINDS: dict[str, type] = {"activation": nn.Module, "criterion": Criterion, "network": nn.Module, "data": DataSet}
"""What each part of a saved model is."""


class Lookup:
    """Find the classes of a saved model's parts; nothing is imported but what an installed package offers.

    Args:
        description: the checked content of `model.json`.
        classes: that no package offers, handed over.
    """

    def __init__(self, description: Mapping[str, Any], classes: Collection[type] = ()) -> None:
        self._offered: dict[str, tuple[str | None, str | None]] = {
            offer: (entry["package"], entry["version"])
            for entry in description.get("plugins", ())
            for offer in entry["offers"]
        }
        self._classes = {path_of(kind): kind for kind in classes}

    def find(self, part: str, name: str, built_in: Mapping[str, Any]) -> Callable[..., Any]:
        """Return the class of a part.

        Args:
            part: its key in `model.json`.
            name: its name there.
            built_in: classes of its kind by their plain names.

        Raises:
            OptionError: if there is none here, or it is of another kind.
        """
        option = f"{GROUPS[part]}={name}"
        if option not in self._offered:
            return _built_in(part, name, built_in)
        package, version = self._offered[option]
        if package is None or version is None:
            return self._handed_over(part, name)
        plugin = _plugin_of(option, package, version)
        if plugin.version != version:
            warnings.warn(f"the model was trained with {package} {version}, and {plugin} is installed.", stacklevel=1)
        return _of_kind(part, _imported(option, plugin), f"{option} of the package {plugin}")

    def is_handed_over(self, kind: object) -> bool:
        """Tell whether a class was handed over, so that nobody need be protected from it."""
        return any(kind is own for own in self._classes.values())

    def _handed_over(self, part: str, name: str) -> Callable[..., Any]:
        if name not in self._classes:
            raise OptionError(
                f"`{part}.name` is {name!r}, a class that no installed package offers; hand it over: "
                f"lessonnet.load(path, classes=[{name.rpartition('.')[2]}])."
            )
        return _of_kind(part, self._classes[name], name)


def refuse_missing(description: Mapping[str, Any]) -> None:
    """Refuse a model that needs a package which is not installed; nothing is imported.

    Raises:
        OptionError: names the package and how to install it.
    """
    for entry in description.get("plugins", ()):
        if entry["package"] is not None:
            for option in entry["offers"]:
                _plugin_of(option, entry["package"], entry["version"])


def path_of(kind: type) -> str:
    """Return a class's dotted path, as it calls itself."""
    return f"{kind.__module__}.{kind.__qualname__}"


def _built_in(part: str, name: str, built_in: Mapping[str, Any]) -> Callable[..., Any]:
    if name not in built_in:
        close = nearest(name, built_in)
        hint = f" Did you mean {close!r}?" if close else ""
        raise OptionError(f"`{part}.name` must be one of {', '.join(built_in)}, got {name!r}.{hint}")
    found: Callable[..., Any] = built_in[name]
    return found


def _plugin_of(option: str, package: str, version: str) -> Plugin:
    """Return the installed plugin of a package that offers an option."""
    needed = f"the model needs the package {package} {version} ({option})"
    group, _, name = option.partition("=")
    claims = [plugin for plugin in options_of_plugins().get((group, name), ()) if _same(plugin.package, package)]
    if claims:
        refuse_unusable(group, name)
        return claims[0]
    there = next((plugin for plugin in installed() if _same(plugin.package, package)), None)
    if there is None:
        raise OptionError(f"{needed}, which is not installed: pip install {package}")
    raise OptionError(f"{needed}, and the installed {there} does not offer it.")


def _same(one: str, other: str) -> bool:
    """Compare names of packages as installers do."""
    plain = [name.lower().replace("_", "-").replace(".", "-") for name in (one, other)]
    return plain[0] == plain[1]


def _imported(option: str, plugin: Plugin) -> Callable[..., Any]:
    from lessonnet.config import target_of  # what checks configs comes with it, and most models need none of it

    group, _, name = option.partition("=")
    target = target_of_option(group, name)
    if target is None:
        raise OptionError(f"`{option}` of the package {plugin} names no class by `_target_`.")
    return target_of(group, target)


def _of_kind(part: str, found: Callable[..., Any], name: str) -> Callable[..., Any]:
    if not isinstance(found, type) or not issubclass(found, KINDS[part]):
        raise OptionError(f"`{part}.name`: {name} must be a subclass of {KINDS[part].__name__}, and is not.")
    return found
