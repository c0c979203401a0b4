"""Files that are no table, or not written as one."""

from __future__ import annotations

import gzip

import polars as pl

from tests.bad_tables.writing import (
    GOOD,
    PARQUET,
    Wrong,
    both,
    csv_text,
    cut,
    frame,
    nested,
    parts,
    raw,
    rows,
    text,
)

WIDE = ",".join(f"c{i}" for i in range(100_001))


FILES: dict[str, Wrong] = {
    "missing file": Wrong(GOOD, "there is no file 'T.csv'. Did you mean 't.csv'?", ("data.path=T.csv",)),
    "missing file of another kind": Wrong(
        GOOD, "there is no file 't.parquet'. Did you mean 't.csv'?", ("data.path=t.parquet",)
    ),
    "title line": Wrong(
        text("Students\n" + csv_text(rows())), "t.csv: line 1 has 1 cell, line 2 has 3: is it a title?"
    ),
    "mark for Excel": Wrong(text("sep=,\n" + csv_text(rows())), "t.csv: line 1, 'sep=,', tells Excel the delimiter"),
    "blanks between cells": Wrong(
        text(csv_text(rows()).replace(",", " ")), "t.csv: there is one column, but blanks cut each line into 3 cells"
    ),
    "blanks between cells, target by position": Wrong(
        text(csv_text(rows()).replace(",", " ")), "say \"data.delimiter=' '\".", ("data.target=-1",)
    ),
    "json": Wrong(text('[{"x": 1, "y": "p"}]'), "t.csv: this is JSON, save the table as CSV or Parquet."),
    "missing folder": Wrong(GOOD, "no folder 'none'", ("data.path=none/t.csv",)),
    "folder": Wrong(GOOD, "this is a folder without Parquet files. Name one file of it", ("data.path=.",)),
    "empty folder": Wrong(lambda d: (d / "e").mkdir(), "e: this is a folder without Parquet files.", ("data.path=e",)),
    "url": Wrong(GOOD, "`data.path` must be a file on this machine, got", ("data.path='https://a.b/t.csv'",)),
    "device": Wrong(GOOD, "`data.path` must be a file, got '/dev/zero', a device", ("data.path=/dev/zero",)),
    "no path": Wrong(GOOD, "`data.path` must be given", ("~data.path",)),
    "empty": Wrong(raw(b""), "t.csv: the file is empty."),
    "blank lines only": Wrong(raw(b"\n \n\n"), "t.csv: the file is empty."),
    "header only": Wrong(text("x,w,y\n"), "t.csv: there is a line of names and no row"),
    "binary": Wrong(raw(bytes(range(256)) * 20), "t.csv: byte 1 is 0, which no text has"),
    "spreadsheet": Wrong(raw(b"PK\x03\x04" + bytes(500)), "t.csv: this is a file of the kind"),
    "web page": Wrong(text("<!DOCTYPE html>\n<html>\n"), "t.csv: this is a page of HTML or XML"),
    "truncated gzip": Wrong(
        both(
            lambda d: (d / "t.csv.gz").write_bytes(gzip.compress(csv_text(rows(2000)).encode())), cut("t.csv.gz", 0.5)
        ),
        "t.csv.gz: the file is cut off or damaged",
        ("data.path=t.csv.gz",),
    ),
    "truncated parquet": Wrong(both(frame(), cut("t.parquet", 0.6)), "t.parquet: ", PARQUET),
    "parquet in name only": Wrong(
        text(csv_text(rows()), "t.parquet"), "t.parquet: it is called Parquet and is none", PARQUET
    ),
    "parquet without rows": Wrong(
        lambda d: pl.DataFrame({"x": [], "y": []}).write_parquet(d / "t.parquet"),
        "t.parquet: there are columns and no row",
        PARQUET,
    ),
    "nested parquet": Wrong(nested, "t.parquet: column `pair` holds List(Float64)", PARQUET),
    "parquet files that differ": Wrong(
        parts({"x": [1.0], "y": ["p"]}, {"x": ["a"], "y": ["q"]}),
        "b.parquet: column `x` is String, but in a.parquet it is",
        ("data.path=parts",),
    ),
    "ragged: too few": Wrong(text(csv_text([*rows(20), [1.0, "u"], *rows(5)])), "t.csv: line 22 has 2 cells"),
    "ragged: too many": Wrong(text(csv_text([*rows(20), [1.0, "u", "p", 4], *rows(5)])), "t.csv: line 22 has 4 cells"),
    "duplicate column": Wrong(
        text(csv_text(rows(), "x,x,y")), "t.csv: line 1 names two columns `x`, the cells 1 and 2"
    ),
    "wrong delimiter": Wrong(
        GOOD, "`data.delimiter` ';' makes one column of it, ',' would make 3", ("data.delimiter=';'",)
    ),
    "no such delimiter": Wrong(GOOD, "`data.delimiter` must be one ASCII character", ("data.delimiter=ab",)),
    "decimal commas": Wrong(
        text(csv_text(rows()).replace(",", ";").replace(".", ",")), "t.csv: line 2, column `x`: must be a number, got "
    ),
    "decimal points where commas were said": Wrong(
        text(csv_text(rows()).replace(",", ";")),
        "t.csv: line 2, column `x`: must be a number, got ",
        ("data.decimal=','",),
    ),
    "quote never closed": Wrong(text(csv_text(rows()).replace("u,", '"u,', 1)), "t.csv: line 2"),
    "text after a quote": Wrong(text(csv_text(rows()).replace(",u,", ',"u"x,', 1)), "t.csv: line 2"),
    "latin-1": Wrong(
        raw(csv_text(rows()).replace("u", "ü").encode("latin-1")), "t.csv: line 2, byte 13: 0xfc is not utf-8"
    ),
    "utf-16 without a mark": Wrong(raw(csv_text(rows()).encode("utf-16-le")), "data.encoding=utf-16-le"),
    "wrong encoding said": Wrong(raw(b"x,w,y\n1,\x81,p\n" * 5), "0x81 is not cp1252", ("data.encoding=cp1252",)),
    "unknown encoding": Wrong(GOOD, "`data.encoding` must be a text encoding", ("data.encoding=utf-9",)),
    "absurd width": Wrong(text(f"{WIDE}\n{WIDE}\n"), "t.csv: line 1 has 100001 cells"),
    "zero byte far below": Wrong(raw(csv_text(rows(9000)).replace("u", "u\0").encode()[:90_000]), "t.csv: "),
}
