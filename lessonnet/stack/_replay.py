"""The optimizer step as a recording: made once for each size of mini-batch, and replayed.

A step of small networks is some thirty kernels of a few microseconds, and on a GPU it takes as long to start each of
them. A CUDA graph starts them all at once. It works in fixed memory and runs no Python: whatever changes from step to
step has to be a tensor, and is copied to where the recording expects it.
"""

import sys
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from lessonnet.stack._step import Step

Recorder = Callable[[Callable[[], None]], Callable[[], None]]
"""Returns what does again what it was given; it may do that some times itself."""

_WARM_UPS = 3
"""Steps before a capture: libraries choose their kernels, and take memory, when they are called first."""


def cuda_graph(work: Callable[[], None]) -> Callable[[], None]:
    """Record work on the current CUDA device as a graph; where that fails, say so and do the work itself each time."""
    here, beside = torch.cuda.current_stream(), torch.cuda.Stream()
    beside.wait_stream(here)
    with torch.cuda.stream(beside):
        for _ in range(_WARM_UPS):
            work()
    here.wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    try:
        with torch.cuda.graph(graph):
            work()
    except RuntimeError as error:
        torch.cuda.set_stream(here)  # a capture that fails may leave its own behind
        torch.cuda.synchronize()
        print(f"steps are not replayed as a CUDA graph: {' '.join(str(error).split())}", file=sys.stderr)
        return work
    replay: Callable[[], None] = graph.replay
    return replay


def recorder_for(rows: Tensor, backprop: str, world_size: int) -> Recorder | None:
    """Return how steps are recorded where these rows are: those that ask other processes, or autograd, are not."""
    return cuda_graph if rows.is_cuda and world_size == 1 and backprop == "closed_form" else None


class Replayed:
    """Take steps by replaying a recording of one.

    Args:
        take: takes a step; what it reads and writes besides stays where it is, and does not change by itself.
        memory: returns the tensors that `take` changes from step to step, which recording leaves as they were. Once
            they are others, all is recorded anew.
        record: makes the recording.
    """

    def __init__(self, take: Callable[[Step], None], memory: Callable[[], Sequence[Tensor]], record: Recorder) -> None:
        self._take, self._memory, self._record = take, memory, record
        self._recordings: dict[int, _Recording] = {}
        self._recorded_in: Sequence[Tensor] = ()

    def __call__(self, step: Step) -> None:
        """Take a step: its scores are written, parameters and optimizer state changed."""
        memory = self._memory()
        if [id(tensor) for tensor in memory] != [id(tensor) for tensor in self._recorded_in]:
            self._recordings, self._recorded_in = {}, memory
        points = step.features.shape[1]
        if points not in self._recordings:
            before = [tensor.clone() for tensor in memory]
            self._recordings[points] = _Recording(step, self._take, self._record)
            for tensor, values in zip(memory, before, strict=True):
                tensor.copy_(values)
        self._recordings[points].play(step)


class _Recording:
    """A recording for one size of mini-batch, and the memory in which it works.

    Args:
        step: of that size.
        take: takes a step.
        record: makes the recording.
    """

    def __init__(self, step: Step, take: Callable[[Step], None], record: Recorder) -> None:
        inputs = _inputs_of(step)
        self._rooms = [_room_for(tensor) for tensor in inputs]
        views = [room.expand_as(tensor) for room, tensor in zip(self._rooms, inputs, strict=True)]
        self._scores = torch.empty_like(step.scores)
        features, targets, scale, *rest = views
        weights = None if step.weights is None else rest.pop(0)
        masks, numbers = rest[: len(step.masks)], rest[len(step.masks) :]
        coefficients = dict(zip(step.coefficients, numbers, strict=True))
        own = Step(features, targets, self._scores, weights, scale, masks, coefficients)
        self._replay = record(lambda: take(own))

    def play(self, step: Step) -> None:
        """Take a step of the same size."""
        for room, tensor in zip(self._rooms, _inputs_of(step), strict=True):
            room.copy_(tensor[:1] if _is_shared(tensor) else tensor)
        self._replay()
        step.scores.copy_(self._scores)


def _inputs_of(step: Step) -> list[Tensor]:
    weights = [] if step.weights is None else [step.weights]
    return [step.features, step.targets, step.scale, *weights, *step.masks, *step.coefficients.values()]


def _is_shared(tensor: Tensor) -> bool:
    """Tell whether all members have the same in the same memory."""
    return tensor.dim() > 1 and tensor.shape[0] > 1 and tensor.stride(0) == 0


def _room_for(tensor: Tensor) -> Tensor:
    """Return memory for what a tensor holds, once where members share it."""
    return (tensor[:1] if _is_shared(tensor) else tensor).clone()
