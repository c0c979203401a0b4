"""The diagnosis of a job: what its evidence is taken from, and how it is written."""

import json
import math
from pathlib import Path

import pytest

from lessonnet.callbacks import Snapshots
from lessonnet.config import plain
from lessonnet.diagnosis import Finding
from lessonnet.sweep import prepare, quiet
from lessonnet.sweep._diagnosis import as_json, diagnosis_of, lines_of
from tests.sweep.runs import composed

FINDING = Finding(
    "rate too high", "the error " + "jumps " * 20, {"rate": 1 / 3, "level": math.inf}, "optimizer.lr=0.1", 7
)


def diagnosed(directory: Path, *words: str, snapshots: bool = False) -> list[Finding]:
    """Train what the words ask for, and diagnose it with or without the weights of its epochs."""
    tree = plain(composed("trainer=cpu", "logger=none", *words))
    prepared = prepare(tree, directory)
    kept = Snapshots()
    prepared.trainer.callbacks.insert(0, kept)  # type: ignore[attr-defined]
    with quiet():
        prepared.trainer.fit(prepared.stack)
    outcome = prepared.stack.outcome()
    best = outcome.record.leader
    rows = kept.frames.of(best, int(outcome.record.epochs[best])).rows if snapshots else None
    return diagnosis_of(prepared.job, outcome, rows)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("experiment=xor",),
        ("experiment=and",),
        ("experiment=digits", "trainer.max_epochs=30"),
        ("restarts=3",),
        ("experiment=mountains",),
        ("data.val_fraction=0",),
        ("data=iris", "precision=64"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("snapshots", [False, True])
def test_healthy_run_has_no_diagnosis(words: tuple[str, ...], snapshots: bool, tmp_path: Path) -> None:
    words = tuple("trainer.precision=64-true" if word == "precision=64" else word for word in words)
    assert diagnosed(tmp_path, *words, snapshots=snapshots) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("data=circles",), "underfitting"),
        (("data=wine", "data.standardize=false"), "features not scaled"),
        (("data=digits", "optimizer.lr=1e6"), "rate too high"),
        (("data=digits", "optimizer.lr=1e-5", "trainer.max_epochs=20"), "rate too low"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
@pytest.mark.parametrize("snapshots", [False, True])
def test_ill_run_has_its_diagnosis(words: tuple[str, ...], name: str, snapshots: bool, tmp_path: Path) -> None:
    assert [finding.name for finding in diagnosed(tmp_path, *words, snapshots=snapshots)] == [name]


def test_diagnosis_takes_the_patience_of_the_job(tmp_path: Path) -> None:
    (finding,) = diagnosed(tmp_path, "data=moons", "model=mlp", "callbacks.early_stopping.patience=3")
    assert finding.remedy == "callbacks.early_stopping.patience=15"


def test_patience_is_that_of_the_class_by_whichever_name(tmp_path: Path) -> None:
    target = "callbacks.early_stopping._target_=lessonnet.callbacks._early_stopping.EarlyStopping"
    (finding,) = diagnosed(tmp_path, "data=moons", "model=mlp", target, "callbacks.early_stopping.patience=3")
    assert finding.remedy == "callbacks.early_stopping.patience=15"


def test_lines_fit_the_summary_and_end_with_what_to_try() -> None:
    *said, remedy = lines_of(as_json([FINDING]))
    assert said[0].startswith("diagnosis rate too high: the error jumps")
    assert all(line.startswith(" " * 10) for line in said[1:])
    assert max(map(len, said)) <= 100
    assert remedy == "try       optimizer.lr=0.1"


def test_finding_without_a_remedy_has_no_line_to_try() -> None:
    lines = lines_of(as_json([Finding("class imbalance", "few points", {}, None, 6)]))
    assert lines == ["diagnosis class imbalance: few points"]


def test_healthy_run_has_no_lines() -> None:
    assert lines_of([]) == []


def test_json_is_strict_and_has_the_promised_keys() -> None:
    (found,) = as_json([FINDING])
    assert list(found) == ["name", "words", "evidence", "try"]
    assert json.loads(json.dumps(found, allow_nan=False))["evidence"] == {"rate": 0.333333, "level": None}
    assert found["try"] == "optimizer.lr=0.1"
