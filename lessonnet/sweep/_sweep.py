"""A multirun: its jobs trained in stacks or one by one, noted as they end, and told of at the end."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from copy import deepcopy
from itertools import zip_longest
from pathlib import Path
from shlex import quote
from typing import Any

from lessonnet.callbacks import TensorBoard
from lessonnet.options import OptionError, UselessChoiceError, printable
from lessonnet.sweep._attention import Attention
from lessonnet.sweep._graph_key import graph_key, why_alone
from lessonnet.sweep._guarded import Guarded
from lessonnet.sweep._job import build, data_of, folds_of
from lessonnet.sweep._job_files import sums_of, write_files, write_job
from lessonnet.sweep._journal import Done, Grid, Journal
from lessonnet.sweep._leaderboard import leaderboard
from lessonnet.sweep._planned import Planned
from lessonnet.sweep._results import read_results
from lessonnet.sweep._row import COMPLETED, Row
from lessonnet.sweep._run import train
from lessonnet.sweep._stack_runs import Finished, StackRuns
from lessonnet.sweep._stop_note import StopNote
from lessonnet.sweep._summary import relative
from lessonnet.sweep._sweep_findings import findings_of
from lessonnet.sweep._sweep_results import draw_sweep, write_sweep
from lessonnet.sweep._truth_table import truth_tables

_CONFIG = ".hydra/config.yaml"
_REFUSED = 2


class Sweep:
    """The jobs of one multirun.

    Args:
        directory: of the sweep.
        grid: each key with its values.
        resume: whether to go on with what the directory holds.
        print_report: writes a page about the sweep, where its jobs ask for a report; returns whether it could.

    Raises:
        OptionError: if nothing can be resumed there, or the grid was another.
    """

    def __init__(
        self, directory: Path, grid: Grid, *, resume: bool, print_report: Callable[[Path], bool] = lambda _: True
    ) -> None:
        self._directory = directory.absolute()
        self._journal = Journal.resume(self._directory, grid) if resume else Journal.begin(self._directory, grid)
        self._is_resumed = resume
        self._stop, self._attention = StopNote(), Attention(grid)
        self._print_report, self._is_reported = print_report, False
        self._compared: set[str] = set()
        self._refusals: list[str] = []
        self._mistake: OptionError | None = None

    @property
    def stopped_by(self) -> int | None:
        """Number of the signal that stopped it, None without one."""
        return self._stop.signal_number

    def close(self) -> None:
        """Listen to signals no longer, and let other processes go on with the sweep."""
        self._stop.close()
        self._journal.close()

    @property
    def rows(self) -> list[Row]:
        """The jobs that have ended, by their numbers."""
        return [row for _, row in sorted(self._journal.rows.items())]

    @property
    def next_number(self) -> int:
        """Number after those of all jobs that have ended."""
        return max(self._journal.rows, default=-1) + 1

    def is_done(self, number: int) -> bool:
        """Tell whether a job has ended, now or before a kill."""
        return number in self._journal.rows

    def run_stacked(self, jobs: Iterable[Planned]) -> None:
        """Train jobs that have not ended yet, those of one graph together.

        Where one that has ended was another job than it would be now, none is trained; `finish` says so.
        """
        jobs = list(jobs)
        try:
            self._refuse_others(jobs)
        except OptionError as error:
            self._mistake = error
            return
        is_watched = self._attention.watches(max((planned.number for planned in jobs), default=0))
        groups: dict[str, list[Planned]] = {}
        alone: dict[str, list[Planned]] = {}
        for planned in jobs:
            if self.stopped_by is not None:
                return
            if self.is_done(planned.number):
                continue
            tree = self._begun(planned)
            if tree is None:
                continue
            reason = why_alone(tree)
            kind, key = (groups, graph_key(tree)) if reason is None else (alone, reason)
            if kind is groups and key not in groups:
                self._attention.tell(tree, is_watched=is_watched)
            kind.setdefault(key, []).append(planned)
        runs = StackRuns(self.refuse, self._stop, is_watched=is_watched)
        for group in groups.values():
            for finished in runs.run(group):
                self._journal.add(self._written(finished))
                _tell(finished)
        for reason, ones in alone.items():
            print(f"{_jobs(ones)} one by one: {reason}", flush=True)
            for planned in ones:
                if self.stopped_by is None:
                    self._run_alone(planned)

    def _begun(self, planned: Planned) -> dict[str, Any] | None:
        """Clear a job's directory, and return its config; None, and it is refused, where that cannot be trained."""
        self.clear(planned.directory)
        try:
            tree = planned.tree()
        except OptionError as error:
            self.refuse(planned, error)
            return None
        self._is_reported |= tree.get("report", False)
        return tree

    def clear(self, directory: Path) -> None:
        """Take away what a job left that did not end before the sweep was resumed, but for Hydra's own files."""
        if not self._is_resumed or not directory.is_dir():
            return
        for entry in directory.iterdir():
            if entry.is_dir() and entry.name != ".hydra":
                shutil.rmtree(entry)
            elif entry.is_file() and entry.suffix != ".log":
                entry.unlink()

    def curb(self, config: MutableMapping[Any, Any], number: int) -> None:
        """Change in a job's own config what only the first jobs may have, curves and figures, or the sweep alone."""
        self._is_reported |= config.get("report", False)
        config["report"] = False
        logger = config["logger"]
        if logger is not None and number >= logger.get("max_event_dirs", number + 1):
            logger["max_event_dirs"] = 0
        if config.get("callbacks"):
            self._attention.curb(config["callbacks"], number)

    def objective(self, number: int) -> float | None:
        """Return the error that a job is judged by, None where it has none."""
        row = self._journal.rows.get(number)
        return None if row is None else row.error

    def finish(self) -> int:
        """Write and print the results of all jobs.

        Returns:
            the exit code: 0, 1 if a job did not complete, 2 if a mistake of the user's kept all of them from beginning,
            130 and 143 if a signal stopped the sweep.
        """
        rows = self.rows
        if self._mistake is not None:
            print(_line(self._mistake), file=sys.stderr)
            return _REFUSED
        if rows and len(self._refusals) == len(rows) and len(set(self._refusals)) == 1 and not self._is_resumed:
            return _REFUSED
        write_sweep(self._directory, rows)
        shown = relative(self._directory)
        print(leaderboard(rows, shown))
        for line in [*truth_tables(self._directory, rows), *findings_of(rows)]:
            print(line)
        guarded = Guarded()
        draw_sweep(self._directory, rows, guarded)
        print(f"sweep     {quote(str(shown))}")
        if (self._directory / "figures").is_dir():
            print(f"figures   {quote(str(shown / 'figures'))}")
        is_drawn = guarded.tell()
        if self.stopped_by is not None:
            print(f"go on     the same command with {quote(f'resume={shown}')}")
            return 128 + self.stopped_by
        is_told = not self._is_reported or self._print_report(self._directory)
        return int(not (is_drawn and is_told) or any(row.status != COMPLETED for row in rows))

    def note(self, number: int, directory: Path, overrides: Sequence[str], error: Exception | None = None) -> None:
        """Note a job that ended by itself, by the results in its directory, or by the error that ended it."""
        if isinstance(error, OptionError):
            self._refusals.append(_line(error))
        results = None if error is not None else read_results(directory)
        files = {} if results is None else sums_of(directory)
        self._journal.add([Done(self._row(number, directory, overrides, results or _failed(error)), files)])

    def refuse(self, planned: Planned, error: Exception) -> None:
        """Note a job that cannot be trained; one whose choice would do nothing is left out."""
        what = f"job {planned.number}"
        if isinstance(error, UselessChoiceError):
            print(f"{what} is left out ({' '.join(planned.overrides)}): {_line(error)}", file=sys.stderr)
            return
        line = _line(error)
        if line not in self._refusals:  # said once, if all jobs have the same mistake
            print(f"{what}: {line}", file=sys.stderr)
        self.note(planned.number, planned.directory, planned.overrides, error)

    def _refuse_others(self, jobs: Iterable[Planned]) -> None:
        """Refuse to go on beside jobs that have ended and were others than they would be now."""
        for planned in jobs if self._is_resumed else ():
            if self.is_done(planned.number):
                self._refuse_another(planned)

    def _refuse_another(self, planned: Planned) -> None:
        """Refuse a job that has ended if its config was another, or its data were."""
        text, path = planned.texts()[_CONFIG], planned.directory / _CONFIG
        if path.is_file() and path.read_text() != text:
            changed = (now for was, now in zip_longest(path.read_text().splitlines(), text.splitlines()) if was != now)
            raise OptionError(
                f"{path}: this job had another config, which now has `{(next(changed) or '').strip()}`; "
                "resume the sweep with its own, or begin a new one."
            )
        before = self._journal.data.get(planned.number)
        tree = planned.tree()
        self._is_reported |= tree.get("report", False)  # the page tells of jobs that ended before, too
        # The seed of a split changes nothing about where rows come from.
        source = json.dumps({key: value for key, value in tree["data"].items() if key != "seed"}, sort_keys=True)
        if before is None or source in self._compared:
            return
        self._compared.add(source)
        data = data_of(tree, folds_of(tree)[0])
        if data.fingerprint != before:
            raise OptionError(
                f"{self._directory}: the data set {data.title} is no longer what job {planned.number} of this sweep "
                "learned; begin a new one."
            )

    def _row(self, number: int, directory: Path, overrides: Sequence[str], results: Mapping[str, Any]) -> Row:
        return Row(number, str(directory.relative_to(self._directory)), tuple(overrides), results)

    def _written(self, finished: Iterable[Finished]) -> list[Done]:
        """Write the directories of jobs, and return what to note of them."""
        done = []
        for job in finished:
            planned = job.planned
            curves = planned.number < _event_directories(job.fits[0].job.tree)
            try:
                results, files = write_job(planned.directory, job, planned.texts(), curves=curves)
            except Exception as error:
                self.refuse(planned, error)
                continue
            row = self._row(planned.number, planned.directory, planned.overrides, results)
            done.append(Done(row, files, job.fits[0].job.data.fingerprint))
        return done

    def _run_alone(self, planned: Planned) -> None:
        try:
            write_files(planned.directory, {name: text.encode() for name, text in planned.texts().items()})
            tree = deepcopy(dict(planned.tree()))  # jobs share what is the same in all of them
            self.curb(tree, planned.number)
            result = train(tree, planned.directory, resume=False)
        except Exception as error:
            self.refuse(planned, error)
            return
        if result.exit_code > 128:
            self._stop.signal_number = result.exit_code - 128
            return
        self.note(planned.number, planned.directory, planned.overrides)


