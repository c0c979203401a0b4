"""The lesson's students: labelled by the very rule, straight or curved."""

import numpy as np
import pytest

from lessonnet.data import Admissions
from lessonnet.data._admissions import admission_score


def test_line_is_the_lessons_own_when_there_is_no_noise():
    features, targets, _, _ = Admissions(points=5000, noise=0).rows()
    test, grades = features.T
    np.testing.assert_array_equal(targets, 2 * test + grades - 18 >= 0)


def test_curve_is_the_geometric_mean_when_there_is_no_noise():
    features, targets, _, _ = Admissions(points=5000, noise=0, rule="curved").rows()
    test, grades = features.T
    # 3·∛(t²g) ≥ 18 is t²g ≥ 216.
    np.testing.assert_array_equal(targets, test**2 * grades >= 216)


def test_zero_score_is_accepted():
    # Row L2: zero counts as 1. Test 6, grades 6 lies on both boundaries.
    on_both = np.array([6.0])
    assert admission_score(on_both, on_both, "line") >= 0
    assert admission_score(on_both, on_both, "curved") >= 0


def test_student_with_9_and_1_is_accepted_by_the_line_and_rejected_by_the_curve():
    # Row L8a: +1 on the line. On the curve 3·∛81 − 18 = 12.98 − 18 = −5.02.
    nine, one = np.array([9.0]), np.array([1.0])
    assert admission_score(nine, one, "line") == 1
    assert admission_score(nine, one, "curved") == pytest.approx(-5.02, abs=0.005)  # printed to 2 decimals


def test_curve_accepts_nobody_whom_the_line_rejects():
    # The geometric mean is never above the arithmetic one.
    line, curved = (Admissions(points=5000, noise=0, rule=rule).rows().targets for rule in ("line", "curved"))
    assert (line >= curved).all()
    assert (line > curved).any()


@pytest.mark.parametrize("good", [(10.0, 10.0), (8.0, 7.0), (7.0, 8.0)])
def test_both_rules_accept_students_good_at_both(good):
    test, grades = (np.array([mark]) for mark in good)
    assert admission_score(test, grades, "line") > 0
    assert admission_score(test, grades, "curved") > 0


def test_marks_fill_0_to_10():
    features, _, names, _ = Admissions(points=5000).rows()
    assert names == ["test", "grades"]
    assert features.min() >= 0
    assert features.max() < 10
    # Mean of 5000 numbers uniform in 0..10: 5 ± 0.041; 5 deviations bound it.
    np.testing.assert_allclose(features.mean(axis=0), 5, atol=5 * 0.041)


def test_classes_occur_as_often_as_their_areas():
    # Area above the line: ∫ (1 + g/2) dg over 0..10 = 35 of 100; deviation of the share 0.0067; 5 bound it.
    _, targets, _, names = Admissions(points=5000, noise=0).rows()
    assert names == ["rejected", "accepted"]
    assert abs(targets.mean() - 0.35) < 5 * 0.0067


@pytest.mark.parametrize("rule", ["line", "curved"])
def test_noise_blurs_the_labels_and_moves_no_student(rule):
    exact, noisy = (Admissions(points=5000, noise=noise, rule=rule).rows() for noise in (0, 1))
    np.testing.assert_array_equal(exact.features, noisy.features)
    score = admission_score(*exact.features.T, rule)
    wrong = exact.targets != noisy.targets
    # A label flips with probability Φ(−|score|): at most half of those near, hardly any (6e-7) five deviations away.
    assert 0 < wrong.mean() < 0.5
    assert np.abs(score[wrong]).max() < 5


def test_students_differ_when_the_seed_differs():
    assert not np.isin(Admissions(seed=0).rows().features, Admissions(seed=1).rows().features).any()


def test_first_students_stay_when_more_are_drawn():
    few, more = Admissions(points=10).rows(), Admissions(points=20).rows()
    np.testing.assert_array_equal(few.features, more.features[:10])
    np.testing.assert_array_equal(few.targets, more.targets[:10])
