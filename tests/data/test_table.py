"""A table from a file becomes the parts of a data set: against scikit-learn's own preprocessing, and by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.class_weight import compute_sample_weight

from lessonnet.data import Table, stratified_split
from lessonnet.options import OptionError
from tests.data.tables import HEADER, mixed_rows, write_csv


def _table(path: str, **options: Any) -> Table:
    table = Table(path=path, **{"target": "admit", **options})
    table.setup()
    return table


@pytest.fixture
def path(tmp_path: Path) -> str:
    return write_csv(tmp_path / "students.csv", mixed_rows())


def test_table_needs_no_more_than_path_and_target(path: str) -> None:
    table = _table(path)
    assert table.class_names == ["no", "yes"]
    assert table.feature_names == [
        "age",
        "age is missing",
        "colour=blue",
        "colour=green",
        "colour=red",
        "colour is unknown",
        "colour is missing",
        "size",
    ]
    assert [len(part.targets) for part in (table.train, table.val, table.test)] == [120, 40, 40]
    assert table.train.features.dtype == torch.float64


def test_table_encodes_as_scikit_learn_does(path: str) -> None:
    table = _table(path)
    frame = pd.read_csv(path)
    classes = (frame["admit"] == "yes").to_numpy().astype(int)
    split = stratified_split(classes, ["no", "yes"], val_fraction=0.2, test_fraction=0.2, seed=0)
    numbers = make_pipeline(SimpleImputer(strategy="mean"), StandardScaler())
    words = OneHotEncoder(categories=[["blue", "green", "red"]], handle_unknown="ignore", sparse_output=False)
    oracle = ColumnTransformer([("n", numbers, ["age", "size"]), ("w", words, ["colour"])])
    oracle.fit(frame.iloc[split.train])
    for rows, part in ((split.train, table.train), (split.val, table.val), (split.test, table.test)):
        age, size, blue, green, red = oracle.transform(frame.iloc[rows]).T
        missing, unknown = frame["age"].isna().iloc[rows], np.zeros(len(rows))
        wanted = [age, missing, blue, green, red, unknown, frame["colour"].isna().iloc[rows], size]
        # Sums of 120 numbers in double precision, taken in another order.
        np.testing.assert_allclose(part.features.numpy(), np.array(wanted, dtype=float).T, rtol=0, atol=1e-12)
        np.testing.assert_array_equal(part.targets.numpy(), classes[rows])


def test_table_shows_what_it_found(path: str) -> None:
    shown = _table(path).shown
    assert "students.csv" in shown
    for line in ("age       │ number", "colour    │ category │ blue, green, red", "same      │ ignored  │ constant"):
        assert line.replace(" ", "") in shown.replace(" ", "")
    assert "identifier-like" in shown


def test_table_leaves_out_and_counts_rows_without_a_target(tmp_path: Path) -> None:
    rows = mixed_rows(50)
    rows[3][-1] = rows[9][-1] = None
    table = _table(write_csv(tmp_path / "t.csv", rows))
    assert sum(len(part.targets) for part in (table.train, table.val, table.test)) == 48
    assert "2 rows without a target left out" in table.shown


def test_table_warns_of_rows_that_stand_in_both_training_and_test(tmp_path: Path) -> None:
    rows = mixed_rows(60)
    table = _table(write_csv(tmp_path / "t.csv", rows), test_path=write_csv(tmp_path / "test.csv", rows[:5]))
    # 20 % of the first file are validation rows, so at least one of the five is a training row.
    assert "of the test part also stand" in table.shown


def test_table_without_header_names_columns_by_position(tmp_path: Path) -> None:
    table = _table(write_csv(tmp_path / "t.csv", mixed_rows(), header=None), target=-1)
    assert table.schema.header is False
    assert table.schema.names == ["column_1", "column_2", "column_3"]


@pytest.mark.parametrize("position", [5, -1])
def test_table_takes_the_target_by_position(path: str, position: int) -> None:
    assert _table(path, target=position).schema.target == "admit"


def test_table_takes_parts_from_other_files_with_columns_in_any_order(tmp_path: Path, path: str) -> None:
    order = [5, 3, 2, 1]
    other = [[row[i] for i in order] for row in mixed_rows(30, seed=1)]
    header = [HEADER[i] for i in order]
    files = {f"{part}_path": write_csv(tmp_path / f"{part}.csv", other, header) for part in ("val", "test")}
    table = _table(path, **files)
    assert [len(part.targets) for part in (table.train, table.val, table.test)] == [200, 30, 30]
    torch.testing.assert_close(table.val.features, table.test.features, rtol=0, atol=0)


def test_table_refuses_a_label_that_training_never_saw(tmp_path: Path, path: str) -> None:
    rows = mixed_rows(5)
    rows[3][-1] = "perhaps"
    with pytest.raises(OptionError) as refused:
        _table(path, test_path=write_csv(tmp_path / "test.csv", rows))
    assert "test.csv: line 5, column `admit`: the class 'perhaps' is not among" in str(refused.value)


@pytest.mark.parametrize("part", ["val", "test"])
def test_table_refuses_a_fraction_beside_a_file(path: str, part: str) -> None:
    with pytest.raises(OptionError, match=f"`data.{part}_fraction` does nothing beside `data.{part}_path`"):
        Table(path=path, target="admit", **{f"{part}_path": path, f"{part}_fraction": 0.2})


def test_table_drops_rows_with_missing_values_where_asked(path: str) -> None:
    frame = pd.read_csv(path)
    whole = frame.dropna(subset=["age", "colour"])
    table = _table(path, missing="drop", val_fraction=0, test_fraction=0)
    assert len(table.train.targets) == len(whole)
    assert table.feature_names == ["age", "colour=blue", "colour=green", "colour=red", "colour is unknown", "size"]
    assert f"{len(frame) - len(whole)} rows with a missing value left out" in table.shown


def test_table_refuses_missing_values_where_asked(path: str) -> None:
    rows = pd.read_csv(path)
    first = int(rows["age"].isna().to_numpy().argmax())
    with pytest.raises(OptionError, match=f"students.csv: line {first + 2}, column `age`: the value is missing"):
        _table(path, missing="refuse")


def test_table_caps_categories_and_counts_the_rest_as_unknown(path: str) -> None:
    table = _table(path, max_categories=1, features=["colour"])
    assert "; 2 others share `unknown`" in table.shown
    assert table.feature_names[1:] == ["colour is unknown", "colour is missing"]
    # Exactly one of the features of a column of words applies to each row.
    assert torch.equal(table.train.features.sum(1), torch.ones(120, dtype=torch.float64))
    assert 0 not in table.silent
    assert table.train.features[:, 1].any()


def test_table_follows_the_users_kinds(path: str) -> None:
    table = _table(path, features=["age", "same", "id"], numeric=["id"], categorical=["same"], missing="impute")
    assert table.feature_names == ["id", "age", "age is missing", "same=7", "same is unknown"]


def test_table_weighs_rows_by_a_column_with_mean_one(tmp_path: Path) -> None:
    rows = [[*row, 1 + i % 3] for i, row in enumerate(mixed_rows(60))]
    path = write_csv(tmp_path / "t.csv", rows, [*HEADER, "w"])
    table = _table(path, weight_column="w", val_fraction=0, test_fraction=0)
    own = np.array([row[-1] for row in rows], dtype=float)
    np.testing.assert_allclose(table.train.weights, own / own.mean(), rtol=1e-15)
    assert "w" not in table.schema.names


@pytest.mark.parametrize("weighted", [False, True])
def test_table_balances_classes_as_scikit_learn_does(tmp_path: Path, weighted: bool) -> None:
    rows = [[*row, 1 + i % 3] for i, row in enumerate(mixed_rows(60))]
    path = write_csv(tmp_path / "t.csv", rows, [*HEADER, "w"])
    options = {"weight_column": "w"} if weighted else {"ignore": ["w"]}
    table = _table(path, class_weight="balanced", val_fraction=0, test_fraction=0, **options)
    classes = table.train.targets.numpy()
    if weighted:
        own = np.array([row[-1] for row in rows], dtype=float)
        totals = np.bincount(classes, own)
        wanted = own / totals[classes]
    else:
        wanted = compute_sample_weight("balanced", classes)
    np.testing.assert_allclose(table.train.weights, wanted / wanted.mean(), rtol=1e-14)


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1, "line 4, column `w`: a weight must be ≥ 0, got -1.0"), (None, "a weight must be ≥ 0, got nothing")],
)
def test_table_refuses_wrong_weights(tmp_path: Path, value: float | None, words: str) -> None:
    rows = [[*row, 1] for row in mixed_rows(20)]
    rows[2][-1] = value
    with pytest.raises(OptionError) as refused:
        _table(write_csv(tmp_path / "t.csv", rows, [*HEADER, "w"]), weight_column="w")
    assert words in str(refused.value)


def test_table_names_the_file_of_a_class_that_is_too_rare(tmp_path: Path) -> None:
    rows = mixed_rows(20)
    rows[0][-1] = "once"
    with pytest.raises(OptionError, match=r"t\.csv: class `once` has 1 point, too few"):
        _table(write_csv(tmp_path / "t.csv", rows))


def test_table_refuses_a_table_with_nothing_to_learn_from(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [[row[0], row[4], row[5]] for row in mixed_rows(20)], ["id", "same", "admit"])
    with pytest.raises(OptionError) as refused:
        _table(path)
    assert "no column is left to learn from besides the target `admit`: `id` is identifier-like" in str(refused.value)
    assert "`same` is constant" in str(refused.value)


def test_table_silences_features_that_no_training_row_has(path: str) -> None:
    table = _table(path)
    assert [table.feature_names[i] for i in table.silent] == ["colour is unknown"]


def test_table_has_another_fingerprint_once_a_cell_changed(tmp_path: Path, path: str) -> None:
    rows = mixed_rows()
    rows[50][3] = 99.0
    assert _table(path).fingerprint == _table(path).fingerprint
    assert _table(path).fingerprint != _table(write_csv(tmp_path / "other.csv", rows)).fingerprint


def test_table_gives_back_original_units(path: str) -> None:
    table = _table(path, features=["size"], val_fraction=0, test_fraction=0)
    # (x − μ)/s·s + μ: two roundings.
    np.testing.assert_allclose(table.raw_train.features[:, 0], pd.read_csv(path)["size"], rtol=1e-14)


def test_table_of_many_numbers_is_held_in_single_precision(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    double = _table(path)
    monkeypatch.setattr("lessonnet.data._table_encoding._MOST_DOUBLES", 100)
    single = _table(path)
    assert single.train.features.dtype == torch.float32
    torch.testing.assert_close(single.train.features, double.train.features.float(), rtol=0, atol=0)


def test_table_knows_values_of_a_part_that_another_format_spells_otherwise(tmp_path: Path) -> None:
    # Parquet holds truths and whole numbers, where the CSV says True and 1.0: the same values, not unknown words.
    rows = pl.DataFrame(
        {"x": range(8), "smokes": [True, False] * 4, "ward": [1, 2] * 4, "ill": ["no", "no", "yes"] * 2 + ["yes", "no"]}
    )
    texts = rows.with_columns(
        smokes=rows["smokes"].replace_strict({True: "True", False: "False"}, return_dtype=pl.String),
        ward=rows["ward"].cast(pl.Float64),
    )
    texts.write_csv(tmp_path / "train.csv")
    rows.write_parquet(tmp_path / "test.parquet")
    options = {"target": "ill", "val_fraction": 0, "categorical": ["ward"], "numeric": ["x"]}
    same = _table(str(tmp_path / "train.csv"), test_path=str(tmp_path / "train.csv"), **options)
    other = _table(str(tmp_path / "train.csv"), test_path=str(tmp_path / "test.parquet"), **options)
    assert "smokes=True" in other.feature_names
    assert torch.equal(other.test.features, same.test.features)
    assert torch.equal(other.test.features, other.train.features)
