"""A training as those see it who draw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from torch import Tensor

from lessonnet.data import DataSet, Part, StreamedPart
from lessonnet.models import Classifier
from lessonnet.nn import Network
from lessonnet.observation._at_row import at_row
from lessonnet.stack import Course


class Frame(NamedTuple):
    """A network as it stood at some time.

    Attributes:
        epoch: finished epochs.
        step: optimizer steps.
        network: with the weights of that time.
    """

    epoch: int
    step: int
    network: Network


@dataclass(frozen=True)
class Scene:
    """One member's training so far.

    Attributes:
        data: set up.
        model: of the graph that was trained; its own weights are not looked at.
        course: the member's weights at chosen epochs, at least one.
        history: its metrics by name, each [E].
        best_row: its best parameters, as a row of the stack.
        best_epoch: when it had them.
        climbs: courses of all members of the job, on an error surface; empty of a network.
    """

    data: DataSet
    model: Classifier
    course: Course
    history: Mapping[str, Tensor]
    best_row: Tensor
    best_epoch: int
    climbs: Sequence[Course] = ()

    @property
    def points(self) -> Part | None:
        """The training points as the network takes them; None of streamed data, and of none."""
        part: Part | StreamedPart = self.data.train
        return part if isinstance(part, Part) and part.features.shape[1] else None

    @cached_property
    def best(self) -> Network:
        """The network with its best weights."""
        return at_row(self.model.network, self.best_row)

    def frame(self, place: int) -> Frame:
        """Return one of the frames, counted from 0, or from −1 backwards."""
        course = self.course
        return Frame(course.epochs[place], course.steps[place], at_row(self.model.network, course.rows[place]))

    def frames(self, most: int) -> Sequence[Frame]:
        """Return at most so many of the frames, spread evenly, the first and the last among them."""
        return [self.frame(place) for place in spread(len(self.course.epochs), most)]


def spread(count: int, most: int, first: int = 0) -> list[int]:
    """Return at most `most` of the numbers first … count − 1, spread evenly, the last among them.

    Example:
        >>> spread(100, 4), spread(3, 10), spread(100, 1)
        ([0, 33, 66, 99], [0, 1, 2], [99])
    """
    left = count - first
    if left <= 0 or most <= 0:
        return []
    if left <= most:
        return list(range(first, count))
    if most == 1:
        return [count - 1]
    return [first + place * (left - 1) // (most - 1) for place in range(most)]
