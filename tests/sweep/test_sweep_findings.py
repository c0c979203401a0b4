"""What a sweep says of its jobs' illnesses."""

from typing import Any

from lessonnet.sweep._row import Row
from lessonnet.sweep._sweep_findings import findings_of

LOW = {"name": "rate too low", "words": "the error still falls", "evidence": {}, "try": "optimizer.lr=0.1"}


def rows(*diagnoses: list[dict[str, Any]] | None) -> list[Row]:
    return [
        Row(job, str(job), (f"optimizer.lr={job}",), {"status": "completed", "diagnosis": diagnosis})
        for job, diagnosis in enumerate(diagnoses)
    ]


def test_few_jobs_are_told_of_one_by_one() -> None:
    assert findings_of(rows([LOW], [], None)) == [
        "diagnosis lr=0: rate too low: the error still falls",
        "try       optimizer.lr=0.1",
    ]


def test_of_many_jobs_it_is_counted_who_has_what() -> None:
    told = findings_of(rows(*([[LOW]] * 11), [], []))
    assert told == ["diagnosis rate too low: 11 jobs, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 …"]


def test_healthy_jobs_are_not_mentioned() -> None:
    assert findings_of(rows([], [])) == []
