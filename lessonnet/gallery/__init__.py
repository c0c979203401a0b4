"""Which figures a training has, and what each is drawn from.

Here the parts of a run meet the pure functions of `lessonnet.figures`; callbacks say when.
"""

from lessonnet.gallery._answers import answer_figures
from lessonnet.gallery._boundary import boundary_of
from lessonnet.gallery._comparison import Case, comparison_figures
from lessonnet.gallery._film import boundary_film
from lessonnet.gallery._final import FIGURES, figures_of
from lessonnet.gallery._mountains import Descent, compared_descents, mountain_figures
from lessonnet.gallery._passing import PASSING, passing_figures
from lessonnet.gallery._png import png

__all__ = [
    "FIGURES",
    "PASSING",
    "Case",
    "Descent",
    "answer_figures",
    "boundary_film",
    "boundary_of",
    "compared_descents",
    "comparison_figures",
    "figures_of",
    "mountain_figures",
    "passing_figures",
    "png",
]
