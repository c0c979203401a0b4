"""Time per optimizer step of lessonnet beside its peers, in one table: `python scripts/bench_step.py`.

The contenders take turns, each in a process of its own for each thread count; the table shows each at the better
count, as the median over the rounds, and lessonnet's ratio to it as the median of the rounds' own ratios.
"""

import argparse
import multiprocessing
import time
from math import isnan
from statistics import median

from contenders import CONTENDERS, Task, Timing, serve
from rich.console import Console
from rich.table import Table

SIZES = {
    "64-64-10, batch 64": (64, 64, 100),
    "64-256-10, batch 128": (256, 128, 100),
    "64-1024-10, batch 256": (1024, 256, 40),
}
"""Units of the hidden layer, points of a mini-batch, epochs."""
OPTIMIZERS = ("momentum", "adam")
PAUSE = 0.3
"""Seconds before each turn, so that the thread pool of the one before has gone to sleep."""


class Worker:
    """One contender at one thread count, in its own process."""

    def __init__(self, name: str, threads: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.name, self.threads = name, threads
        self._tasks, self._timings = context.Queue(), context.Queue()
        self._process = context.Process(target=serve, args=(name, threads, self._tasks, self._timings), daemon=True)
        self._process.start()

    def time(self, task: Task) -> Timing:
        """Have it train, while the others wait."""
        time.sleep(PAUSE)
        self._tasks.put(task)
        return self._timings.get()


def compare(workers: list[Worker], task: Task, rounds: int) -> dict[str, tuple[list[float], float, int]]:
    """Return each contender's µs per step by round, its final error and its thread count, at the better count."""
    micros: dict[tuple[str, int], list[float]] = {(w.name, w.threads): [] for w in workers}
    errors: dict[tuple[str, int], float] = {}
    for _ in range(rounds):
        for worker in workers:
            timing = worker.time(task)
            micros[worker.name, worker.threads].append(timing.seconds / timing.steps * 1e6)
            errors[worker.name, worker.threads] = timing.error
    best = {}
    for name in CONTENDERS:
        key = min((k for k in micros if k[0] == name), key=lambda k: median(micros[k]))
        best[name] = (micros[key], errors[key], key[1])
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--hidden", type=int, nargs="+", default=[64, 256, 1024], help="sizes by their hidden units")
    options = parser.parse_args()
    workers = [Worker(name, threads) for name in CONTENDERS for threads in options.threads]
    console = Console(width=110)
    for size, (hidden, batch_size, epochs) in SIZES.items():
        if hidden not in options.hidden:
            continue
        for optimizer in OPTIMIZERS:
            best = compare(workers, Task(hidden, batch_size, optimizer, epochs), options.rounds)
            console.print(table_of(f"digits, {size}, {optimizer}: µs per optimizer step, median", best))


def table_of(title: str, best: dict[str, tuple[list[float], float, int]]) -> Table:
    """Lay out one comparison."""
    table = Table(title=title, title_justify="left")
    for column in ("contender", "threads", "µs", "lessonnet / it", "final error"):
        table.add_column(column)
    ours = best["lessonnet"][0]
    for name, (micros, error, threads) in best.items():
        ratio = median(a / b for a, b in zip(ours, micros, strict=True))
        table.add_row(
            name, str(threads), f"{median(micros):.0f}", f"{ratio:.2f}", "–" if isnan(error) else f"{error:.4f}"
        )
    return table


if __name__ == "__main__":
    main()
