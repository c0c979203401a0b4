"""Jobs taken together over their seeds, against NumPy."""

from typing import Any

import numpy as np
import pytest

from lessonnet.sweep._effects import effects_of
from lessonnet.sweep._row import Row
from lessonnet.sweep._settings import Spread, settings_of, spread

FAILED = {"status": "failed", "error": "broken"}


def completed(
    error: float | None, accuracy: float = 0.5, *, seed: int | None = None, by: str = "val"
) -> dict[str, Any]:
    """Results whose other part and test part have numbers of their own."""
    selecting, other = {"error": error, "accuracy": accuracy}, {"error": 9.0, "accuracy": 0.25}
    parts = {"train": other, "val": selecting} if by == "val" else {"train": selecting, "val": None}
    test = {"error": 8.0, "accuracy": accuracy / 2}
    return {"status": "completed", **parts, "test": test, "selected_by": by, "seed": seed}


def row(job: int, overrides: str, results: dict[str, Any]) -> Row:
    return Row(job, str(job), tuple(overrides.split()), results)


def test_jobs_that_differ_in_the_seed_alone_are_one_setting() -> None:
    rows = [
        row(0, "b=1 seed=3 a=2", completed(0.1, seed=3)),
        row(1, "b=1 seed=4 a=2", completed(0.1, seed=4)),
        row(2, "b=1 seed=3 a=5", completed(0.2, seed=3)),
    ]
    first, second = settings_of(rows)
    assert (first.overrides, first.jobs, first.seeds) == (("b=1", "a=2"), (0, 1), (3, 4))
    assert (second.overrides, second.jobs, second.seeds) == (("b=1", "a=5"), (2,), (3,))


def test_other_seeds_make_other_settings() -> None:
    rows = [row(s, f"data.seed={s} +seed=1", completed(0.1)) for s in range(2)]
    assert [setting.overrides for setting in settings_of(rows)] == [("data.seed=0",), ("data.seed=1",)]


def test_mean_and_deviation_equal_numpys() -> None:
    rng = np.random.default_rng(0)
    errors, accuracies = rng.uniform(size=7), rng.uniform(size=7)
    (setting,) = settings_of(
        [
            row(j, f"seed={j}", completed(float(e), float(a)))
            for j, (e, a) in enumerate(zip(errors, accuracies, strict=True))
        ]
    )
    # Both sum seven float64: a few roundings of 2^-53.
    assert setting.error == pytest.approx((errors.mean(), errors.std(ddof=1)), rel=1e-14)
    assert setting.val_accuracy == pytest.approx((accuracies.mean(), accuracies.std(ddof=1)), rel=1e-14)
    assert setting.test_accuracy == pytest.approx((accuracies.mean() / 2, accuracies.std(ddof=1) / 2), rel=1e-14)
    assert setting.train_accuracy == Spread(0.25, 0.0)
    assert setting.accuracy == setting.val_accuracy


def test_training_gives_error_and_accuracy_where_there_is_no_validation_part() -> None:
    rows = [row(j, f"seed={j}", completed(error, 0.75, by="train")) for j, error in enumerate([0.25, 0.75])]
    (setting,) = settings_of(rows)
    assert setting.selected_by == "train"
    assert setting.error == pytest.approx((0.5, 0.125**0.5))  # √((0.25² + 0.25²) / 1)
    assert setting.accuracy == Spread(0.75, 0.0)
    assert setting.val_accuracy == Spread(None, None)


def test_one_number_has_no_deviation() -> None:
    assert spread([0.5]) == Spread(0.5, None)
    assert spread([]) == Spread(None, None)


@pytest.mark.parametrize("status", ["diverged", "failed", "interrupted"])
def test_what_did_not_complete_is_counted_and_not_averaged(status: str) -> None:
    rows = [row(0, "seed=0", completed(0.5)), row(1, "seed=1", completed(7.0) | {"status": status})]
    (setting,) = settings_of(rows)
    assert setting.statuses == {"completed": 1, status: 1}
    assert setting.completed == 1
    assert setting.error == Spread(0.5, None)


