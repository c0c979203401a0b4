"""The lesson's worked examples of the perceptron trick as a command (rows L7, L8)."""

import polars as pl
import pytest

from tests.sweep.runs import Run, finished


def ledger_of(run: Run) -> pl.DataFrame:
    return pl.read_csv(run.directory / "ledger.csv")


# Rows L7 and L8 of the lesson: 2.6, 3.5, −10.1 from the point (4, 5); 3.1, 4.1, −9.9 from (1, 1), and ten tricks.
@pytest.mark.parametrize(
    ("example", "first", "tricks"), [("first", (2.6, 3.5, -10.1), 6), ("second", (3.1, 4.1, -9.9), 10)]
)
def test_worked_trick_has_the_lessons_numbers(tmp_path, example, first, tricks) -> None:
    run = finished(tmp_path / "run", "experiment=worked_trick", f"data.example={example}")
    rows = ledger_of(run)
    after = rows.select([column for column in rows.columns if column.endswith("_after") and column[0] in "wb"])
    assert after.row(0) == pytest.approx(first, abs=1e-6)  # single precision, of numbers up to 10
    assert len(rows) == tricks
    assert f"{tricks} updates, recomputed, and bit for bit" in run.summary


def test_worked_trick_needs_eleven_in_double_precision(tmp_path) -> None:
    run = finished(tmp_path / "run", "experiment=worked_trick", "trainer.precision=64-true")
    assert len(ledger_of(run)) == 11
    assert -1e-13 < ledger_of(run)["score_after"][9] < 0
