"""`python -m lessonnet.predict`: a file of rows in, a file of answers out, whole or not at all."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import lessonnet
from lessonnet import predict
from lessonnet.inference._file_rows import ROWS_AT_ONCE
from lessonnet.options import OptionError
from tests.data.tables import write_csv
from tests.inference.table_runs import (
    HEADER,
    MODEL_COLUMNS,
    files_of,
    probabilities_of,
    scores_of,
    students,
    trained,
    unseen_students,
    write_students,
)
from tests.sweep.programs import ended, once, started
from tests.sweep.runs import REPOSITORY, Answer, Run, called, finished

TOLERANCE = 1e-5
"""Of float32 against the oracle's float64."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def perceptron(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(tmp_path_factory.mktemp("trained"), "model=perceptron")


def predicted(run: Run, directory: Path, *words: str, data: str = "new.csv", output: str = "out.csv") -> Answer:
    return called(directory, predict.main, f"run={run.directory}", f"data.path={data}", f"output={output}", *words)


def read(path: Path) -> pl.DataFrame:
    return pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)


def left_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def refused(answer: Answer) -> str:
    """The one line of a refusal."""
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    return answer.err.rstrip("\n")


@pytest.mark.parametrize("output", ["out.csv", "out.parquet", "out.CSV"])
@pytest.mark.parametrize("data", ["new.csv", "new.tsv", "new.parquet"])
def test_predictions_are_those_of_the_oracle(run: Run, data: str, output: str, tmp_path: Path) -> None:
    rows = unseen_students(60)
    path = tmp_path / data
    if data == "new.parquet":
        pl.DataFrame(rows).write_parquet(path)
    else:
        write_students(path, rows)
        path.write_text(path.read_text().replace(",", "\t" if data == "new.tsv" else ","))
    answer = predicted(run, tmp_path, "keep=[id]", data=data, output=output)
    assert (answer.code, answer.err) == (0, "")
    found = read(tmp_path / output)
    assert found.columns == ["id", "label", "probability_no", "probability_yes"]
    assert found["id"].to_list() == [row["id"] for row in rows]
    wanted = probabilities_of(scores_of(run, rows))
    np.testing.assert_allclose(found.select(pl.last(), "probability_no").to_numpy()[:, ::-1], wanted, atol=TOLERANCE)
    assert found["label"].to_list() == [["no", "yes"][int(p >= 0.5)] for p in wanted[:, 1]]


def test_predict_says_what_it_did(run: Run, tmp_path: Path) -> None:
    rows = students(10)
    rows[2]["colour"] = rows[5]["colour"] = "violet"
    write_students(tmp_path / "new.csv", rows)
    assert predicted(run, tmp_path, "keep=[id]").out.splitlines() == [
        "out.csv: 10 rows, id, label, probability_no, probability_yes",
        "ignored, since the model does not read it: admit",
        "warning: column `colour`: 2 rows without a category of the model, counted as unknown, such as 'violet'",
    ]


def test_one_row_is_one_row(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(1), MODEL_COLUMNS)
    assert predicted(run, tmp_path).out == "out.csv: 1 row, label, probability_no, probability_yes\n"


@pytest.mark.parametrize("columns", [MODEL_COLUMNS[::-1], ["admit", *MODEL_COLUMNS[2:], "id", *MODEL_COLUMNS[:2]]])
def test_columns_may_stand_in_any_order(run: Run, tmp_path: Path, columns: list[str]) -> None:
    rows = students(30, seed=3)
    write_students(tmp_path / "new.csv", rows, columns)
    assert predicted(run, tmp_path).code == 0
    found = read(tmp_path / "out.csv")["probability_yes"].to_numpy()
    np.testing.assert_allclose(found, probabilities_of(scores_of(run, rows))[:, 1], rtol=0, atol=TOLERANCE)


def test_extra_columns_are_named_and_ignored(run: Run, tmp_path: Path) -> None:
    rows = [{**row, **{f"x{i}": i for i in range(10)}} for row in students(5)]
    write_students(tmp_path / "new.csv", rows, [*(f"x{i}" for i in range(10)), *MODEL_COLUMNS])
    answer = predicted(run, tmp_path)
    assert answer.out.splitlines()[1] == (
        "ignored, since the model does not read it: x0, x1, x2, x3, x4, x5, x6, x7 and 2 more"
    )


