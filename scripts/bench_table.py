"""What a table costs beside reading it with polars: `python scripts/bench_table.py`.

1. A CSV file of 1,000,000 rows and 30 columns. Time and peak memory of `polars.read_csv`, of one epoch of logistic
   regression (batch 1024) on tensors that are there already, and of both by `data=table`: from the file's name to the
   trained weights. Imports are not counted. Loading and training should take no longer than reading and twice the
   training, and no more memory than reading and one float32 table.
2. Folders of Parquet of 1, 5 and 20 million rows and 12 columns under `data.memory_limit=200MB`: peak memory of a
   training of one epoch, which should not grow.

Each measurement is a process of its own; contenders take turns; medians over the rounds.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROWS, COLUMNS, BATCH = 1_000_000, 30, 1024
MILLIONS = (1, 5, 20)
LIMIT = "200MB"


def peak_mib() -> float:
    """Return the most memory that this process has held: what it held before it was started does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def write_csv(path: Path) -> None:
    import numpy as np
    import polars as pl

    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, COLUMNS - 1))
    y = x @ draw.normal(size=COLUMNS - 1) + draw.normal(size=ROWS) > 0
    frame = pl.DataFrame({f"x{i}": column.round(6) for i, column in enumerate(x.T)} | {"y": y.astype(int)})
    frame.write_csv(path)


def write_folder(path: Path, millions: int) -> None:
    import numpy as np
    import polars as pl

    path.mkdir()
    for number in range(millions):
        draw = np.random.default_rng(number)
        x = draw.normal(size=(10**6, 10))
        columns = {f"x{i}": column for i, column in enumerate(x.T)}
        columns["word"] = draw.choice(["red", "green", "blue"], 10**6)
        columns["y"] = np.where(x @ np.arange(-5, 5) + draw.normal(size=10**6) > 0, "yes", "no")
        pl.DataFrame(columns).write_parquet(path / f"{number:03}.parquet", row_group_size=100_000)


def read_csv(path: str) -> dict[str, float]:
    import polars as pl

    before, start = peak_mib(), time.perf_counter()
    frame = pl.read_csv(path)
    assert frame.height == ROWS
    return {"seconds": time.perf_counter() - start, "mib": peak_mib() - before}


def train(path: str, **options: Any) -> dict[str, float]:
    """Measure loading and one epoch, and the epoch alone."""
    import torch

    from lessonnet.data import Table
    from lessonnet.nn import DenseNetwork, Xavier, cross_entropy
    from lessonnet.optim import SGD
    from lessonnet.stack import Member, Stack, trainer

    fitting = trainer(max_epochs=1, accelerator="cpu")
    before, start = peak_mib(), time.perf_counter()
    table = Table(path=path, target="y", batch_size=BATCH, **options)
    table.setup()
    loaded = time.perf_counter()
    torch.set_num_threads(1)  # so small a network is trained by one, as the command does
    stack = Stack(
        DenseNetwork(table.in_features, [], 1, None),
        cross_entropy(1),
        [Member(seed=0, optimizer=SGD(lr=0.1), initializer=Xavier())],
        [table.train],
        [table.val] if table.val is not None else None,
        batch_size=BATCH,
    )
    fitting.fit(stack)
    done = time.perf_counter()
    accuracy = float(stack.record.best_accuracy[0])
    return {"seconds": done - start, "training": done - loaded, "mib": peak_mib() - before, "accuracy": accuracy}


CONTENDERS = {
    "read_csv": read_csv,
    "split": train,
    "whole": lambda path: train(path, val_fraction=0, test_fraction=0),
    "stream": lambda path: train(path, memory_limit=LIMIT),
}


def measured(name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-W", "ignore", __file__, "--measure", name, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def bench_csv(directory: Path, rounds: int) -> None:
    path = directory / "table.csv"
    write_csv(path)
    taken: dict[str, list[dict[str, float]]] = {"read_csv": [], "whole": [], "split": []}
    for _ in range(rounds):
        for name, results in taken.items():
            results.append(measured(name, path))
    medians = {name: {key: median(r[key] for r in results) for key in results[0]} for name, results in taken.items()}
    read, table_mib = medians.pop("read_csv"), ROWS * COLUMNS * 4 / 2**20
    print(f"CSV of {ROWS} rows and {COLUMNS} columns, medians of {rounds} rounds")
    print(f"  polars.read_csv: {read['seconds']:.2f} s, {read['mib']:.0f} MiB above the imports")
    for name, own in medians.items():
        allowed = read["seconds"] + 2 * own["training"]
        print(f"  data=table, {'all rows trained' if name == 'whole' else '20 % validation, 20 % test'}")
        print(f"    one epoch, batch {BATCH}      {own['training']:6.2f} s")
        print(f"    load and train             {own['seconds']:6.2f} s  {own['mib']:5.0f} MiB")
        print(f"    time / (read + 2 · train)  {own['seconds'] / allowed:6.2f}")
        print(f"    memory / (read + float32)  {own['mib'] / (read['mib'] + table_mib):6.2f}", flush=True)


def bench_parquet(directory: Path) -> None:
    print(f"Parquet, data.memory_limit={LIMIT}, one epoch")
    for millions in MILLIONS:
        folder = directory / f"{millions}"
        write_folder(folder, millions)
        found = measured("stream", folder)
        print(
            f"  {millions:3} million rows  {found['mib']:5.0f} MiB above the imports  {found['seconds']:6.1f} s"
            f"  accuracy {found['accuracy']:.3f}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--measure", nargs=2, metavar=("NAME", "PATH"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        name, path = arguments.measure
        import lessonnet.sweep  # noqa: F401  # imports are not counted

        print(json.dumps(CONTENDERS[name](path)))
        return
    with tempfile.TemporaryDirectory() as directory:
        bench_csv(Path(directory), arguments.rounds)
        bench_parquet(Path(directory))


if __name__ == "__main__":
    main()
