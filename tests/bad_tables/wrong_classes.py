"""Tables whose classes nobody can learn, and further files that do not fit."""

from __future__ import annotations

from tests.bad_tables.writing import (
    GOOD,
    Wrong,
    both,
    changed,
    csv_text,
    rows,
    text,
)

CLASSES: dict[str, Wrong] = {
    "one class": Wrong(
        text(csv_text([[x, w, "p"] for x, w, _ in rows()])),
        "t.csv: the target column `y` must have at least two classes, found one class, 'p'",
    ),
    "no labels": Wrong(
        text(csv_text([[x, w, ""] for x, w, _ in rows()])),
        "t.csv: the target column `y` must have at least two classes, found no value",
    ),
    "a class too rare to split": Wrong(changed(7, 2, "once"), "t.csv: class `once` has 1 point, too few"),
    "continuous target": Wrong(GOOD, "t.csv: the target column `x` holds 40 different numbers", ("data.target=x",)),
    "names for a target": Wrong(
        text(csv_text([[x, f"name {i}", y] for i, (x, _, y) in enumerate(rows())])),
        "t.csv: the target column `w` has 40 different values in 40 rows",
        ("data.target=w",),
    ),
    "too few rows": Wrong(
        text(csv_text([[1, "u", "p"], [2, "v", "q"], [3, "u", "p"]])), "t.csv: class `p` has 2 points, too few"
    ),
    "one row": Wrong(text(csv_text(rows(1))), "t.csv: the target column `y` must have at least two classes"),
    "a line break in a class": Wrong(
        text(csv_text(rows()).replace(",p\n", ',"p\np"\n')), "column `y`: the class 'p\\np' has a line break"
    ),
    "unseen label in the test": Wrong(
        both(GOOD, text("x,w,y\n1,u,p\n2,v,r\n", "test.csv")),
        "test.csv: line 3, column `y`: the class 'r'",
        ("data.test_path=test.csv",),
    ),
    "unseen label in the validation": Wrong(
        both(GOOD, text("x,w,y\n1,u,r\n2,v,q\n", "val.csv")),
        "val.csv: line 2, column `y`: the class 'r'",
        ("data.val_path=val.csv",),
    ),
    "missing test file": Wrong(GOOD, "`data.test_path`: there is no file 'test.csv'.", ("data.test_path=test.csv",)),
    "test without a column": Wrong(
        both(GOOD, text("x,W,y\n1,u,p\n2,v,q\n", "test.csv")),
        "test.csv: there is no column `w`. Did you mean `W`?",
        ("data.test_path=test.csv",),
    ),
    "test without labels": Wrong(
        both(GOOD, text("x,w,y\n1,u,\n2,v,\n", "test.csv")), "test.csv: no row is left", ("data.test_path=test.csv",)
    ),
    "text among the test's numbers": Wrong(
        both(GOOD, text("x,w,y\n1,u,p\nold,v,q\n", "test.csv")),
        "test.csv: line 3, column `x`: must be a number, got 'old'",
        ("data.test_path=test.csv",),
    ),
    "a fraction beside a file": Wrong(
        both(GOOD, text("x,w,y\n1,u,p\n", "test.csv")),
        "`data.test_fraction` does nothing beside `data.test_path`",
        ("data.test_path=test.csv", "data.test_fraction=0.1"),
    ),
}
