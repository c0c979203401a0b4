"""A job's ledger, where its config asks for one."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lightning.pytorch import Callback
from rich.console import Console
from rich.table import Table

from lessonnet.callbacks import Ledger, Snapshots
from lessonnet.ledger import Ledger as Rows
from lessonnet.ledger import PastTraining, formula, number, vector
from lessonnet.stack import PRECISIONS, Course, Outcome
from lessonnet.sweep._job import Job, build

_MOST_FEATURES = 4
"""Of a point that is printed."""


def write_ledger(
    job: Job, outcome: Outcome, directory: Path, course: Course | None = None, *, film: bool = True
) -> Rows | None:
    """Write the ledger of a job, None where its config has none.

    Args:
        job: what was trained.
        outcome: of its training.
        directory: of the job.
        course: the leader's snapshots, if there are any.
        film: whether there may be a film of it, which takes some seconds.

    Raises:
        OSError: if the disk refuses.
    """
    callback = ledger_callback(job.tree)
    if callback is None:
        return None
    options = job.tree["trainer"]
    past = PastTraining(
        job.data,
        job.members,
        outcome,
        options["max_epochs"],
        options["max_steps"],
        PRECISIONS[options["precision"]],
        course,
    )
    return callback.write(past, directory, film=film)


def course_of(callbacks: Sequence[Callback], outcome: Outcome) -> Course | None:
    """Return the leader's snapshots, None where no callback has kept any."""
    leader = outcome.record.leader
    for callback in callbacks:
        if isinstance(callback, Snapshots) and len(callback.frames):
            return callback.frames.of(leader, int(outcome.record.epochs[leader]))
    return None


def ledger_callback(tree: Mapping[str, Any]) -> Ledger | None:
    """Return the callback that a config names, None without one."""
    for name, node in (tree["callbacks"] or {}).items():
        if node is not None and node["_target_"] == "lessonnet.callbacks.Ledger":
            callback: Ledger = build(f"callbacks.{name}", node)
            return callback
    return None


def ledger_lines(job: Job, rows: Rows | None) -> list[str]:
    """Return what a run prints of its ledger: how many rows, whether they are right, and as many as were asked for."""
    callback = ledger_callback(job.tree)
    if rows is None or callback is None:
        return []
    count = len(rows.updates)
    cut = "" if rows.is_whole else f", the first of more (callbacks.ledger.most_rows={callback.most_rows})"
    units = "" if job.data.scaling is None else " of standardised points"
    line = f"ledger    {count} update{'s' * (count != 1)}{units}{cut}, {rows.agreement.words}"
    return [line, *(_table(job, rows, callback.show) if callback.show and count else [])]


def _table(job: Job, rows: Rows, most: int) -> list[str]:
    """Write the first updates as a table; long points without their numbers."""
    table, is_short = Table(), job.data.in_features <= _MOST_FEATURES
    for column in ("step", "point", "label", "score", "then"):
        table.add_column(column, justify="left" if column == "point" else "right", no_wrap=True)
    if is_short:
        table.add_column("the trick: (w, b) ± rate·(x, 1)")
    for update in rows.updates[:most]:
        where = "" if update.point is None else f"row {update.point}"
        cells = [
            str(update.step),
            vector(update.x, 4) if is_short else where,
            str(update.label) if job.data.classes == 2 else f"{update.label} ({job.data.class_names[update.output]})",
            number(update.score_before, 4),
            number(update.score_after, 4),
        ]
        table.add_row(*cells, *([formula(update, 5)] if is_short else []))
    out = io.StringIO()
    Console(file=out, force_jupyter=False, width=120, highlight=False, color_system=None, markup=False).print(table)
    return [line.rstrip() for line in out.getvalue().rstrip().splitlines()]
