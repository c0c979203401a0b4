"""What a `_target_` names."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import signature
from typing import Any

from lessonnet.extensions import load_from, naming_package, option_of, plugin_of_module
from lessonnet.imports import quick_imports
from lessonnet.options import OptionError, options_of


@cache
def target_of(key: str, path: str) -> Callable[..., Any]:
    """Import what a `_target_` names.

    Args:
        key: the part's key, for the error.
        path: dotted path of a class, or of a function of lessonnet's own.

    Raises:
        OptionError: if there is nothing of that kind and name.
    """
    module_path, _, name = str(path).rpartition(".")
    plugin = plugin_of_module(str(path))
    try:
        with quick_imports():
            if plugin is None:
                target = getattr(import_module(module_path), name)
            else:
                target = load_from(plugin, module_path, name, _asked(key, str(path)))
    except OptionError:
        raise
    except (Exception, SystemExit) as error:  # whatever a module of one's own raises
        reason = str(error) or type(error).__name__
        raise OptionError(f"`{key}._target_` names {path!r}, which cannot be imported: {reason}.") from error
    # A function of somebody else's would be called to see what it makes, os.system as well as any other.
    if not isinstance(target, type) and not (callable(target) and str(path).startswith("lessonnet.")):
        raise naming_package(OptionError(f"`{key}._target_` names {path!r}, which is no class."), str(path))
    found: Callable[..., Any] = target
    return found


def _asked(key: str, path: str) -> str:
    """Return how a plugin's class is asked for: by its option, or by a `_target_`."""
    found = option_of(key.partition(".")[0], path)
    return f"{key}._target_" if found is None else f"{key.partition('.')[0]}={found[1]}"


@cache
def is_network(path: str) -> bool:
    """Tell whether a model's `_target_` names a network of one's own: a class made of `in_features` and `outputs`.

    Raises:
        OptionError: if there is nothing callable of that name.
    """
    target = target_of("model", path)
    return isinstance(target, type) and {"in_features", "outputs"} <= options_of(target).keys()


@cache
def takes_directory(callback: str) -> bool:
    """Tell whether a callback of one's own is given the directory of its run, as `directory`."""
    is_own = not callback.startswith("lessonnet.")
    return is_own and "directory" in signature(target_of("callbacks", callback)).parameters


@cache
def watches_stacks(callback: str) -> bool:
    """Tell whether a callback of one's own watches many trainings at once: it says so by ``stacks = True``.

    One that is given the directory of its run watches that run alone.
    """
    return getattr(target_of("callbacks", callback), "stacks", False) is True and not takes_directory(callback)
