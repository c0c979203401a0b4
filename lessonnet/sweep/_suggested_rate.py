"""Which learning rate a short look at many of them speaks for (row L25)."""

import math
from collections.abc import Sequence

import numpy as np

from lessonnet.options import OptionError

_SHARE = 0.9
"""Of the largest fall of the error: what a rate must reach to lie on the floor of the valley."""


def suggested_rate(rates: Sequence[float], errors: Sequence[float | None]) -> float:
    """Return the middle of the valley's floor: of the rates that learn nearly as much as the best one.

    The error after a short training, drawn against the rate, is a valley: too low a rate has hardly begun, too high a
    one bounces or diverges. With e₀ the error at the lowest rate and e* the lowest error of all, the floor is the run
    of neighbouring rates around that of e* with

    e₀ − e ≥ 0.9 · (e₀ − e*)

    and the suggestion is the middle one of them; of an even number the lower of the two. The rate of e* itself is the
    plaything of chance, and lies close to the edge where training breaks down; the middle is as far from that edge as
    from rates that crawl.

    How it was chosen: with logistic regression and networks of sigmoid and ReLU units on admissions, moons,
    breast_cancer, iris and digits, by sgd, momentum and adam over 5 seeds, full trainings at every rate were held
    against rules of this kind, against the rate of e* divided by 1 to 10, and against that of the steepest fall.

    How good it is, on 5 other seeds (`scripts/lr_find_quality.py`, 150 trainings of 43 rates): the validation error is
    1.10 times that of the best rate of all (median; mean 1.48, on parts of 30 points up to 20 times), and the test
    error 0.98 times (mean 0.63, at most 1.9): who picks one of 43 full trainings by few validation points picks what
    flatters those points. Against the optimizer's default rate the test error is 0.73 times (mean 0.55).

    Args:
        rates: at least one, > 0, growing.
        errors: of each after the same few steps; None or not finite where the training diverged.

    Returns:
        One of the rates.

    Raises:
        OptionError: if the training diverged at every rate.
        ValueError: if there are not as many errors as rates, or no rates.

    Example:
        >>> suggested_rate([0.01, 0.1, 1.0, 10.0, 100.0], [2.0, 0.31, 0.3, 0.32, None])
        1.0
    """
    if len(rates) != len(errors) or not len(rates):
        raise ValueError(f"There must be an error for each of at least one rate, got {len(errors)} and {len(rates)}.")
    known = np.array([math.inf if error is None or not math.isfinite(error) else error for error in errors])
    if not np.isfinite(known).any():
        raise OptionError("`lr_find` found no rate to train with: the error grew beyond all bounds at each of them.")
    best = int(known.argmin())
    start = known[0] if math.isfinite(known[0]) else known[np.isfinite(known)].max()
    on_floor = start - known >= _SHARE * (start - known[best])
    first = last = best
    while first > 0 and on_floor[first - 1]:
        first -= 1
    while last + 1 < len(known) and on_floor[last + 1]:
        last += 1
    return float(rates[(first + last) // 2])
