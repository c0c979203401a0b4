"""Which settings can be told apart, against tests worked by hand and SciPy's distribution."""

import math
from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import t as student

from lessonnet.sweep._alike import alike, p_value
from lessonnet.sweep._row import Row
from lessonnet.sweep._settings import Setting


def setting(errors: Mapping[int, float]) -> Setting:
    """A setting of one completed job for each seed."""
    parts = {"train": None, "test": None, "selected_by": "val", "status": "completed"}
    results = [{**parts, "val": {"error": error, "accuracy": 0.5}, "seed": seed} for seed, error in errors.items()]
    return Setting.of((), [Row(job, str(job), (), result) for job, result in enumerate(results)])


def seeded(errors: list[float], first: int = 0) -> Setting:
    return setting(dict(enumerate(errors, start=first)))


def test_p_over_shared_seeds_is_that_of_the_paired_test() -> None:
    best, other = seeded([0.1, 0.2, 0.4, 0.3]), seeded([0.2, 0.2, 0.6, 0.7])
    # d = 0.1, 0, 0.2, 0.4: mean 0.175, sum of squares about it 0.0875, s = √(0.0875 / 3).
    t = 0.175 / math.sqrt(0.0875 / 3 / 4)
    # 1e-9: differences of float64 numbers, and SciPy's own distribution function
    assert p_value(best, other) == pytest.approx(2 * student.sf(t, df=3), rel=1e-9)


def test_pairs_are_formed_by_seed_and_not_by_position() -> None:
    best = setting({0: 0.1, 1: 0.2, 2: 0.4, 9: 5.0})
    other = setting({7: 3.0, 2: 0.5, 1: 0.3, 0: 0.25})
    differences = np.array([0.15, 0.1, 0.1])
    t = differences.mean() / (differences.std(ddof=1) / math.sqrt(3))
    assert p_value(best, other) == pytest.approx(2 * student.sf(t, df=2), rel=1e-9)


@pytest.mark.parametrize("first", [10, 2], ids=["no shared seed", "one shared seed"])
def test_p_without_two_shared_seeds_is_that_of_welchs_test(first: int) -> None:
    x, y = [0.1, 0.2, 0.3], [0.4, 0.9, 0.6, 0.5]
    # Welch (1947): t = (x̄ − ȳ) / √(a + b), a = s²/n of each; (a + b)² / (a²/(n−1) + b²/(m−1)) degrees of freedom.
    a, b = np.var(x, ddof=1) / 3, np.var(y, ddof=1) / 4
    t, df = (np.mean(y) - np.mean(x)) / math.sqrt(a + b), (a + b) ** 2 / (a**2 / 2 + b**2 / 3)
    assert p_value(seeded(x), seeded(y, first)) == pytest.approx(2 * student.sf(t, df), rel=1e-9)


def test_settings_are_told_apart_by_seeds_although_they_overlap() -> None:
    spread_out = [0.1, 0.3, 0.5, 0.7, 0.9]
    shifted = [error + 0.02 + 0.001 * n for n, error in enumerate(spread_out)]
    assert alike(seeded(spread_out), seeded(shifted)) is False
    assert alike(seeded(spread_out), seeded(shifted, first=10)) is True  # the same numbers, unpaired


@pytest.mark.parametrize(("t", "told"), [(12.8, True), (12.6, False)])
def test_level_is_5_percent_on_both_sides(t: float, told: bool) -> None:
    # With one degree of freedom t = 12.706 has p = 0.05: tables of Student's distribution. d = 1 ± 1/t has it.
    other = seeded([1 + 1 / t, 1 - 1 / t])
    assert alike(seeded([0.0, 0.0]), other) is not told
    assert alike(other, seeded([0.0, 0.0])) is not told


@pytest.mark.parametrize("first", [0, 5], ids=["paired", "unpaired"])
def test_equal_errors_are_alike(first: int) -> None:
    assert alike(seeded([0.25, 0.25]), seeded([0.25, 0.25], first)) is True


def test_equal_errors_of_each_seed_are_alike() -> None:
    assert alike(seeded([0.1, 0.2, 0.7]), seeded([0.1, 0.2, 0.7])) is True


@pytest.mark.parametrize("shift", [0.25, 0.1], ids=["exact in binary", "rounded"])
def test_the_same_difference_for_each_seed_tells_apart(shift: float) -> None:
    errors = [0.25, 0.5, 0.75]
    assert alike(seeded(errors), seeded([error + shift for error in errors])) is False


@pytest.mark.parametrize("other", [[], [0.5]])
def test_nothing_can_be_told_of_fewer_than_two_jobs(other: list[float]) -> None:
    assert alike(seeded([0.1, 0.2]), seeded(other)) is None
    assert alike(seeded([0.1]), seeded([0.1])) is None
