"""Which rows are learned from, and how an error still names them by their place in the file."""

from pathlib import Path

import numpy as np
import pytest

from lessonnet.options import OptionError
from lessonnet.tables import Choices, CleanRows, Reading, clean, plan_of

TEXT = "x,w,y\n1,a,no\n2,,yes\n3,b,\n,a,no\n5,b,yes\n6,a,no\n"


def _clean(tmp_path: Path, missing: str, first: int = 0, **choices: object) -> CleanRows:
    path = tmp_path / "t.csv"
    path.write_text(TEXT)
    plan = plan_of(Reading(path=str(path)), Choices("y", missing=missing, **choices))
    return clean(plan.source.read(plan.all_types), plan, plan.source, first)


def test_clean_leaves_out_rows_without_a_target(tmp_path: Path) -> None:
    rows = _clean(tmp_path, "impute")
    assert (rows.unlabelled, rows.dropped) == (1, 0)
    assert rows.numbers.tolist() == [0, 1, 3, 4, 5]
    assert rows.classes(["no", "yes"]).tolist() == [0, 1, 0, 1, 0]


def test_clean_drops_rows_with_missing_values_where_asked(tmp_path: Path) -> None:
    rows = _clean(tmp_path, "drop")
    assert (rows.unlabelled, rows.dropped) == (1, 2)
    assert rows.numbers.tolist() == [0, 4, 5]


def test_clean_refuses_missing_values_where_asked(tmp_path: Path) -> None:
    # The fourth row of data, on line 5, since the third was left out.
    with pytest.raises(OptionError, match=r"t\.csv: line 5, column `x`: the value is missing"):
        _clean(tmp_path, "refuse", ignore=["w"])


def test_place_names_the_line_of_the_file(tmp_path: Path) -> None:
    rows = _clean(tmp_path, "drop")
    assert [rows.place(i) for i in range(3)] == [f"{tmp_path / 't.csv'}: line {line}" for line in (2, 6, 7)]
    assert rows.place(None) == str(tmp_path / "t.csv")
    assert rows.take(np.array([2])).place(0).endswith("line 7")


def test_rows_of_a_chunk_are_numbered_from_its_first(tmp_path: Path) -> None:
    assert _clean(tmp_path, "drop", first=100).numbers.tolist() == [100, 104, 105]
