"""All the names that a new package needs, made of the one that its author chose."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from importlib.util import find_spec

from lessonnet.extensions import config_directory, options_of_plugins
from lessonnet.options import OptionError

_NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z][a-z0-9]*)*")
_LONGEST = 60
_PREFIX = "lessonnet_"

_VALUES = {"false", "inf", "nan", "no", "none", "null", "off", "on", "true", "yes"}
"""Words that Hydra or YAML takes for something else than a name."""

_IN_THE_CODE = {"Activation", "Any", "Batch", "Callback", "ClassVar", "Conf", "Data", "DataSet", "LightningModule"}
_IN_THE_CODE |= {
    "Linear",
    "Model",
    "Module",
    "Network",
    "OptionError",
    "Path",
    "Points",
    "PositiveInt",
    "Rows",
    "Scale",
}
_IN_THE_CODE |= {"Size", "Spread", "Stack", "Tensor", "Test", "Tests", "Trainer"}
"""Names that the code has already, or that would say nothing."""


@dataclass(frozen=True)
class Names:
    """Hold the names of a new package.

    Attributes:
        package: the distribution, as its author wrote it: ``lessonnet-swish``.
        module: the import package: ``lessonnet_swish``.
        option: on the command line: ``swish``.
        type: of the class: ``Swish``.
    """

    package: str
    module: str
    option: str
    type: str

    @classmethod
    def of(cls, package: str, group: str) -> Names:
        """Make the names.

        Args:
            package: a name in small letters, such as ``lessonnet-swish``.
            group: of the option.

        Raises:
            OptionError: if something of that name is there already, or it is none.
        """
        if not _NAME.fullmatch(package) or len(package) > _LONGEST:
            raise OptionError(
                "a package's name is written in small letters and digits, joined by hyphens, such as lessonnet-swish; "
                f"got {package!r}."
            )
        module = package.replace("-", "_")
        option = module.removeprefix(_PREFIX)
        names = cls(package, module, option, "".join(word.title() for word in option.split("_")))
        names._refuse_taken(group)
        return names

    def _refuse_taken(self, group: str) -> None:
        is_word = keyword.iskeyword(self.module) or keyword.iskeyword(self.option) or self.option in _VALUES
        if is_word or self.type in _IN_THE_CODE:
            raise OptionError(f"{self.package!r} would be called {self.option!r}, which means something else already.")
        if (config_directory() / group / f"{self.option}.yaml").is_file():
            raise OptionError(f"`{group}={self.option}` is one of lessonnet's own; choose another name.")
        if claims := options_of_plugins().get((group, self.option), ()):
            raise OptionError(f"`{group}={self.option}` is offered by {claims[0]} already; choose another name.")
        if find_spec(self.module) is not None:
            raise OptionError(f"there is a Python package {self.module} already; choose another name.")
