"""What a sweep prints at its end."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from shlex import join, quote

from rich.console import Console
from rich.table import Table

from lessonnet.config import reproducing
from lessonnet.options import printable
from lessonnet.sweep._alike import LEVEL, alike
from lessonnet.sweep._row import COMPLETED, Row, best_of, key_of
from lessonnet.sweep._settings import Setting, Spread, settings_of, varying_keys

_MOST_SETTINGS = 10
_FEWEST_OF_A_TASK = 3
_MOST_NUMBERS = 3
_UNMEASURED = "–"
_MARKS = {True: "=", False: "", None: "?"}
_MEANINGS = {
    "=": f"= cannot be told apart from the best: t-test over seeds, p ≥ {LEVEL}, not corrected for many comparisons",
    "?": "? too few completed jobs to tell it from the best",
}
_UNTOLD = "one job each: whether they differ by more than chance, several seeds would tell, seed='range(5)'"

Ranked = list[tuple[Setting, str]]
"""The settings of one task that are shown, the best first, and the mark of each."""


def leaderboard(rows: Sequence[Row], directory: Path = Path()) -> str:
    """Return the best settings of a sweep as a table, what did not complete, and the best job.

    Settings stand in the order of their mean errors, with ± the sample standard deviation over the jobs; those that
    learn different things, several data sets or surfaces, are ranked apart. The error and the accuracy are those of the
    validation part, or of training where there is none. See `alike` for the test behind the mark `=`.

    Args:
        rows: of a sweep.
        directory: of the sweep, as it is to be shown.

    Returns:
        A table at most 100 characters wide, and lines below it: the meaning of marks, how many settings are not
        shown, the jobs of each status but `completed` with the first one's error, the best job's directory and the
        command that trains it again.
    """
    settings = settings_of(rows)
    tasks = [_ranked(list(group), settings) for _, group in groupby(settings, key=lambda setting: setting.task)]
    if not any(mark in ("=", "") for ranked in tasks for _, mark in ranked[1:]):
        tasks = [[(setting, "") for setting, _ in ranked] for ranked in tasks]  # nothing can be told of any
    table = _table(tasks[:_MOST_SETTINGS], varying_keys(settings))
    return "\n".join([table, *_notes(settings, tasks, rows), *_unfinished(rows), *_best(rows, tasks, directory)])


def _ranked(group: Sequence[Setting], settings: Sequence[Setting]) -> Ranked:
    """Return the settings of a task that are shown among all of a sweep's, with their marks."""
    tasks = len({setting.task for setting in settings})
    shown = group[: max(_MOST_SETTINGS // tasks, _FEWEST_OF_A_TASK)]
    return [(setting, _MARKS[alike(shown[0], setting)] if rank else "") for rank, setting in enumerate(shown)]


def _table(tasks: Sequence[Ranked], keys: set[str]) -> str:
    settings = [setting for ranked in tasks for setting, _ in ranked]
    names = {setting.error_name for setting in settings if setting.error_name}
    # An error surface has no accuracy; of jobs that all failed it is not known whether they would have one.
    has_accuracy = not names or any(setting.accuracy.mean is not None for setting in settings)
    name = names.pop() if len(names) == 1 else "error"
    error_head = name.replace(" ", "\n")
    accuracy_head = error_head.replace("error", "accuracy")
    has_test = any(setting.test_accuracy.mean is not None for setting in settings)
    table = Table()
    table.add_column("rank", no_wrap=True)
    table.add_column("setting", overflow="fold")
    for column in ("jobs", error_head, *([accuracy_head] * has_accuracy), *(["test\naccuracy"] * has_test)):
        table.add_column(column, justify="right", no_wrap=True)
    for ranked in tasks:
        for rank, (setting, mark) in enumerate(ranked, start=1):
            accuracies = [*([setting.accuracy] * has_accuracy), *([setting.test_accuracy] * has_test)]
            measured = [_with_deviation(setting.error), *(_shown(accuracy.mean) for accuracy in accuracies)]
            table.add_row(f"{rank:>2} {mark}".rstrip(), _name(setting, keys), _jobs(setting), *measured)
        table.add_section()
    out = io.StringIO()
    # The same on a terminal and in a file; a value may be called "[red]" or ":x:", and means just that.
    Console(
        file=out, force_jupyter=False, width=100, highlight=False, color_system=None, markup=False, emoji=False
    ).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _name(setting: Setting, keys: set[str]) -> str:
    varying = [printable(override) for override in setting.overrides if key_of(override) in keys]
    return " ".join(varying) if varying or keys else "all jobs"


def _jobs(setting: Setting) -> str:
    jobs, completed = len(setting.jobs), setting.completed
    return str(jobs) if jobs == completed else f"{completed} of {jobs}"


def _notes(settings: Sequence[Setting], tasks: Sequence[Ranked], rows: Sequence[Row]) -> Iterator[str]:
    """Say what the table does not: what its marks mean, and what it leaves out."""
    shown = [mark for ranked in tasks[:_MOST_SETTINGS] for _, mark in ranked]
    if len(tasks) > 1:
        keys = " and ".join(f"`{key_of(line)}`" for line in settings[0].task)
        measured = "heights" if settings[0].error_name == "height" else "errors"
        yield f"ranked for each {keys} apart: {measured} on different ones do not compare"
    yield from (meaning for mark, meaning in _MEANINGS.items() if mark in shown)
    if max(map(len, tasks), default=0) > 1 and all(setting.completed == 1 for setting in settings) and _is_drawn(rows):
        yield _UNTOLD
    if {"val", "train"} <= {setting.selected_by for setting in settings}:
        yield "error and accuracy are those of validation, or of training where there is no validation part"
    left_out = len(settings) - len(shown)
    if left_out > 0:
        yield f"and {left_out} more setting{'s' * (left_out > 1)}"


def _is_drawn(rows: Sequence[Row]) -> bool:
    """Tell whether another seed would have changed something: a descent starts where it is told to."""
    return any(row.results.get("epochs") != 0 and row.error_name != "height" for row in rows if row.status == COMPLETED)


def _unfinished(rows: Sequence[Row]) -> Iterator[str]:
    """Name the jobs of each status but `completed`, and the first one's error."""
    for status in sorted({row.status for row in rows} - {COMPLETED}):
        those = [row for row in rows if row.status == status]
        error = next((f": {printable(row.results['error'])}" for row in those if row.results.get("error")), "")
        yield f"{status} {_numbers([row.job for row in those])}{error}"


def _numbers(jobs: Sequence[int]) -> str:
    shown, left_out = ", ".join(map(str, jobs[:_MOST_NUMBERS])), len(jobs) - _MOST_NUMBERS
    return f"{shown} and {left_out} more" if left_out > 0 else shown


def _best(rows: Sequence[Row], tasks: Sequence[Ranked], directory: Path) -> list[str]:
    """Say which job has the lowest error, where it is, and how to train it again; of several tasks, only which."""
    if len(tasks) > 1:
        firsts = ((ranked[0][0].task, _best_of(rows, ranked[0][0].task)) for ranked in tasks[:_MOST_SETTINGS])
        lines = [f"best      {printable(' '.join(task))}: {_told(best)}" for task, best in firsts if best is not None]
        return lines or [_NONE]
    best = best_of(rows)
    if best is None:
        return [_NONE]
    return [
        f"best      {_told(best)}",
        f"directory {quote(str(directory / best.directory))}",
        f"again     {join(['python', '-m', 'lessonnet.train', *reproducing(best.overrides), *_alone(best)])}",
    ]


_NONE = "no job completed with a finite error"


def _best_of(rows: Sequence[Row], task: Sequence[str]) -> Row | None:
    return best_of([row for row in rows if set(task) <= set(row.overrides)])


def _told(row: Row) -> str:
    accuracy = f", accuracy {_shown(row.accuracy)}" if row.accuracy is not None else ""
    return f"job {row.job}, {row.error_name} {row.error:.4f}{accuracy}"


def _alone(row: Row) -> list[str]:
    """Return what turns a search back into the training of one job."""
    return ["hydra.mode=RUN"] if any(line.startswith("hparams_search=") for line in row.overrides) else []


def _with_deviation(spread: Spread) -> str:
    return _shown(spread.mean) if spread.deviation is None else f"{_shown(spread.mean)} ± {_shown(spread.deviation)}"


def _shown(value: float | None) -> str:
    return _UNMEASURED if value is None else f"{value:.4f}"
