"""Names of jobs in figures."""

import pytest

from lessonnet.sweep._labels import labels_of
from lessonnet.sweep._row import Row


def rows(*overrides: tuple[str, ...]) -> list[Row]:
    return [Row(job, str(job), own, {"status": "completed"}) for job, own in enumerate(overrides)]


@pytest.mark.parametrize(
    ("overrides", "keys", "expected"),
    [
        ((("activation=tanh",), ("activation=relu",)), ["activation"], ["tanh", "relu"]),
        ((("regularizer=none",), ("regularizer=l1",)), ["regularizer"], ["no regularizer", "l1"]),
        ((("data.batch_size=full",), ("data.batch_size=1",)), ["data.batch_size"], ["batch_size=full", "batch_size=1"]),
        ((("seed=0",), ("seed=1",)), ["seed"], ["seed=0", "seed=1"]),
        (
            (("optimizer=sgd", "scheduler=none"), ("optimizer=adam", "scheduler=plateau")),
            ["optimizer", "scheduler"],
            ["sgd, no scheduler", "adam, plateau"],
        ),
        ((("init.weights=[[1,2,3],[4,5,6],[7,8,9]]",), ("init.weights=[1]",)), ["init.weights"], ["job 0", "job 1"]),
        ((("seed=0",), ("seed=0",)), ["seed"], ["job 0", "job 1"]),
        (((), ()), [], ["job 0", "job 1"]),
    ],
)
def test_jobs_are_named_by_what_is_their_own(
    overrides: tuple[tuple[str, ...], ...], keys: list[str], expected: list[str]
) -> None:
    assert labels_of(rows(*overrides), keys) == expected
