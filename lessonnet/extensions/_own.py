"""Where lessonnet's own YAML files are."""

from functools import cache
from pathlib import Path

from lessonnet.options import OptionError

MAIN = "train"
"""Name of the main config."""

_PACKAGE = Path(__file__).parent.parent


@cache
def config_directory() -> Path:
    """Return the absolute path of the YAML files: inside an installed package, or beside it in a clone.

    Raises:
        OptionError: if neither holds the main config.
    """
    places = (_PACKAGE / "conf", _PACKAGE.parent / "conf")
    for place in places:
        if (place / f"{MAIN}.yaml").is_file():
            return place.resolve()
    raise OptionError(
        f"the configs are missing: no {MAIN}.yaml in {places[0]} or {places[1]}; install lessonnet again."
    )