def test_missing_column_is_refused_with_the_nearest_name(run: Run, tmp_path: Path) -> None:
    rows = [{**row, "colours": row["colour"]} for row in students(5)]
    columns = ["age", "Größe", "colours", "member", "code"]
    write_students(tmp_path / "new.csv", rows, columns)
    line = refused(predicted(run, tmp_path))
    assert line == "new.csv: the column 'colour', which the model reads, is missing. Did you mean 'colours'?"
    assert left_in(tmp_path) == ["new.csv"]
    with pytest.raises(OptionError) as error:
        lessonnet.load(run.directory).predict({name: [row[name] for row in rows] for name in columns})
    assert str(error.value) == line.replace("new.csv", "the table")


def test_missing_column_without_a_near_name_is_refused_with_those_there_are(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(5), ["age", "Größe", "member", "code"])
    assert refused(predicted(run, tmp_path)) == (
        "new.csv: the column 'colour', which the model reads, is missing. It has 'age', 'Größe', 'member', 'code'."
    )


def test_gaps_that_training_never_saw_are_counted(run: Run, tmp_path: Path) -> None:
    rows = students(9)
    rows[2]["Größe"] = rows[5]["Größe"] = None
    write_students(tmp_path / "new.csv", rows, MODEL_COLUMNS)
    fill = next(c["fill"] for c in files_of(run)[0]["table"]["columns"] if c["name"] == "Größe")
    assert predicted(run, tmp_path).out.splitlines()[1:] == [
        f"warning: column `Größe`: 2 values are missing, and none was in training; filled in by the mean, {fill:.6g}"
    ]


# What a key looks like is nobody's business but its owner's.
KEYS = ["007", "NA", "", " a", "1.50", 'says "x"', "a,b", "名前", "nan", "null", "1e3", "-"]


@pytest.mark.parametrize("output", ["out.csv", "out.parquet"])
def test_kept_columns_are_copied_as_they_are_written(run: Run, tmp_path: Path, output: str) -> None:
    rows = [{**row, "key": key} for row, key in zip(students(len(KEYS)), KEYS, strict=True)]
    write_students(tmp_path / "new.csv", rows, [*MODEL_COLUMNS, "key"])
    assert predicted(run, tmp_path, "keep=[key, code, age, 2]", output=output).code == 0
    path = tmp_path / output
    found = (
        pl.read_parquet(path) if output == "out.parquet" else pl.read_csv(path, infer_schema=False, null_values=None)
    )
    assert found.columns[:4] == ["key", "code", "age", "colour"]
    # Blanks around a cell are no part of it; an empty cell is one without a value.
    assert found["key"].to_list() == [key.strip() or None for key in KEYS]
    for name in ("code", "age", "colour"):
        assert found[name].to_list() == [None if row[name] is None else str(row[name]) for row in rows]


def test_kept_columns_of_parquet_keep_their_types(run: Run, tmp_path: Path) -> None:
    frame = pl.DataFrame(students(5)).with_columns(
        pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 1, 5)).alias("day"), pl.col("colour").cast(pl.Categorical)
    )
    frame.write_parquet(tmp_path / "new.parquet")
    answer = predicted(run, tmp_path, "keep=[id, day, age, member, colour]", data="new.parquet", output="out.parquet")
    assert answer.code == 0
    found = read(tmp_path / "out.parquet").select("id", "day", "age", "member", "colour")
    assert found.equals(frame.select("id", "day", "age", "member", pl.col("colour").cast(pl.String)))


@pytest.mark.parametrize("name", ["label", "probability_yes"])
def test_kept_column_that_is_called_like_a_prediction_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    write_students(tmp_path / "new.csv", [{**row, name: 1} for row in students(5)], [*MODEL_COLUMNS, name])
    line = refused(predicted(run, tmp_path, f"keep=[{name}]"))
    assert line == f"`keep` names the column {name!r}, and the predictions have one of this name; rename it."
    assert left_in(tmp_path) == ["new.csv"]


