"""Go over a perceptron's training again, from one update to the next.

Between two updates the weights stay as they are, so all points up to the next mistake are judged at once; the step that
makes it is then taken as the training took it.

Suffixes: n points of a span, B of a mini-batch, D inputs, C scores, P flat parameters.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from torch import Tensor

from lessonnet.ledger._trick import Taken, Trick
from lessonnet.ledger._update import Update
from lessonnet.stack import Met, PointOrder

_FIRST_LOOK = 16
"""Mini-batches that are judged at once after an update; twice as many each time that no mistake is among them."""


class EpochRates(Protocol):
    """The learning rates of a training; asked for each epoch in turn."""

    def __call__(self, epoch: int, steps: range) -> list[float]:
        """Return the rate at each of these steps of the training, from 0, all of one epoch, from 0."""


class Replayed(NamedTuple):
    """A training that was gone over again.

    Attributes:
        updates: one for each misclassified point, in their order.
        rows: parameters [P] after the epochs that were asked for: finished epochs, 0 the start, to rows.
        steps: optimizer steps that were gone over.
        is_whole: whether these were all steps of the training.
    """

    updates: list[Update]
    rows: dict[int, Tensor]
    steps: int
    is_whole: bool


def replay(
    trick: Trick, order: PointOrder, rates: EpochRates, *, steps: int, most: int, watched: Container[int] = ()
) -> Replayed:
    """Return the updates of the first steps of a training.

    Args:
        trick: the perceptron at its start; it is changed.
        order: its points.
        rates: its learning rates.
        steps: optimizer steps of the training, ≥ 0.
        most: updates after which the rest of the training is left out, ≥ 1.
        watched: epochs after which the parameters are kept.
    """
    walk = _Walk(trick, most)
    rows = {0: trick.row} if 0 in watched else {}
    done, epoch = 0, 0
    while done < steps and not walk.is_full:
        stop = min(done + order.steps_per_epoch, steps)
        own_rates = rates(epoch, range(done, stop))
        for met in order.spans(epoch, stop - done):
            walk.over(met, epoch, done, own_rates)
        done, epoch = stop, epoch + 1
        if epoch in watched and not walk.is_full:
            rows[epoch] = trick.row
    steps_seen = walk.updates[-1].step if walk.is_full else steps
    return Replayed(walk.updates, rows, steps_seen, steps_seen == steps)


@dataclass
class _Walk:
    """The updates so far."""

    trick: Trick
    most: int
    updates: list[Update] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether there are as many updates as were asked for; a step's are not torn apart."""
        return len(self.updates) >= self.most

    def over(self, met: Met, epoch: int, done: int, rates: list[float]) -> None:
        """Go over consecutive mini-batches of an epoch that began after so many steps."""
        for place in self._suspects(met):
            number = met.first + place
            before = self.trick.weights()
            batch = slice(place * met.size, (place + 1) * met.size)
            x, y, _, weights = met.points.each(lambda tensor, own=batch: tensor[:, own])  # type: ignore[misc]
            taken = self.trick.take(x, y, weights, rates[number])
            points = None if met.numbers is None else met.numbers[batch].tolist()
            seen = _Seen(done + number + 1, epoch + 1, rates[number], points, x[0], y[0], weights)
            self.updates += _updates(seen, taken, before, self.trick.weights())

    def _suspects(self, met: Met) -> Iterator[int]:
        """Yield the places of mini-batches that may hold a mistake, by the weights as they are when it is yielded."""
        x_nD, y_nC = met.points.features[0], met.points.targets[0]
        batches, place, look = -(-len(x_nD) // met.size), 0, _FIRST_LOOK
        while place < batches and not self.is_full:
            own = slice(place * met.size, (place + look) * met.size)
            found = self.trick.may_err(x_nD[own], y_nC[own]).nonzero()
            if len(found):
                place += int(found[0]) // met.size
                yield place
                place, look = place + 1, _FIRST_LOOK
            else:
                place, look = place + look, 2 * look


class _Seen(NamedTuple):
    """A step, and the points of its mini-batch: their numbers, features [B, D], targets [B, C], weights [1, B]."""

    step: int
    epoch: int
    rate: float
    points: list[int] | None
    x: Tensor
    y: Tensor
    weights: Tensor | None


def _updates(seen: _Seen, taken: Taken, before: list[list[float]], after: list[list[float]]) -> Iterator[Update]:
    """Yield a row for each point that a score has wrong, point by point."""
    together = (taken.mistakes != 0).sum(0).tolist()
    for place, output in (taken.mistakes != 0).nonzero().tolist():
        label = int(seen.y[place, output])
        yield Update(
            step=seen.step,
            epoch=seen.epoch,
            point=None if seen.points is None else seen.points[place],
            output=output,
            rate=seen.rate,
            weight=None if seen.weights is None else float(seen.weights[0, place]),
            x=seen.x[place].tolist(),
            label=label,
            prediction=1 - label,
            score_before=float(taken.scores[place, output]),
            score_after=float(taken.after[place, output]),
            before=before[output],
            after=after[output],
            together=together[output],
        )
