"""The installed plugins: which package brings which module, and where its YAML files lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lessonnet.extensions._distributions import Offer, offers

UNKNOWN = "(no version)"

_OURS = ("lessonnet", "hydra_plugins")


@dataclass(frozen=True)
class Plugin:
    """Describe one installed plugin, without having imported it.

    Attributes:
        name: of its entry point.
        module: its import package.
        package: its distribution, which pip installs.
        version: of the distribution.
        conf: directory of its YAML files, None where there is none.
        problem: why it cannot be used, None where nothing is known to be wrong.
    """

    name: str
    module: str
    package: str
    version: str
    conf: Path | None = None
    problem: str | None = None

    def __str__(self) -> str:
        return f"{self.package} {self.version}"


@cache
def installed() -> tuple[Plugin, ...]:
    """Return the installed plugins by the names of their packages; nothing is imported."""
    found: dict[tuple[str, str], Plugin] = {}
    for offer in offers():
        if offer.group == "lessonnet.plugins":
            found.setdefault((offer.package, offer.value), _plugin(offer))
    return tuple(found.values())


def plugin_of_module(dotted: str) -> Plugin | None:
    """Return the plugin that a module, class or function is from, None for what no plugin brings.

    Args:
        dotted: its path; the first part decides.
    """
    module = dotted.partition(".")[0]
    return next((plugin for plugin in installed() if plugin.module == module), None)


def plugin_offering(offer: Offer) -> Plugin:
    """Return the plugin that an entry point belongs to; a package may offer a figure and no options."""
    own = next((plugin for plugin in installed() if plugin.package == offer.package), None)
    module = offer.value.partition(":")[0].partition(".")[0]
    return own or Plugin(offer.name, module, offer.package, offer.version or UNKNOWN, None, _missing_version(offer))


def _plugin(offer: Offer) -> Plugin:
    conf, problem = _conf_of(offer.value.strip())
    known = offer.version or UNKNOWN
    return Plugin(offer.name, offer.value.strip(), offer.package, known, conf, problem or _missing_version(offer))


def _missing_version(offer: Offer) -> str | None:
    return None if offer.version else "its metadata names no version, which a saved model would need"


def _conf_of(module: str) -> tuple[Path | None, str | None]:
    """Return the directory of a package's YAML files, or what is wrong."""
    if not module.isidentifier() or module in _OURS:
        return None, f"its entry point names {module!r}, and must name the top-level package that brings its conf/"
    try:
        spec = find_spec(module)  # of a top-level name this imports nothing
    except Exception as error:  # the finders of other packages take part
        return None, f"its package {module} cannot be looked up: {type(error).__name__}: {error}"
    if spec is None:
        return None, f"its entry point names the package {module}, which is not there"
    places = [Path(place) / "conf" for place in spec.submodule_search_locations or ()]
    conf = next((place.resolve() for place in places if place.is_dir()), None)
    return conf, None if conf else f"its package {module} has no directory conf/ with YAML files"