@pytest.mark.parametrize(
    ("keep", "line"),
    [
        ("[idd]", "new.csv: there is no column 'idd', which `keep` names. Did you mean 'id'?"),
        ("[7]", "new.csv: `keep` must be a position from -7 to 6 in its 7 columns, got 7."),
        ("[id, 0]", "`keep` must name each column once, got 'id' 2 times."),
        ("id", "`keep` must be a list (a text or a whole number each), got 'id'."),
        ("[id", "`keep` has a value that cannot be read: '[id'."),
        ("", "`keep` must be given: keep=<keep>; see --help."),
    ],
)
def test_wrong_keep_is_refused(run: Run, tmp_path: Path, keep: str, line: str) -> None:
    write_students(tmp_path / "new.csv", students(5))
    assert refused(predicted(run, tmp_path, f"keep={keep}")) == line
    assert left_in(tmp_path) == ["new.csv"]


def test_form_of_a_text_is_refused_beside_parquet(run: Run, tmp_path: Path) -> None:
    pl.DataFrame(students(5)).write_parquet(tmp_path / "new.parquet")
    line = refused(predicted(run, tmp_path, "data.delimiter=,", data="new.parquet"))
    assert line == "`data.delimiter` does nothing for Parquet, which says itself how it is written."
    assert left_in(tmp_path) == ["new.parquet"]


@pytest.mark.parametrize("name", ["no", "on", "null", "1.5", "x: y"])
def test_key_may_be_called_anything(run: Run, tmp_path: Path, name: str) -> None:
    write_students(tmp_path / "new.csv", [{**row, name: "k"} for row in students(5)], [*MODEL_COLUMNS, name])
    said = f"'{name}'" if ":" in name else name
    assert predicted(run, tmp_path, f"keep=[{said}]").code == 0
    assert read(tmp_path / "out.csv").columns[0] == name


def test_perceptron_writes_scores(perceptron: Run, tmp_path: Path) -> None:
    rows = students(20, seed=4)
    write_students(tmp_path / "new.csv", rows)
    assert predicted(perceptron, tmp_path).code == 0
    found = read(tmp_path / "out.csv")
    assert found.columns == ["label", "score"]
    np.testing.assert_allclose(found["score"], scores_of(perceptron, rows)[:, 0], rtol=0, atol=TOLERANCE)


def test_perceptron_of_three_classes_writes_a_score_for_each(tmp_path: Path) -> None:
    run = trained(tmp_path, "model=perceptron", rows=students(classes=("a", "b", "c")))
    write_students(tmp_path / "new.csv", students(5))
    assert predicted(run, tmp_path).code == 0
    assert read(tmp_path / "out.csv").columns == ["label", "score_a", "score_b", "score_c"]


def test_table_without_names_is_read_by_position(tmp_path: Path) -> None:
    rows = students()
    path = write_students(tmp_path / "plain.csv", rows, header=False)
    run = finished(tmp_path / "run", "data=table", f"data.path={path}", "data.target=-1", "trainer.max_epochs=2")
    answer = predicted(run, tmp_path, "keep=[0]", data="plain.csv")
    assert (answer.code, answer.err) == (0, "")
    found = read(tmp_path / "out.csv")
    assert found.columns[:2] == ["column_0", "label"]
    by_position = [{f"column_{i}": row[name] for i, name in enumerate(HEADER)} for row in rows]
    np.testing.assert_allclose(
        found["probability_yes"], probabilities_of(scores_of(run, by_position))[:, 1], rtol=0, atol=TOLERANCE
    )


def test_model_of_a_built_in_set_predicts_a_file(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "trainer.max_epochs=1", "callbacks=none")
    write_csv(tmp_path / "new.csv", [[1, 9.0, "x"], [2, 1.5, "y"]], ["grades", "test", "name"])
    assert predicted(run, tmp_path, "keep=[name]").code == 0
    wanted = lessonnet.load(run.directory).predict_proba({"test": [9.0, 1.5], "grades": [1.0, 2.0]})
    np.testing.assert_array_equal(read(tmp_path / "out.csv")["probability_accepted"], wanted[:, 1])


