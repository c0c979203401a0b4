"""Parts of one class with other numbers: what the members of a stack have each for itself."""

from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from lessonnet.options import OptionError, Options, options_of
from lessonnet.testing._values import other_values

Part = TypeVar("Part", bound=Options)


def variants(part: Part) -> list[Part]:
    """Return a part, and one for each of its numeric options with another value there.

    Words and switches are the same for all members of a stack, and stay as they are.
    """
    found, made = [part], type(part)
    constructor: Any = made
    for name, option in options_of(constructor).items():
        now = getattr(part, name)
        if isinstance(now, str | bool):
            continue
        for value in other_values(option):
            if value != now and not isinstance(value, str | bool):
                with suppress(OptionError):  # it does not go with the other options: another one may
                    found.append(replace(part, **{name: value}))  # type: ignore[type-var]  # every part is a dataclass
                    break
    return found
