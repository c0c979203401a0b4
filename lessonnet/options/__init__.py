"""What a part's options may be: types, ranges, and the one line that refuses a wrong value.

A configurable part declares its options as annotated constructor parameters; the same annotations check a config file,
a command line and a direct call from Python. Nothing here imports anything heavy.
"""

from lessonnet.options._bytes import bytes_of
from lessonnet.options._errors import (
    BadValueError,
    OptionError,
    UselessChoiceError,
    dotted,
    nearest,
    shown,
    unknown_key,
)
from lessonnet.options._printable import printable
from lessonnet.options._range import (
    Fraction,
    NonNegativeFloat,
    NonNegativeInt,
    Points,
    PositiveFloat,
    PositiveInt,
    Range,
    Scale,
    Seed,
    Size,
    Spread,
)
from lessonnet.options._signature import Option, Options, check_options, options_of
from lessonnet.options._values import check_value, describe

__all__ = [
    "BadValueError",
    "Fraction",
    "NonNegativeFloat",
    "NonNegativeInt",
    "Option",
    "OptionError",
    "Options",
    "Points",
    "PositiveFloat",
    "PositiveInt",
    "Range",
    "Scale",
    "Seed",
    "Size",
    "Spread",
    "UselessChoiceError",
    "bytes_of",
    "check_options",
    "check_value",
    "describe",
    "dotted",
    "nearest",
    "options_of",
    "printable",
    "shown",
    "unknown_key",
]
