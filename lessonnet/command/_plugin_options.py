"""What a config takes from plugins: refused in one line, with the package, where it cannot be used."""

from collections.abc import Callable, Iterable

from lessonnet.extensions import broken_files, refuse_unusable, unusable_options
from lessonnet.options import OptionError


def refuse_unusable_options(files: Callable[[], Iterable[str]]) -> None:
    """Refuse an option that several packages lay claim to, or whose package cannot be used.

    Args:
        files: returns the names of all YAML files that a config is composed of, such as ``activation/tanh``; they are
            asked for only where there is such an option at all.

    Raises:
        OptionError: names the packages.
    """
    unusable = {f"{group}/{option}": (group, option) for group, option in unusable_options()}
    for name in files() if unusable else ():
        if name in unusable:
            refuse_unusable(*unusable[name])


def refuse_broken_file(error: BaseException) -> None:
    """Refuse a plugin's option whose file is no YAML, if that is what an error is about.

    Raises:
        OptionError: names the package and the file.
    """
    text = " ".join(str(error).split())
    for (group, option), (plugin, path) in broken_files().items():
        if str(path) in text:
            raise OptionError(f"`{group}={option}` of the package {plugin} cannot be read: {text}.") from error
