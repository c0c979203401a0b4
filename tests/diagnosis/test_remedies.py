"""Every remedy composes beside what the training was asked with: through the program itself, which checks it."""

import csv
import shlex
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lessonnet import train
from lessonnet.diagnosis import DIAGNOSES, Evidence
from lessonnet.diagnosis._asked import Asked
from tests.diagnosis.cases import trained
from tests.diagnosis.held_out import HELD_OUT
from tests.sweep.runs import called, composed

VARIANTS: list[dict[str, Any]] = [
    {},
    {"patience": None},
    {"patience": 20},
    {"regularizer": "l2", "penalties": (0.0, 1e-3)},
    {"regularizer": "elastic", "penalties": (1e-3, 1e-3)},
    {"regularizer": "l1", "penalties": (1e-3, 0.0), "dropout": 0.5},
    {"dropout": 0.5},
    {"optimizer": "adam", "rate": 1e-3, "usual_rate": 1e-3},
    {"optimizer": "adam", "rate": 3.0, "usual_rate": 1e-3},
    {"optimizer": "lbfgs", "rate": 1.0, "usual_rate": 1.0, "has_clip_norm": False},
    {"initializer": "normal", "init_scale": 3.0},
    {"initializer": "he", "init_scale": 1.0},
    {"initializer": "fixed", "init_scale": None},
    {"standardize": False},
    {"has_class_weight": True},
]


def base(asked: Asked, table: Path) -> list[str]:
    """What the training was asked with, as overrides."""
    data = [f"data=table data.path={table} data.target=y"] if asked.has_class_weight else ["data=moons"]
    words = [*data, f"data.standardize={asked.standardize} optimizer={asked.optimizer} optimizer.lr={asked.rate}"]
    words.append(
        "model=logistic" if not asked.hidden else f"model=mlp model.hidden={list(asked.hidden)}".replace(", ", ",")
    )
    if asked.hidden and asked.activation:
        words.append(f"activation={asked.activation}")
    if asked.initializer == "fixed":
        words.append("init=fixed init.weights=[1,1,0]")
    elif asked.initializer in ("xavier", "he", "normal"):
        words.append(f"init={asked.initializer} init.scale={asked.init_scale}")
    if asked.regularizer is not None:
        keys = [f"regularizer.l{i + 1}={value}" for i, value in enumerate(asked.penalties) if value]
        words.append(" ".join([f"regularizer={asked.regularizer}", *keys]))
    if asked.dropout is not None and asked.hidden:
        words.append(f"dropout=per_batch dropout.p={asked.dropout}")
    words.append(
        "callbacks=checkpoint" if asked.patience is None else f"callbacks.early_stopping.patience={asked.patience}"
    )
    words.append("data.batch_size=full" if asked.optimizer == "lbfgs" else "")
    return shlex.split(" ".join(words))


@cache
def ill(name: str) -> Evidence:
    """One training made to have an illness, that has it; its network may be one of several layers."""
    (evidence,) = trained(HELD_OUT[name].ill[1 if name in ("underfitting", "overfitting") else 0 :][:1], [3000])
    return evidence


def remedies(name: str) -> Iterator[tuple[Asked, str]]:
    """What is said to try, whatever else was asked."""
    evidence = ill(name)
    for variant in VARIANTS:
        asked = replace(evidence.asked, **variant)
        if not asked.hidden:
            asked = replace(asked, dropout=None)
        finding = DIAGNOSES[name](replace(evidence, asked=asked))
        if finding is not None and finding.remedy is not None:
            yield asked, finding.remedy


@pytest.fixture
def table(tmp_path: Path) -> Path:
    with (tmp_path / "rows.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "y"])
        writer.writerows([[i, i * i % 7, "yes" if i > 20 else "no"] for i in range(40)])
    return tmp_path / "rows.csv"


@pytest.mark.parametrize("name", DIAGNOSES)
def test_remedy_composes_beside_what_was_asked_and_changes_it(name: str, table: Path) -> None:
    tried = {remedy: asked for asked, remedy in remedies(name)}
    assert tried
    for remedy, asked in tried.items():
        words = base(asked, table)
        assert composed(*words, *shlex.split(remedy)) != composed(*words), remedy


@pytest.mark.slow
@pytest.mark.parametrize("name", DIAGNOSES)
def test_remedy_is_understood_by_the_program(name: str, table: Path) -> None:
    for asked, remedy in remedies(name):
        answer = called(table.parent, train.main, *base(asked, table), *shlex.split(remedy), "--cfg", "job")
        assert (answer.code, answer.err) == (0, ""), (base(asked, table), remedy)
