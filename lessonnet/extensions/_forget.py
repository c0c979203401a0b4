"""Looking again at what is installed."""

import importlib

from lessonnet.extensions import _claims, _distributions, _plugin


def forget() -> None:
    """Forget what was found installed: within a running process packages come only by hand, as in a notebook."""
    importlib.invalidate_caches()
    caches = (_claims.options_of_plugins, _claims.unusable_options, _claims._target)
    for found in (_distributions.offers, _plugin.installed, *caches):
        found.cache_clear()
