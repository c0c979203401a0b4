"""Any table is learned from and predicted, row by row, or refused in one line: nothing in between, no traceback."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

import lessonnet
from lessonnet import evaluate, predict, train
from lessonnet.command._output import refusal
from lessonnet.options import OptionError
from tests.any_table import Drawn, tables
from tests.sweep.runs import Answer, called, finished

QUICK = ("data=table", "trainer.max_epochs=1", "callbacks=none", "logger=none", "trainer=cpu")
FILES = ["t.csv", "t.parquet"]


def is_refused(answer: Answer) -> bool:
    """Whether a program refused in one line; it may not do anything but that or its work."""
    if answer.code == 0:
        assert answer.err == ""
        return False
    assert (answer.code, answer.err.count("\n"), answer.out) == (2, 1, "")
    return True


def file_words(directory: Path, name: str, drawn: Drawn) -> list[str]:
    """Write the table, and return what is said of its file."""
    if name.endswith(".parquet"):
        drawn.frame().write_parquet(directory / name)
        return [f"data.path={name}"]
    drawn.write_csv(directory / name)
    return [f"data.path={name}", f"data.header={str(drawn.header).lower()}"]


def check_answers(directory: Path, words: list[str], drawn: Drawn) -> str:
    """Predict and evaluate the table that a model was trained on; return what came of it."""
    answer = called(directory, predict.main, "run=run", *words, "output=out.parquet")
    labelled = called(directory, evaluate.main, "run=run", *words, "json=numbers.json")
    if is_refused(answer):
        assert not (directory / "out.parquet").exists()
        return "not predicted"
    assert not is_refused(labelled)
    found, model = pl.read_parquet(directory / "out.parquet"), lessonnet.load(directory / "run")
    assert found.height == drawn.rows
    assert set(found["label"]) <= set(model.class_names)
    measures = found.drop("label").to_numpy()
    assert np.isfinite(measures).all()
    if model.has_probabilities:
        np.testing.assert_allclose(measures.sum(axis=1), 1, rtol=0, atol=1e-9)
    return "predicted"


def whole_way(drawn: Drawn, name: str) -> str:
    """Train on a table and ask about it, in one process; return how far it came."""
    with TemporaryDirectory() as place:
        directory = Path(place)
        words = file_words(directory, name, drawn)
        path = words[0].replace(name, str(directory / name))
        try:
            run = finished(directory / "run", *QUICK, path, *words[1:], f"data.target={drawn.target}", *drawn.options)
        except OptionError as error:
            line = refusal(error)
        else:
            return check_answers(directory, words, drawn) if run.exit_code == 0 else "diverged"
        assert "\n" not in line
        assert name in line or "`data." in line
        return "refused"


def check_tables(name: str, examples: int, capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    counts: Counter[str] = Counter()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables())
    def check(drawn: Drawn) -> None:
        counts[whole_way(drawn, name)] += 1

    check()
    with capsys.disabled():
        listed = ", ".join(f"{count} {end}" for end, count in sorted(counts.items()))
        print(f"\nany table, {name[2:]}: {sum(counts.values())} tried, 0 tracebacks: {listed}")
    return counts


@pytest.mark.parametrize("name", FILES)
def test_any_table_is_predicted_row_by_row_or_refused_in_one_line(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = check_tables(name, 100, capsys)
    # A test that only ever sees refusals would show nothing.
    assert counts["predicted"] >= 10
    assert counts["refused"] >= 10


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", FILES)
def test_any_of_many_tables_is_predicted_or_refused(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check_tables(name, 3000, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=tables())
def test_any_table_through_the_program_leaves_a_run_or_nothing(name: str, drawn: Drawn) -> None:
    with TemporaryDirectory() as place:
        directory = Path(place)
        words = file_words(directory, name, drawn)
        before = sorted(directory.iterdir())
        answer = called(directory, train.main, *QUICK, *words, f"data.target={drawn.target}", *drawn.options)
        if answer.code == 2:
            assert is_refused(answer)
            assert sorted(directory.iterdir()) == before
        else:
            assert answer.code in (0, 1)  # done, or diverged, which is said
            assert answer.err == ""
            assert len(list((directory / "runs").rglob("results.json"))) == 1
