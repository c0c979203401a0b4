from pathlib import Path
import polars as pl


class Source:
    is_parquet = False
    rows = None
    described = "CSV"

    def __init__(self, r, header):
        self.r = r
        self.path = Path(r.path)
        self.header = header
        self.kw = dict(
            has_header=header,
            null_values=list(r.missing_words),
            separator=r.delimiter or ",",
            quote_char=r.quote or '"',
        )
        h = pl.read_csv(self.path, n_rows=1, infer_schema=False, **self.kw)
        self.orig = h.columns
        self.names = h.columns if header else [f"column_{i}" for i in range(h.width)]

    def sample(self, rows=10000):
        f = pl.read_csv(self.path, n_rows=rows, infer_schema=False, **self.kw)
        f.columns = self.names
        return f

    def read(self, types):
        kw = dict(self.kw)
        if self.header:
            return pl.read_csv(
                self.path, columns=list(types), schema_overrides=dict(types), infer_schema=False, **kw
            ).select(list(types))
        f = pl.read_csv(
            self.path,
            new_columns=self.names,
            schema_overrides={o: types.get(n, pl.String) for o, n in zip(self.orig, self.names)},
            infer_schema=False,
            **kw,
        )
        return f.select(list(types))

    def place(self, row):
        return f"{self.path}: line {row + 1 + self.header}"


def open_table(reading, *, key="data.path", names=()):
    h = reading.header
    if h is None:
        first = Path(reading.path).read_text().splitlines()[0]
        h = any(n in first.strip().split(",") for n in names) or not any(c.isdigit() for c in first)
    return Source(reading, h)


def _chunks(self, types, rows):
    f = self.read(types)
    for i in range(0, f.height, rows):
        yield f.slice(i, rows)


Source.chunks = _chunks
Source.types = {}
