"""The training loop proper: mini-batches in, changed rows out."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Criterion, Layout, Masks, Network, points_together, predict
from lessonnet.optim import Coefficients
from lessonnet.stack._backprop import backprop_class
from lessonnet.stack._batches import Plan, Process, Span, batch_points
from lessonnet.stack._chunks import Chunk
from lessonnet.stack._members import Member, own_penalties, penalty_factors
from lessonnet.stack._memberwise import MemberwiseLBFGS, MemberwiseTorch
from lessonnet.stack._objective import Objective
from lessonnet.stack._optimizer import StackOptimizer
from lessonnet.stack._points import Points
from lessonnet.stack._replay import Recorder, Replayed
from lessonnet.stack._source import Source
from lessonnet.stack._step import Step
from lessonnet.stack._sums import Sums

_POINTS_AT_ONCE = 1 << 20
"""Scores of the widest layer that an evaluation computes at once, over all members."""


AnyOptimizer = StackOptimizer | MemberwiseTorch | MemberwiseLBFGS


class Graph(NamedTuple):
    """What all members of a stack share.

    Attributes:
        network: the template; its own weights are not used.
        criterion: the error function.
        backprop: the way that is used, `closed_form` or `autograd`.
    """

    network: Network
    criterion: Criterion
    backprop: str


class Engine:
    """A block of K members, their data and their optimizer, bound to one device.

    Args:
        graph: what the members share.
        rows: parameters of the whole stack; those of the block are changed in place.
        block: which of the rows.
        members: one for each row of the block.
        optimizer: over all rows.
        train: where the training points are.
        batch_size: points of a mini-batch, or None for all.
        process: this process among those that train together.
        mixed: whether products are of bfloat16 numbers.
        record: how a step is recorded, to be replayed from then on; None to take each as the first.

    Attributes:
        block: as given.
        sets: the data set of each member, int64 [K].
        batches: the members' mini-batches.
    """

    def __init__(
        self,
        graph: Graph,
        rows: Tensor,
        block: slice,
        members: Sequence[Member],
        optimizer: AnyOptimizer,
        *,
        train: Source,
        batch_size: int | None,
        process: Process,
        mixed: bool,
        record: Recorder | None = None,
    ) -> None:
        self._network, self._criterion, self._way = graph
        self._optimizer, self._process, self.block = optimizer, process, block
        self._rows = rows.detach()[block]
        self._gradient = torch.zeros_like(self._rows)
        self._layout, self._kind = Layout(self._network), backprop_class(graph.backprop, mixed)
        self._backprop = self._kind(self._network, self._layout, self._criterion, self._rows, self._gradient)
        self.sets = torch.tensor([member.data for member in members], device=rows.device)
        seeds = [member.seed for member in members]
        dropouts = [member.dropout for member in members if member.dropout is not None and self._network.hidden]
        size = batch_points(train.count, batch_size)
        self._masks = Masks(dropouts, seeds, self._network.hidden, size, self._rows, *process) if dropouts else None
        mask_bytes = 0 if self._masks is None else self._masks.step_bytes
        self.batches = train.batches(self.sets, seeds, Plan(batch_size, process, mask_bytes))
        self._scales: dict[int, Tensor] = {}
        self._widest = self._network.widest
        factors = penalty_factors(members)
        self._l1, self._l2 = (torch.from_numpy(column).to(self._rows) for column in factors)
        self._penalised = any(column.any() for column in factors)
        self._members = members
        self._own_penalties = own_penalties(members, self._rows[:, : self._layout.weights], self._way)
        self._no_penalty = torch.zeros(len(members), dtype=torch.float64, device=rows.device)
        self._step: Callable[[Step], None] = self._take
        is_recorded = self._own_penalties is None or self._own_penalties.has_closed_form
        if record is not None and is_recorded and isinstance(optimizer, StackOptimizer):
            self._step = Replayed(self._take, lambda: optimizer.memory(block), record)

    def train(self, chunk: Chunk, rates_SK: np.ndarray, steps_done: int) -> Sums:
        """Take the optimizer steps of a chunk; return the sums over its points, each seen before its step.

        Args:
            chunk: which mini-batches.
            rates_SK: learning rates of the block, or [1, K] where all steps share them.
            steps_done: optimizer steps before the chunk.
        """
        steps = np.arange(steps_done + 1, steps_done + 1 + chunk.stop - chunk.first)
        coefficients: list[Coefficients] = []
        sums = None
        with self._kind.without_graph():
            if not isinstance(self._optimizer, MemberwiseLBFGS):
                coefficients = self._optimizer.coefficients(rates_SK, steps, self.block)
            for span in self.batches.spans(chunk.epoch, chunk.first, chunk.stop):
                done = span.first - chunk.first
                now = coefficients[done : done + len(span.sizes)]
                scores = self._span(span, chunk.epoch, steps_done + done, now)
                sums = self._sums(scores, span.points).plus(sums)
            assert sums is not None
            return self._over_processes(sums, self.batches.point_count(chunk.first, chunk.stop))

    def evaluate(self, points: Points) -> Sums:
        """Return the sums over each member's own among the points of all data sets [G, N, …], dropout off."""
        at_once = max(1, _POINTS_AT_ONCE // (len(self._rows) * self._widest))
        with self._kind.without_graph():
            pieces = (piece.select(self.sets) for piece in points.split(at_once))
            return Sums.total(self._sums(self._backprop.scores(own.features), own) for own in pieces)

    def penalty(self) -> Tensor:
        """Return λ1·Σ|w| + λ2·Σw² of each member, float64 [K]."""
        if self._own_penalties is not None:
            return self._own_penalties.value().detach()
        if not self._penalised:
            return self._no_penalty
        weights = self._rows[:, : self._layout.weights].double()
        l1, l2 = self._l1.squeeze(1).double(), self._l2.squeeze(1).double()
        return l1 * weights.abs().sum(1) + l2 * weights.square().sum(1)

    def finite(self) -> Tensor:
        """Tell whether all parameters of each member are finite, [K]."""
        # `isfinite().all(1)` takes ten times as long. A NaN is the largest of any numbers, and not below ∞.
        return self._rows.abs().amax(1) < torch.inf

    def _span(self, span: Span, epoch: int, steps_done: int, coefficients: Sequence[Coefficients]) -> Tensor:
        """Take one step for each mini-batch; return the scores [K, n, C] from before each."""
        features, targets, _, weights = span.points
        out = points_together(targets, *targets.shape)
        numbers = range(span.first, span.first + len(span.sizes))
        scales = [self._scale(self.batches.point_count(number)) for number in numbers]
        if isinstance(self._optimizer, MemberwiseLBFGS):
            self._line_searches(self._optimizer, span.points, scales[0], out)
            return out
        tensors = [tensor.split(span.sizes, dim=1) for tensor in (features, targets, out)]
        weighed = [None] * len(numbers) if weights is None else weights.split(span.sizes, dim=1)
        masks = self._step_masks(epoch, steps_done, numbers)
        for step in map(Step, *tensors, weighed, scales, masks, coefficients):
            self._step(step)
        return out

    def _take(self, step: Step) -> None:
        """Take one step. Nothing here may depend on a number that changes and stands in no tensor: see Replayed."""
        x_KBD, y_KBC, scores, weights_KB, scale, masks, now = step
        self._backprop.gradient(x_KBD, y_KBC, scale, masks, scores, weights_KB)
        self._complete_gradient()
        assert not isinstance(self._optimizer, MemberwiseLBFGS)
        self._optimizer.update(self._gradient, now, self.block)

    def _scale(self, points: int) -> Tensor:
        """Return the factor of the summed errors of so many points, made once: there are two kinds of mini-batches."""
        if points not in self._scales:
            self._scales[points] = self._rows.new_tensor(self._criterion.scale(points))
        return self._scales[points]

    def _step_masks(self, epoch: int, steps_done: int, numbers: range) -> list[list[Tensor]]:
        """Return the dropout masks of each of these mini-batches, the last of which may be smaller."""
        if self._masks is None:
            return [[]] * len(numbers)
        masks: list[list[Tensor]] = []
        for points, same in groupby(numbers, self.batches.point_count):
            masks += self._masks.span(epoch, steps_done + len(masks), len(list(same)), points)
        return masks

    def _complete_gradient(self) -> None:
        """Add up the processes' gradients, then the penalties', which must count once."""
        if self._process.world_size > 1:
            torch.distributed.all_reduce(self._gradient)
        if self._penalised:
            self._backprop.add_penalty_gradient(self._l1, self._l2)
        if self._own_penalties is not None:
            self._backprop.add_gradient_of_weights(self._own_penalties.gradient())

    def _line_searches(self, optimizer: MemberwiseLBFGS, points: Points, scale: Tensor, out: Tensor) -> None:
        """Take one L-BFGS step of each member by itself, on all its points; leave the scores from before it."""
        out.copy_(self._backprop.scores(points.features))
        for k in range(len(self._rows)):
            # In memory of its own: sums are rounded by how their terms are aligned, and a line search amplifies that.
            x, y = points.features[k : k + 1].clone(), points.targets[k : k + 1].clone()
            point_weights = None if points.weights is None else points.weights[k : k + 1].clone()
            row = optimizer.row(k)
            gradient, l1, l2 = torch.zeros_like(row), self._l1[k : k + 1], self._l2[k : k + 1]
            backprop = self._kind(self._network, self._layout, self._criterion, row, gradient)
            weights = row[:, : self._layout.weights]
            own = own_penalties(self._members[k : k + 1], weights, self._way)
            objective = Objective(backprop, self._criterion, x, y, point_weights, scale, weights, l1, l2, own)
            optimizer.update(k, objective, gradient[0])

    def _sums(self, scores: Tensor, points: Points) -> Sums:
        """Return the summed errors, weighted, and correct predictions, if there are any, of scores [K, N, C]."""
        errors = self._criterion.errors(scores, points.targets)
        if points.weights is not None:
            errors = errors * points.weights
        error = errors.sum(1, dtype=torch.float64)
        if self._criterion.has_classes:
            correct = (predict(scores) == points.classes).sum(1).double()
        else:
            correct = torch.zeros_like(error)
        return Sums(error, correct, scores.shape[1])

    def _over_processes(self, own: Sums, points: int) -> Sums:
        """Return the sums over the shares of all processes, so many points together."""
        if self._process.world_size > 1:
            for tensor in (own.error, own.correct):
                torch.distributed.all_reduce(tensor)
        return own._replace(points=points)