def test_failed_job_without_results_has_the_seed_of_its_overrides() -> None:
    (setting,) = settings_of([row(4, "seed=17", FAILED), row(5, "seed=abc", FAILED)])
    assert setting.seeds == (17,)


def test_error_that_is_not_finite_is_not_averaged() -> None:
    (setting,) = settings_of([row(0, "seed=0", completed(None)), row(1, "seed=1", completed(0.5))])
    assert setting.completed == 2
    assert setting.error == Spread(0.5, None)


def test_settings_stand_in_the_order_of_their_errors_and_those_without_come_last() -> None:
    rows = [
        row(0, "a=none", FAILED),
        row(1, "a=high", completed(0.9)),
        row(2, "a=low", completed(0.1)),
        row(3, "a=equal", completed(0.1)),
    ]
    assert [setting.overrides for setting in settings_of(rows)] == [("a=low",), ("a=equal",), ("a=high",), ("a=none",)]


def test_no_jobs_have_no_settings() -> None:
    assert settings_of([]) == []


def test_effects_hold_value_and_error_of_each_completed_job() -> None:
    rows = [
        row(0, "seed=0 lr=0.1 activation=tanh data=moons", completed(0.5)),
        row(1, "seed=1 lr=1e-1 activation=relu data=moons", completed(0.25)),
        row(2, "seed=0 lr=1 activation=tanh data=moons", completed(0.75)),
        row(3, "seed=0 lr=7 activation=step data=iris", FAILED),
    ]
    assert effects_of(rows) == {
        "lr": [(0.1, 0.5), (0.1, 0.25), (1.0, 0.75)],
        "activation": [("tanh", 0.5), ("relu", 0.25), ("tanh", 0.75)],
    }


@pytest.mark.parametrize("other", ["null", "nan", "inf", "[1,2]", ""])
def test_effects_take_a_key_s_values_for_words_if_one_is_no_number(other: str) -> None:
    rows = [row(0, "a=1", completed(0.5)), row(1, f"a={other}", completed(0.5))]
    assert effects_of(rows) == {"a": [("1", 0.5), (other, 0.5)]}


def test_effects_leave_out_a_number_written_in_two_ways() -> None:
    assert effects_of([row(0, "a=0.1", completed(0.5)), row(1, "a=1e-1", completed(0.5))]) == {}


def test_effects_skip_jobs_that_lack_the_key() -> None:
    rows = [row(0, "a=1", completed(0.5)), row(1, "a=2", completed(0.5)), row(2, "b=3", completed(0.5))]
    assert effects_of(rows) == {"a": [(1.0, 0.5), (2.0, 0.5)]}


def test_effects_of_words_that_have_no_room_are_left_out() -> None:
    long = "[[[1,1,-1.5]],[[2]]]"
    rows = [row(0, f"a={long} b=1", completed(0.5)), row(1, "a=[[[1]]] b=2", completed(0.5))]
    assert effects_of(rows) == {"b": [(1.0, 0.5), (2.0, 0.5)]}


def test_mountains_have_no_effects_as_their_heights_have_no_common_scale() -> None:
    rows = [row(n, f"model.surface={name} b={n}", completed(0.5)) for n, name in enumerate(("errorest", "ves"))]
    assert effects_of(rows) == {}


def test_settings_of_one_task_have_none() -> None:
    settings = settings_of([row(j, f"data=moons a={j} data.noise={j}", completed(0.1)) for j in range(3)])
    assert {setting.task for setting in settings} == {()}


@pytest.mark.parametrize("key", ["data", "data.gate", "data.path", "data.target", "data._target_", "model.surface"])
def test_task_is_what_is_learned(key: str) -> None:
    settings = settings_of([row(j, f"{key}=x{j % 2} a={j}", completed(1 - j / 9)) for j in range(4)])
    assert [setting.task for setting in settings] == [(f"{key}=x0",)] * 2 + [(f"{key}=x1",)] * 2
    assert [setting.jobs for setting in settings] == [(2,), (0,), (3,), (1,)]  # of each the lowest error first
