"""A trained model's parts as a saved model names them: by a built-in name, a plugin's option, or a class's own path."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lessonnet.artifact import GROUPS
from lessonnet.data import DataSet
from lessonnet.extensions import option_of
from lessonnet.models import CRITERIA, ModuleClassifier, path_of
from lessonnet.nn import ACTIVATIONS, Activation, Criterion, ModuleActivation
from lessonnet.options import OptionError, check_value, options_of

_SUPPLIED = ("in_features", "outputs")


class NamedPart(NamedTuple):
    """One part.

    Attributes:
        group: of its option.
        name: plain name, or dotted path of a class that no package offers.
        options: by name, plain values.
        is_built_in: whether every installation has it.
        package: that offers it, None where none does.
        version: of the package.
    """

    group: str
    name: str
    options: dict[str, Any]
    is_built_in: bool
    package: str | None = None
    version: str | None = None


def activation_of(activation: Activation, node: Mapping[str, Any] | None) -> NamedPart:
    """Name an activation."""
    part = activation.module if isinstance(activation, ModuleActivation) else activation
    return _named("activation", type(part), _options("activation", part, node), ACTIVATIONS)


def criterion_of(criterion: Criterion, node: Mapping[str, Any] | None) -> NamedPart:
    """Name an error function that is not the model's own."""
    return _named("criterion", type(criterion), _options("criterion", criterion, node), CRITERIA)


def network_of(model: ModuleClassifier) -> NamedPart:
    """Name a network of one's own, with all its options: a later version may have other defaults."""
    return _named("network", model.kind, _filled(model.kind, model.options), {})


def data_part(data: DataSet, built_in: Mapping[str, type[DataSet]]) -> NamedPart:
    """Name a data set that is no table."""
    return _named("data", type(data), data.options(), built_in)


def _named(part: str, kind: type, options: dict[str, Any], built_in: Mapping[str, Any]) -> NamedPart:
    group = GROUPS[part]
    plain = next((name for name, own in built_in.items() if own is kind), None)
    if plain is not None:
        return NamedPart(group, plain, options, is_built_in=True)
    found = option_of(group, path_of(kind))
    if found is None:
        return NamedPart(group, path_of(kind), options, is_built_in=False)
    plugin, option = found
    return NamedPart(group, option, options, is_built_in=False, package=plugin.package, version=plugin.version)


def _options(part: str, built: object, node: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a part's options: those that its config node gives, or where it has none those that it keeps."""
    kind: Callable[..., Any] = type(built)
    if node is not None:
        return _filled(kind, {name: value for name, value in node.items() if name != "_target_"})
    for name in options_of(kind):
        if not hasattr(built, name):
            raise OptionError(f"`{part}`: {type(built).__name__} does not keep its option `{name}` as an attribute.")
    return {name: getattr(built, name) for name in options_of(kind)}


def _filled(kind: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return options as their annotations want them, defaults where none are given."""
    known = {name: option for name, option in options_of(kind).items() if name not in _SUPPLIED}
    values = {name: given.get(name, option.default) for name, option in known.items()}
    return {name: check_value(name, value, known[name].annotation) for name, value in values.items()}
