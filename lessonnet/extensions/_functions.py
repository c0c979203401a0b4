"""Figures and export formats of plugins: entry points name their functions, so names are known without an import."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from lessonnet.extensions._distributions import Offer, offers
from lessonnet.extensions._load import load_from
from lessonnet.extensions._plugin import Plugin, plugin_offering
from lessonnet.options import OptionError, nearest

_FIGURES, _EXPORTS = "lessonnet.figures", "lessonnet.exports"
_FIGURE_KEY, _EXPORT_KEY = "callbacks.figures.extra", "export"


def figure_names() -> list[str]:
    """Return the names of the plugins' figures; nothing is imported."""
    return _names(_FIGURES)


def export_names() -> list[str]:
    """Return the names of the plugins' export formats; nothing is imported."""
    return _names(_EXPORTS)


def plugins_offering(kind: Literal["figure", "export"], name: str) -> list[Plugin]:
    """Return the plugins that offer a figure or an export format; more than one, or a name of ours too, is a clash."""
    group = {"figure": _FIGURES, "export": _EXPORTS}[kind]
    return [plugin_offering(offer) for offer in offers() if (offer.group, offer.name) == (group, name)]


def figure(name: str) -> Callable[..., Any]:
    """Import the function that draws a plugin's figure.

    Raises:
        OptionError: if no package offers it, several do, or it cannot be imported.
    """
    return _function(_FIGURES, name, _FIGURE_KEY, "figure", [])


def export(name: str) -> Callable[..., Any]:
    """Import the function that writes a plugin's export format.

    Raises:
        OptionError: if no package offers it, several do, or it cannot be imported.
    """
    return _function(_EXPORTS, name, _EXPORT_KEY, "export format", ["onnx"])


def _names(group: str) -> list[str]:
    return sorted({offer.name for offer in offers() if offer.group == group})


def _function(group: str, name: str, key: str, kind: str, own: list[str]) -> Callable[..., Any]:
    claims = [offer for offer in offers() if offer.group == group and offer.name == name]
    _refuse_unknown(claims, name, key, kind, [*own, *_names(group)])
    plugins = [plugin_offering(offer) for offer in claims]
    if name in own or len(claims) > 1:
        named = [*(["lessonnet itself"] if name in own else []), *map(str, plugins)]
        raise OptionError(f"the {kind} {name!r} of `{key}` is offered by {' and '.join(named)}; uninstall all but one.")
    if plugins[0].problem:
        raise OptionError(f"the {kind} {name!r} of `{key}` needs the package {plugins[0]}, and {plugins[0].problem}.")
    module, _, path = (part.strip() for part in claims[0].value.partition(":"))
    if not module or not path:
        raise OptionError(
            f"the package {plugins[0]} names its {kind} {name!r} by {claims[0].value!r}, not module:name."
        )
    found = load_from(plugins[0], module, path, f"{key}={name}")
    if not callable(found):
        raise OptionError(f"the package {plugins[0]} names its {kind} {name!r} by {claims[0].value!r}, no function.")
    function: Callable[..., Any] = found
    return function


def _refuse_unknown(claims: list[Offer], name: str, key: str, kind: str, known: list[str]) -> None:
    if not claims:
        close = nearest(name, known)
        hint = f" Did you mean {close!r}?" if close else ""
        listed = ", ".join(known) or "none is installed"
        raise OptionError(f"`{key}` names the {kind} {name!r}, which no package offers; known: {listed}.{hint}")
