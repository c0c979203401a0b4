"""A part's options, read off its constructor."""

import dataclasses
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from lessonnet.options._errors import OptionError, dotted, unknown_key
from lessonnet.options._values import check_value, describe


@dataclass(frozen=True)
class Option:
    """Describe one constructor parameter: its name, annotation and default."""

    name: str
    annotation: Any
    default: Any
    required: bool


@cache
def options_of(target: Callable[..., Any]) -> dict[str, Option]:
    """Read the options of a class or function off its signature; treat the result as read-only."""
    hints = _annotations(target)
    named = (
        p for p in inspect.signature(target).parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    )
    made = _made_defaults(target)
    return {
        p.name: Option(p.name, hints.get(p.name, Any), made.get(p.name, p.default), p.default is p.empty) for p in named
    }


def _made_defaults(target: Callable[..., Any]) -> dict[str, Any]:
    """Return the defaults that a dataclass makes anew for each instance; its signature does not tell them."""
    if not dataclasses.is_dataclass(target):
        return {}
    factories = {field.name: field.default_factory for field in dataclasses.fields(target)}
    return {name: make() for name, make in factories.items() if make is not dataclasses.MISSING}


def _annotations(target: Callable[..., Any]) -> dict[str, Any]:
    if dataclasses.is_dataclass(target):
        # Read off the class, not its generated __init__: each inherited field then resolves in its own module.
        return get_type_hints(target, include_extras=True)
    function = target.__init__ if isinstance(target, type) else target  # type: ignore[misc]  # only read, never called
    return get_type_hints(function, include_extras=True)


def check_options(
    prefix: str, target: Callable[..., Any], given: Mapping[str, Any], ignore: Collection[str] = ()
) -> None:
    """Check a part's config node against the constructor that it is meant for.

    Args:
        prefix: the node's key, such as ``optimizer``; errors name ``optimizer.lr``.
        target: the class or function whose parameters are the allowed keys.
        given: the node's keys and plain values.
        ignore: keys that belong to the node and not to the constructor, such as ``_target_``.

    Raises:
        OptionError: if a key is unknown or missing, or a value has the wrong type or lies out of range.
    """
    options = options_of(target)
    for name, value in given.items():
        if name in ignore:
            continue
        if name not in options:
            raise unknown_key(prefix, name, options)
        check_value(dotted(prefix, name), value, options[name].annotation)
    for name, option in options.items():
        if option.required and name not in given and name not in ignore:
            raise OptionError(f"`{dotted(prefix, name)}` must be given: {describe(option.annotation)}.")


class Options:
    """Check and normalise the fields of a frozen dataclass when it is built.

    Mix it in before ``@dataclass(frozen=True)``: ``SGD(lr=-1)`` then raises an OptionError that names ``SGD.lr``.
    """

    def __post_init__(self) -> None:
        part: Callable[..., Any] = type(self)
        for name, option in options_of(part).items():
            checked = check_value(f"{part.__name__}.{name}", getattr(self, name), option.annotation)
            object.__setattr__(self, name, checked)
