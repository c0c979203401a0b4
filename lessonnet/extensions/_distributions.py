"""Installed distributions and their entry points; one whose metadata is damaged costs no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions

GROUPS = ("lessonnet.plugins", "lessonnet.figures", "lessonnet.exports")
"""Entry-point groups that mean something here."""


@dataclass(frozen=True)
class Offer:
    """Hold one entry point.

    Attributes:
        group: of entry points.
        name: of the entry point.
        value: what it names: a package, or ``module:function``.
        package: name of the distribution.
        version: of the distribution, None where its metadata has none.
    """

    group: str
    name: str
    value: str
    package: str
    version: str | None


@cache
def offers() -> tuple[Offer, ...]:
    """Return all entry points that mean something here, in the order of their packages' names."""
    found: dict[tuple[str, str, str], Offer] = {}
    seen: set[str] = set()
    for distribution in distributions():
        own = list(_offers_of(distribution))
        # What stands first on sys.path is what gets imported, as with modules.
        if own and own[0].package.casefold() not in seen:
            seen.add(own[0].package.casefold())
            found |= {(offer.package, offer.group, offer.name): offer for offer in own}
    return tuple(found[key] for key in sorted(found))


def _offers_of(distribution: Distribution) -> Iterator[Offer]:
    try:
        text = distribution.read_text("entry_points.txt") or ""
        # To read the text is quick, to have each distribution's entry points parsed is not.
        points = [p for p in distribution.entry_points if p.group in GROUPS] if "lessonnet." in text else []
    except Exception:  # whatever is wrong with it, it is not ours to mend
        return
    for point in points:
        name, version = _known(distribution, "Name"), _known(distribution, "Version")
        yield Offer(point.group, point.name, point.value, name or point.value.partition(":")[0], version)


def _known(distribution: Distribution, field: str) -> str | None:
    """Return a field of the metadata, None where it or all of them are missing."""
    try:
        metadata = distribution.metadata
        return str(metadata[field]) if field in metadata else None
    except Exception:  # without a file of metadata, each Python has an exception of its own
        return None
