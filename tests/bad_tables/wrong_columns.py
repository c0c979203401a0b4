"""Tables whose columns nobody can learn from, or not as the user says."""

from __future__ import annotations

from tests.bad_tables.writing import (
    GOOD,
    PARQUET,
    Wrong,
    changed,
    csv_text,
    parquet,
    rows,
    text,
)

STREAMED = (*PARQUET, "data.memory_limit=1000")

COLUMNS: dict[str, Wrong] = {
    "missing target": Wrong(GOOD, "t.csv: there is no column 'z', which `data.target` names", ("data.target=z",)),
    "misspelt target": Wrong(text(csv_text(rows(), "x,w,admit")), "Did you mean 'admit'?", ("data.target=admitt",)),
    "target out of range": Wrong(GOOD, "t.csv: `data.target` must be a position from -3 to 2", ("data.target=3",)),
    "no target": Wrong(GOOD, "`data.target` must be given", ("~data.target",)),
    "missing feature": Wrong(
        GOOD, "t.csv: there is no column 'k', which `data.features` names", ("data.features=[k]",)
    ),
    "missing ignored column": Wrong(GOOD, "which `data.ignore` names", ("data.ignore=[k]",)),
    "missing weights": Wrong(GOOD, "which `data.weight_column` names", ("data.weight_column=k",)),
    "column of two kinds": Wrong(
        GOOD, "`data.numeric` and by `data.categorical`", ("data.numeric=[x]", "data.categorical=[x]")
    ),
    "target among the features": Wrong(GOOD, "the column 'y' is named by `data.target` and by", ("data.features=[y]",)),
    "nothing to learn from": Wrong(GOOD, "t.csv: no column is left to learn from", ("data.ignore=[x,w]",)),
    "an empty column said to be numbers": Wrong(
        text(csv_text([[*row, ""] for row in rows()], "x,w,y,k")),
        "t.csv: column `k`: every cell is missing in the training rows",
        ("data.numeric=[k]",),
    ),
    "no features": Wrong(GOOD, "`data.features` must name at least one column", ("data.features=[]",)),
    "text in a numeric column": Wrong(
        changed(30, 0, "n.b."), "t.csv: line 32, column `x`: must be a number, got 'n.b.'"
    ),
    "words said to be numbers": Wrong(
        GOOD, "t.csv: line 2, column `w`: must be a number, got 'u'", ("data.numeric=[w]",)
    ),
    "infinity": Wrong(changed(30, 0, "inf"), "t.csv: line 32, column `x`: must be a finite number, got inf"),
    "minus infinity": Wrong(changed(3, 0, "-Infinity"), "t.csv: line 5, column `x`: must be a finite number, got -inf"),
    "huge numbers": Wrong(changed(30, 0, "1e300"), "t.csv: column `x`: its numbers are too large"),
    "numbers too near": Wrong(
        text(csv_text([[f"{i}e-320", w, y] for i, (_, w, y) in enumerate(rows())])),
        "t.csv: column `x`: its numbers are",
    ),
    "missing value": Wrong(
        changed(30, 0, ""), "t.csv: line 32, column `x`: the value is missing", ("data.missing=refuse",)
    ),
    "missing word": Wrong(
        changed(30, 1, "NA"), "t.csv: line 32, column `w`: the value is missing", ("data.missing=refuse",)
    ),
    "all rows have gaps": Wrong(
        text(csv_text([[x if i % 2 else "", w if not i % 2 else "", y] for i, (x, w, y) in enumerate(rows())])),
        "t.csv: no row is left",
        ("data.missing=drop",),
    ),
    "infinite weight": Wrong(
        text(csv_text([[*row, "inf" if i == 4 else 1] for i, row in enumerate(rows())], "x,w,y,k")),
        "t.csv: line 6, column `k`: must be a finite number",
        ("data.weight_column=k",),
    ),
    "negative weight": Wrong(
        text(csv_text([[*row, -1 if i == 4 else 1] for i, row in enumerate(rows())], "x,w,y,k")),
        "t.csv: line 6, column `k`: a weight must be ≥ 0, got -1",
        ("data.weight_column=k",),
    ),
    "weights of nothing": Wrong(
        text(csv_text([[*row, 0] for row in rows()], "x,w,y,k")),
        "t.csv: column `k`: the weights of all rows of the training part are 0.",
        ("data.weight_column=k",),
    ),
    "weights in words": Wrong(GOOD, "t.csv: line 2, column `w`: must be a number, got 'u'", ("data.weight_column=w",)),
    "control characters": Wrong(
        text(csv_text(rows()).replace(",u,", ",u\x1b[2J,")), "t.csv: line 2, column `w`: the category 'u\\x1b[2J' has"
    ),
    "no such kind of missing": Wrong(
        GOOD, "`data.missing` must be 'refuse', 'impute' or 'drop'", ("data.missing=fill",)
    ),
    "no categories": Wrong(GOOD, "`data.max_categories` must be ≥ 1", ("data.max_categories=0",)),
    "unknown key": Wrong(GOOD, "Did you mean `data.ignore`?", ("data.ignored=[x]",)),
    "too large for the memory": Wrong(
        text(csv_text(rows(5000))),
        "t.csv: 51937 bytes of text may take twice that, more than `data.memory_limit`",
        ("data.memory_limit=10000",),
    ),
    # Read in chunks, from the disk.
    "infinity far below in a stream": Wrong(
        parquet(x=[1.5] * 5000 + [float("inf")], y=["p", "q"] * 2500 + ["p"]),
        "t.parquet: row 5001, column `x`: must be a finite number, got inf",
        STREAMED,
    ),
    "text among numbers in a stream": Wrong(
        parquet(x=["1.5", "2"] * 2500 + ["old"], y=["p", "q"] * 2500 + ["p"]),
        "t.parquet: row 5001, column `x`: must be a number, got 'old'",
        STREAMED,
    ),
    "missing value in a stream": Wrong(
        parquet(x=[1.5, 2.0] * 2500 + [None], y=["p", "q"] * 2500 + ["p"]),
        "t.parquet: row 5001, column `x`: the value is missing",
        (*STREAMED, "data.missing=refuse"),
    ),
    "one class in a stream": Wrong(
        parquet(x=[1.5, 2.0] * 2500, y=["p"] * 5000),
        "t.parquet: the target column `y` must have at least two",
        STREAMED,
    ),
}
