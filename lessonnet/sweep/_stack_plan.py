"""Jobs of a sweep put together into stacks that memory can hold."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lessonnet.data import DataSet, Fold, Part, StreamedPart
from lessonnet.models import Classifier
from lessonnet.options import OptionError
from lessonnet.sweep._job import Job, data_of, folds_of
from lessonnet.sweep._planned import Planned

_MOST_MEMBERS = 1000
"""Members of a stack: of more, what Lightning costs for each chunk is not felt any less."""
_MOST_BYTES = 1 << 28
"""What the weights and the data of a stack may take."""
_COPIES = 6
"""Numbers kept for each parameter: itself, its gradient, the best, up to two of an optimizer's, and one in passing."""


@dataclass
class StackPlan:
    """Jobs that are to be trained together.

    Attributes:
        planned: what was asked for.
        jobs: the same, built.
    """

    planned: list[Planned] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def halves(self) -> list["StackPlan"]:
        """Return two plans of half the jobs each."""
        half = len(self.jobs) // 2
        return [StackPlan(self.planned[:half], self.jobs[:half]), StackPlan(self.planned[half:], self.jobs[half:])]


def stack_plans(group: Iterable[Planned], refuse: Callable[[Planned, Exception], None]) -> Iterator[StackPlan]:
    """Build jobs of one graph, each of their folds a job of its own, and yield them in stacks.

    Args:
        group: jobs with the same `graph_key`.
        refuse: told of each job that cannot be built, and why.
    """
    open_ones: dict[tuple[Any, ...], _Open] = {}
    models: dict[tuple[int, int], Classifier] = {}
    mistakes: dict[str, OptionError] = {}
    for planned in group:
        built: list[tuple[Job, str]] = []
        try:
            tree = planned.tree()
            for fold in folds_of(tree):
                own = _data_key(tree, fold)
                known = (plan.data[own] for plan in open_ones.values() if own in plan.data)
                data = next(known, None) or _read_once(tree, fold, own, mistakes)
                job = Job.of(tree, data=data, model=models.get((data.in_features, data.classes)))
                models[data.in_features, data.classes] = job.model
                built.append((job, own))
        except Exception as error:  # one failing job costs one job
            refuse(planned, error)
            continue
        for job, own in built:
            shape = _shape_of(job)
            plan = open_ones.setdefault(shape, _Open())
            plan.add(planned, job, own)
            if plan.is_full:
                yield open_ones.pop(shape).plan
    yield from (plan.plan for plan in open_ones.values())


def _read_once(tree: Mapping[str, Any], fold: Fold | None, key: str, mistakes: dict[str, OptionError]) -> DataSet:
    """Set a data set up; one that cannot be used is not tried again for the next job."""
    if key in mistakes:
        raise mistakes[key]
    try:
        return data_of(tree, fold)
    except OptionError as error:
        mistakes[key] = error
        raise


@dataclass
class _Open:
    """A stack that may have room for more jobs."""

    plan: StackPlan = field(default_factory=StackPlan)
    data: dict[str, DataSet] = field(default_factory=dict)
    members: int = 0
    bytes: int = 0

    @property
    def is_full(self) -> bool:
        return self.members >= _MOST_MEMBERS or self.bytes >= _MOST_BYTES

    def add(self, planned: Planned, job: Job, data_key: str) -> None:
        self.plan.planned.append(planned)
        self.plan.jobs.append(job)
        parameters = sum(parameter.numel() for parameter in job.model.network.parameters())
        self.members += len(job.members)
        self.bytes += len(job.members) * parameters * 4 * _COPIES
        if data_key not in self.data:
            self.data[data_key] = job.data
            if isinstance(job.data.train, Part):
                self.bytes += 2 * job.data.train.features.nbytes


def _data_key(tree: Mapping[str, Any], fold: Fold | None) -> str:
    return json.dumps([tree["data"], fold], sort_keys=True)


def _shape_of(job: Job) -> tuple[Any, ...]:
    """Return what jobs of one stack must have in common besides their graph: the shape of their data."""
    data = job.data
    train: Part | StreamedPart = data.train
    if isinstance(train, StreamedPart):
        return (job.tree["seed"], _data_key(job.tree, data.fold))  # a stream is read once for all, in one order
    return (data.in_features, data.classes, train.points, None if data.val is None else data.val.points)
