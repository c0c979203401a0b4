"""Whether a setting's errors can be told apart from the best one's."""

import math
import warnings
from collections.abc import Sequence

from lessonnet.sweep._settings import Setting

LEVEL = 0.05
"""A p-value below it tells two settings apart."""


def alike(best: Setting, other: Setting) -> bool | None:
    """Tell whether two settings cannot be told apart by their selecting errors.

    The test is two-sided, at a level of 0.05. No correction for many comparisons is made, nor for the best setting
    having been chosen by the very numbers that are compared: of twenty settings that are as good as the best, one or
    more will be told apart from it.

    Args:
        best: the setting of the lowest mean error.
        other: what is compared with it.

    Returns:
        True if they cannot be told apart, False if they can, None if there are too few jobs to tell.
    """
    p = p_value(best, other)
    return None if p is None else p >= LEVEL


def p_value(one: Setting, other: Setting) -> float | None:
    """Return how likely errors as different as two settings' are, if their means were the same.

    Over the seeds that both have, by Student's t-test for paired samples: d = x − y for each seed, and

        t = mean(d) / (s(d) / √n),  n − 1 degrees of freedom.

    Where fewer than two seeds are shared, by Welch's (B. L. Welch, Biometrika 34, 1947), for unequal variances.

    Returns:
        p in [0, 1], and 1 where nothing differs at all; None if two seeds are not shared and one of the settings has
        fewer than two jobs.
    """
    first, second = dict(one.measured), dict(other.measured)
    shared = [seed for seed in first if seed is not None and seed in second]
    if len(shared) >= 2:
        return _p([first[seed] for seed in shared], [second[seed] for seed in shared], paired=True)
    if min(len(one.measured), len(other.measured)) < 2:
        return None
    return _p([error for _, error in one.measured], [error for _, error in other.measured], paired=False)


def _p(x: Sequence[float], y: Sequence[float], *, paired: bool) -> float:
    from scipy import stats

    with warnings.catch_warnings():
        # Errors that differ by the same amount for each seed have no variance to speak of: p is then 0, and rightly.
        warnings.filterwarnings("ignore", "Precision loss occurred", RuntimeWarning)
        p = float((stats.ttest_rel(x, y) if paired else stats.ttest_ind(x, y, equal_var=False)).pvalue)
    # 0 / 0: no difference, and no variance.
    return 1.0 if math.isnan(p) else p
