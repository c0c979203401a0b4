"""Jobs trained in stacks, and handed out when they are whole: a job of several folds after its last."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lessonnet.observation import Scene
from lessonnet.stack import TRAINING, Outcome
from lessonnet.sweep._job import Job, folds_of
from lessonnet.sweep._planned import Planned
from lessonnet.sweep._rate_finding import with_own_rate
from lessonnet.sweep._stack_plan import StackPlan, stack_plans
from lessonnet.sweep._stack_training import Trained, train_together
from lessonnet.sweep._stop_note import StopNote

_LARGE = 250
"""Jobs of a stack after which its memory is asked back, in some tenths of a second."""


@dataclass(frozen=True)
class Fit:
    """One training of a job: of all its rows, or of a fold.

    Attributes:
        job: what was trained.
        outcome: of it.
        ended_at: when each epoch of its stack ended, in seconds since 1970.
        scene: of the training, where its layers are watched.
    """

    job: Job
    outcome: Outcome
    ended_at: list[float]
    scene: Scene | None


@dataclass(frozen=True)
class Finished:
    """A job whose trainings have all ended.

    Attributes:
        planned: what was asked for.
        fits: one, or one for each fold in their order.
    """

    planned: Planned
    fits: list[Fit]


@dataclass
class StackRuns:
    """Train jobs in stacks.

    Attributes:
        refuse: told of each job that cannot be trained, and why.
        stop: notes the signal that stops a training, or what comes between two.
        is_watched: whether weights are kept on the way, where a job asks for what is seen in them.
    """

    refuse: Callable[[Planned, Exception], None]
    stop: StopNote
    is_watched: bool = True
    _parts: dict[int, dict[int, Fit]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)
    _failed: set[int] = field(default_factory=set)

    def run(self, group: Iterable[Planned]) -> Iterator[list[Finished]]:
        """Train jobs of one graph; yield those that are whole after each stack."""
        for plan in stack_plans(group, self.refuse):
            if self.stop.signal_number is not None:
                return
            self._show(plan)
            self._find_rates(plan)
            if plan.jobs and self.stop.signal_number is None:
                yield from self._train(plan)
            if len(plan.jobs) >= _LARGE:
                gc.collect()  # a Trainer and its module refer to each other, and hold the stack's data

    def _show(self, plan: StackPlan) -> None:
        """Say what was found in a table, once for each: it differs little from split to split."""
        for job in plan.jobs:
            if job.data.shown and job.data.title not in self._shown:
                self._shown.add(job.data.title)
                print(job.data.shown, flush=True)

    def _find_rates(self, plan: StackPlan) -> None:
        """Give each job the learning rate that it asks to be found; take out a job that has none."""
        kept = StackPlan()
        for planned, job in zip(plan.planned, plan.jobs, strict=True):
            if self.stop.signal_number is not None:
                break
            try:
                kept.jobs.append(with_own_rate(job, planned.number))
                kept.planned.append(planned)
            except KeyboardInterrupt:
                if self.stop.signal_number is None:
                    raise
            except Exception as error:
                self._fail(planned, error)
        plan.planned, plan.jobs = kept.planned, kept.jobs

    def _train(self, plan: StackPlan) -> Iterator[list[Finished]]:
        """Train a stack; where that fails, halve it until the job that is to blame is alone."""
        try:
            trained = train_together(plan.jobs, is_watched=self.is_watched)
        except Exception as error:
            if len(plan.jobs) == 1:
                self._fail(plan.planned[0], error)
                return
            for half in plan.halves():
                if self.stop.signal_number is None:
                    yield from self._train(half)
            return
        if trained.signal_number is not None:
            self.stop.signal_number = trained.signal_number
        yield list(self._whole(plan, trained))

    def _fail(self, planned: Planned, error: Exception) -> None:
        """Refuse a job, once for all its folds."""
        if planned.number not in self._failed:
            self._failed.add(planned.number)
            self._parts.pop(planned.number, None)
            self.refuse(planned, error)

    def _whole(self, plan: StackPlan, trained: Trained) -> Iterator[Finished]:
        scenes: Sequence[Scene | None] = trained.scenes or [None] * len(plan.jobs)
        for planned, job, outcome, scene in zip(plan.planned, plan.jobs, trained.outcomes, scenes, strict=True):
            if trained.signal_number is not None and TRAINING in outcome.record.status:
                continue
            if planned.number in self._failed:
                continue
            parts = self._parts.setdefault(planned.number, {})
            parts[0 if job.data.fold is None else job.data.fold.number] = Fit(job, outcome, trained.ended_at, scene)
            if len(parts) == len(folds_of(job.tree)):
                del self._parts[planned.number]
                yield Finished(planned, [fit for _, fit in sorted(parts.items())])
