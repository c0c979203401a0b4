"""The mountains of the lesson's last page: five error surfaces over two parameters, each with a lesson of its own.

All take positions [..., 2] and give heights [...] and slopes [..., 2], of as many climbers at once as there are.
"""

from lessonnet.surfaces._errorest import ERROREST, errorest, errorest_slope
from lessonnet.surfaces._eyjafvillajokull import EYJAFVILLAJOKULL, eyjafvillajokull, eyjafvillajokull_slope
from lessonnet.surfaces._kilimanjerror import KIBO, KILIMANJERROR, MAWENZI, SHIRA, kilimanjerror, kilimanjerror_slope
from lessonnet.surfaces._reinererror import REINERERROR, SADDLE, reinererror, reinererror_slope
from lessonnet.surfaces._surface import PATHS, REACH, Field, Point, Surface
from lessonnet.surfaces._ves_oops_vius import MOAT, RIM, VES_OOPS_VIUS, ves_oops_vius, ves_oops_vius_slope

SURFACES: dict[str, Surface] = {
    surface.name: surface for surface in (ERROREST, KILIMANJERROR, REINERERROR, VES_OOPS_VIUS, EYJAFVILLAJOKULL)
}
"""The surfaces by name."""

__all__ = [
    "ERROREST",
    "EYJAFVILLAJOKULL",
    "KIBO",
    "KILIMANJERROR",
    "MAWENZI",
    "MOAT",
    "PATHS",
    "REACH",
    "REINERERROR",
    "RIM",
    "SADDLE",
    "SHIRA",
    "SURFACES",
    "VES_OOPS_VIUS",
    "Field",
    "Point",
    "Surface",
    "errorest",
    "errorest_slope",
    "eyjafvillajokull",
    "eyjafvillajokull_slope",
    "kilimanjerror",
    "kilimanjerror_slope",
    "reinererror",
    "reinererror_slope",
    "ves_oops_vius",
    "ves_oops_vius_slope",
]