@pytest.fixture(scope="module")
def many(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows for three chunks, as CSV and as Parquet of many row groups."""
    directory = tmp_path_factory.mktemp("many")
    rows = pl.DataFrame([{**row, "member": str(row["member"])} for row in students(1000, seed=5)])
    frame = pl.concat([rows] * (2 * ROWS_AT_ONCE // 1000 + 20)).with_columns(pl.int_range(pl.len()).alias("id"))
    frame.write_csv(directory / "many.csv")
    frame.write_parquet(directory / "many.parquet", row_group_size=10_007)
    return directory


@pytest.mark.parametrize("output", ["out.csv", "out.parquet"])
@pytest.mark.parametrize("data", ["many.csv", "many.parquet"])
def test_chunks_follow_one_another(run: Run, many: Path, data: str, output: str, tmp_path: Path) -> None:
    assert predicted(run, tmp_path, "keep=[id]", data=str(many / data), output=output).code == 0
    found = read(tmp_path / output)
    count = found.height
    assert count > 2 * ROWS_AT_ONCE
    assert found["id"].cast(pl.Int64).to_list() == list(range(count))
    wanted = probabilities_of(scores_of(run, students(1000, seed=5)))[:, 1]
    np.testing.assert_allclose(found["probability_yes"], np.resize(wanted, count), rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(("column", "cell"), [("age", "old"), ("Größe", "1,5"), ("Größe", "inf")])
def test_bad_row_of_the_third_chunk_leaves_no_output(
    run: Run, many: Path, column: str, cell: str, tmp_path: Path
) -> None:
    row = 2 * ROWS_AT_ONCE + 7
    frame = pl.read_csv(many / "many.csv", infer_schema=False)
    bad = pl.when(pl.int_range(pl.len()) == row).then(pl.lit(cell)).otherwise(pl.col(column)).alias(column)
    frame.with_columns(bad).write_csv(tmp_path / "bad.csv")
    line = refused(predicted(run, tmp_path, data="bad.csv"))
    assert line.startswith(f"bad.csv: line {row + 2}, column `{column}`: must be a ")
    assert left_in(tmp_path) == ["bad.csv"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("output=old.csv",), "`output`: old.csv exists already; remove it, or choose another name."),
        (("output=link.csv",), "`output`: link.csv exists already; remove it, or choose another name."),
        (("output=new.csv",), "`output`: new.csv exists already; remove it, or choose another name."),
        (("output=out.xlsx",), "`output` must end in .csv or .parquet, got 'out.xlsx'."),
        (("output=out",), "`output` must end in .csv or .parquet, got 'out'."),
        (("output=out.csv.gz",), "`output` must end in .csv or .parquet, got 'out.csv.gz'."),
        (("output=none/out.csv",), "`output`: there is no directory 'none'."),
        (("output=old.csv/out.csv",), "`output`: there is no directory 'old.csv'."),
        # No file can be made there, whoever asks.
        (("output=/proc/out.csv",), "`output`: cannot write in '/proc': No such file or directory."),
        (("data.path=none.csv", "output=out.csv"), "`data.path`: there is no file 'none.csv'."),
        (("data.path=New.tsv", "output=out.csv"), "`data.path`: there is no file 'New.tsv'. Did you mean 'new.csv'?"),
        (("data.path=empty.csv", "output=out.csv"), "empty.csv: the file is empty."),
        (("run=none", "output=out.csv"), "none: no such model directory."),
        (("run=", "output=out.csv"), "`run` must be given: run=<run>; see --help."),
        (("output=out.csv", "threshold=1"), "unknown key `threshold`; allowed: data.decimal, "),
        (("output=out.csv", "data.pat=1"), "Did you mean `data.path`?"),
        (("output=out.csv", "data.decimal=x"), "`data.decimal` must be '.' or ',', got 'x'."),
        (("output=out.csv", "data.header=maybe"), "`data.header` must be true or false or null, got 'maybe'."),
        ((), "`output` must be given: a text."),
    ],
)
def test_mistake_is_answered_in_one_line_and_nothing_is_written(
    run: Run, tmp_path: Path, words: tuple[str, ...], line: str
) -> None:
    write_students(tmp_path / "new.csv", students(5))
    (tmp_path / "old.csv").write_text("mine\n")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    before = left_in(tmp_path)
    defaults = [f"run={run.directory}", "data.path=new.csv"]
    given = {word.partition("=")[0] for word in words}
    answer = called(tmp_path, predict.main, *(word for word in defaults if word.partition("=")[0] not in given), *words)
    assert line in refused(answer)
    assert left_in(tmp_path) == before
    assert (tmp_path / "old.csv").read_text() == "mine\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_directory_without_the_right_to_write_is_refused(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(5))
    (tmp_path / "closed").mkdir(mode=0o500)
    assert refused(predicted(run, tmp_path, output="closed/out.csv")) == (
        "`output`: cannot write in 'closed': Permission denied."
    )


def test_output_has_the_rights_of_any_new_file(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(5))
    former = os.umask(0o027)
    try:
        assert predicted(run, tmp_path).code == 0
    finally:
        os.umask(former)
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o640


def test_damaged_model_is_refused(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    copy.mkdir()
    for path in (run.directory / "model").iterdir():
        (copy / path.name).write_bytes(path.read_bytes()[:-1])
    write_students(tmp_path / "new.csv", students(5))
    answer = called(tmp_path, predict.main, "run=model", "data.path=new.csv", "output=out.csv")
    assert "SHA256SUMS" in refused(answer)
    assert left_in(tmp_path) == ["model", "new.csv"]


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (("data.decimal=,",), lambda text: text.replace(",", ";").replace(".", ",")),
        (("data.delimiter=;", "data.quote=none"), lambda text: text.replace(",", ";")),
        (("data.encoding=utf-16",), lambda text: text),
    ],
)
def test_form_of_the_file_may_be_said(run: Run, tmp_path: Path, words: tuple[str, ...], change: Any) -> None:
    rows = students(20, seed=6)
    write_students(tmp_path / "new.csv", rows)
    encoding = "utf-16" if "data.encoding=utf-16" in words else "utf-8"
    (tmp_path / "new.csv").write_text(change((tmp_path / "new.csv").read_text()), encoding=encoding)
    answer = predicted(run, tmp_path, "keep=[id]", *words)
    assert (answer.code, answer.err) == (0, "")
    found = read(tmp_path / "out.csv")["probability_yes"]
    np.testing.assert_allclose(found, probabilities_of(scores_of(run, rows))[:, 1], rtol=0, atol=TOLERANCE)


def test_help_names_every_key(tmp_path: Path) -> None:
    answer = called(tmp_path, predict.main, "--help")
    assert answer.code == 0
    keys = ["run=", "data.path=", "output=", "keep="]
    forms = [f"data.{name}" for name in ("delimiter", "header", "quote", "encoding", "decimal")]
    assert all(key in answer.out for key in [*keys, *forms])


LIMITED = """\
import resource, sys
from lessonnet import predict
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
sys.exit(predict.main())
"""


@pytest.mark.parametrize("output", ["out.csv", "out.parquet"])
def test_disk_that_refuses_leaves_nothing_and_is_said_in_one_line(
    run: Run, many: Path, output: str, tmp_path: Path
) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    # No file may grow beyond 20 kB, whatever the disk has: the write fails in the middle.
    code = LIMITED.format(limit=20_000)
    words = [f"run={run.directory}", f"data.path={many / 'many.csv'}", f"output={output}"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(output)
    assert "File too large" in done.stderr
    assert left_in(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signal_leaves_nothing(run: Run, many: Path, number: signal.Signals, code: int, tmp_path: Path) -> None:
    # A folder of the same file many times over: minutes of work, and no time to write it.
    (tmp_path / "rows").mkdir()
    for i in range(100):
        (tmp_path / "rows" / f"{i}.parquet").symlink_to(many / "many.parquet")
    words = [f"run={run.directory}", "data.path=rows", "output=out.csv"]
    process = started(tmp_path, *words, program="lessonnet.predict")
    once(process, lambda: any(path.stat().st_size for path in tmp_path.glob(".out.csv.*.tmp"))).send_signal(number)
    answer = ended(process)
    assert (answer.code, answer.out, answer.err) == (code, "", "")
    assert left_in(tmp_path) == ["rows"]


def test_predict_runs_as_a_program(run: Run, tmp_path: Path) -> None:
    write_students(tmp_path / "new.csv", students(5), MODEL_COLUMNS)
    words = [f"run={run.directory}", "data.path=new.csv", "output=out.csv"]
    answer = ended(started(tmp_path, *words, program="lessonnet.predict"))
    assert answer == (0, "out.csv: 5 rows, label, probability_no, probability_yes\n", "")
