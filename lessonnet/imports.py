"""Large imports, in less than two thirds of the time."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


@contextmanager
def quick_imports() -> Iterator[None]:
    """Import PyTorch and all that builds on it without looking for garbage, and without what nobody uses.

    They make a million objects that stay to the end. To look through those for garbage, again and again while there
    are more and more of them, takes a quarter of the time that the imports take. Later they are not looked through
    either. Where PyTorch is there already, nothing is done.
    """
    if "torch" in sys.modules or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        _put_off()
        yield
    finally:
        gc.freeze()
        gc.enable()


class _Later(ModuleType):
    """A module that is loaded as soon as anything of it is used besides what is set here."""

    def __getattr__(self, name: str) -> Any:
        """Load the module, which takes the place of this one."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
            loaded = import_module(self.__name__)
            if "hamming" in vars(self):
                vars(loaded).setdefault("hamming", loaded.windows.hamming)
        return getattr(import_module(self.__name__), name)


def _put_off() -> None:
    """Let two modules wait until somebody uses them: they take a quarter of the time of all imports.

    Lightning imports torchmetrics, and that imports `scipy.signal` for nothing but giving it a function's old name,
    `hamming`, where it lacks it. scikit-learn imports `scipy.stats`, and our data sets call nothing that needs it.
    """
    for name, has in (("scipy.signal", {"hamming": None}), ("scipy.stats", {})):
        spec = None if name in sys.modules else find_spec(name)
        if spec is not None:
            later = _Later(name)
            # Those who look for a module among all of them ask each for its spec and its file.
            vars(later).update(has, __spec__=spec, __file__=spec.origin)
            sys.modules[name] = later
