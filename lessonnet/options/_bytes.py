"""Sizes in bytes, as people write them."""

import re

from lessonnet.options._errors import OptionError

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def bytes_of(key: str, value: str | int) -> int:
    """Return a size in bytes.

    Args:
        key: the option's name, for the error.
        value: a number of bytes, or a text such as ``500MB`` or ``1.5 GiB``.

    Raises:
        OptionError: if it is neither, or less than one byte.

    Example:
        >>> bytes_of("data.memory_limit", "1.5kB")
        1500
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", str(value).strip())
    if match is None or match[2].upper() not in _UNITS or float(match[1]) * _UNITS[match[2].upper()] < 1:
        raise OptionError(f"`{key}` must be a size such as 500MB, 2GB or a number of bytes, got {value!r}.")
    return int(float(match[1]) * _UNITS[match[2].upper()])