def _tell(finished: Sequence[Finished]) -> None:
    """Say which jobs were trained together, and how long that took."""
    if finished:
        seconds = sum(fit.outcome.seconds for job in finished for fit in job.fits)
        numbers = sorted(job.planned.number for job in finished)
        span = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"
        sizes = sorted({fit.outcome.stack_size for job in finished for fit in job.fits})
        stacks = f"a stack of {sizes[0]}" if len(sizes) == 1 else f"stacks of {', '.join(map(str, sizes))}"
        print(f"job{'s' * (len(numbers) > 1)} {span}: {stacks}, trained in {seconds:.1f} s", flush=True)


def _event_directories(tree: Mapping[str, Any]) -> int:
    """Return how many jobs have curves of their own."""
    logger = None if tree["logger"] is None else build("logger", tree["logger"])
    return logger.max_event_dirs if isinstance(logger, TensorBoard) else 0


def _failed(error: Exception | None) -> dict[str, Any]:
    return {"status": "failed", "error": "it left no results" if error is None else _line(error)}


def _line(error: Exception) -> str:
    return printable(" ".join(str(error).split()) or type(error).__name__)


def _jobs(planned: Sequence[Planned]) -> str:
    numbers = ", ".join(str(one.number) for one in planned[:10])
    return f"job{'s' * (len(planned) > 1)} {numbers}{' …' if len(planned) > 10 else ''}"
