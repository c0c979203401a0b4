"""Importing what a plugin brings; whatever happens then is one line that names the package."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from lessonnet.extensions._plugin import Plugin, plugin_of_module
from lessonnet.options import OptionError


def load_from(plugin: Plugin, module: str, name: str, what: str) -> Any:
    """Import an object of a plugin's.

    Args:
        plugin: that brings it.
        module: dotted path of the module.
        name: of the object in it; dots lead into classes.
        what: what it is needed for, such as ``activation=swish_beta``, for the error.

    Raises:
        OptionError: if the module cannot be imported, whatever it raises, or has no such name.
    """
    try:
        found: Any = import_module(module)
    except (Exception, SystemExit) as error:
        raise OptionError(f"`{what}` needs the package {plugin}, which cannot be imported: {_fault(error)}") from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise OptionError(f"`{what}` needs {module}.{name} of the package {plugin}, which has no such name.")
        found = getattr(found, part)
    return found


def naming_package(error: OptionError, path: str) -> OptionError:
    """Return a refusal that names the package of the class that it is about, where a plugin brings it.

    Args:
        error: the refusal.
        path: dotted path of the class.
    """
    plugin = plugin_of_module(path)
    text = str(error)
    if plugin is None or str(plugin) in text:
        return error
    return type(error)(f"{text.rstrip('.')} (of the package {plugin}).")


def _fault(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return f"it ends the program (SystemExit: {error.code})."
    if isinstance(error, SyntaxError) and error.filename:
        return f"SyntaxError: {error.msg} ({error.filename}, line {error.lineno})."
    text = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {text}." if text else f"{type(error).__name__}."
