"""A step that is recorded and replayed is the step itself: on a CPU by a tape, on a GPU by a CUDA graph.

The tape is as strict as a graph: it holds tensor operations and the memory they work in, and runs no Python. A number
that changes from step to step and stands in no tensor would go stale in it.
"""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.fx.experimental.proxy_tensor import make_fx

from lessonnet.callbacks import EarlyStopping
from lessonnet.data import Part
from lessonnet.nn import PerceptronCriterion
from lessonnet.stack import Stack
from lessonnet.stack._replay import Recorder, Replayed, cuda_graph, recorder_for
from lessonnet.stack._step import Step
from tests.stack.trainings import DROPOUTS, RULES, SCHEDULES, blobs, fit, make_stack, members, rows_of

# Replayed steps work on copies, whose sums may round otherwise: some 1e-15 of weights of about 1.
CLOSE = {"rtol": 0, "atol": 1e-12}


def taped(work: Callable[[], None]) -> Callable[[], None]:
    """Record the tensor operations of one call."""
    return make_fx(work)()


class Counted:
    """A recorder that counts what it records and replays."""

    def __init__(self, record: Recorder) -> None:
        self.record, self.recorded, self.replayed = record, 0, 0

    def __call__(self, work: Callable[[], None]) -> Callable[[], None]:
        self.recorded += 1
        replay = self.record(work)

        def counted() -> None:
            self.replayed += 1
            replay()

        return counted


def trained(
    recorder: Recorder | None, own: Any, *, epochs: int = 3, patience: int | None = None, **options: Any
) -> Stack:
    accelerator = options.pop("accelerator", "cpu")
    stack = make_stack(own, dtype=torch.float64, **options)
    stack.recorder = recorder
    stopping = [] if patience is None else [EarlyStopping(patience=patience)]
    return fit(stack, epochs, stopping, accelerator=accelerator)


@pytest.mark.parametrize(
    ("rule", "schedule"), [*((rule, "onecycle") for rule in RULES), *(("adam", schedule) for schedule in SCHEDULES)]
)
def test_replayed_steps_are_the_steps(rule: str, schedule: str) -> None:
    own = members(rule, schedule, limited=True)
    recorder = Counted(taped)
    replayed = trained(recorder, own)
    torch.testing.assert_close(rows_of(replayed), rows_of(trained(None, own)), **CLOSE)
    # Mini-batches of 16 and a last one of 8; three epochs of five steps.
    assert (recorder.recorded, recorder.replayed) == (2, 15)


@pytest.mark.parametrize("dropout", list(DROPOUTS))
@pytest.mark.parametrize("hidden", [(6, 4), ()])
def test_masks_are_those_of_the_step(dropout: str, hidden: tuple[int, ...]) -> None:
    own = members("momentum", dropout=dropout)
    options = {"hidden": hidden} | ({} if hidden else {"activation": None})
    eager, replayed = (trained(recorder, own, **options) for recorder in (None, taped))
    torch.testing.assert_close(rows_of(replayed), rows_of(eager), **CLOSE)


def test_members_that_share_their_batches_share_the_memory_of_them() -> None:
    own = [one.__class__(**{**vars(one), "seed": 3, "dropout": None}) for one in members("adam", "cosine")]
    torch.testing.assert_close(rows_of(trained(taped, own)), rows_of(trained(None, own)), **CLOSE)


def test_weights_of_points_are_those_of_the_step() -> None:
    data = blobs()
    points = len(data.train.targets)
    data.train = Part(data.train.features, data.train.targets, torch.linspace(0.1, 2.0, points, dtype=torch.float64))
    own = members("sgd")
    torch.testing.assert_close(
        rows_of(trained(taped, own, data=[data])), rows_of(trained(None, own, data=[data])), **CLOSE
    )


def test_perceptrons_are_replayed() -> None:
    own = members("sgd", dropout="none")
    options = {"data": [blobs(centers=2)], "hidden": (), "activation": None, "criterion": PerceptronCriterion()}
    eager, replayed = (trained(recorder, own, **options) for recorder in (None, taped))
    torch.testing.assert_close(rows_of(replayed), rows_of(eager), **CLOSE)


def test_those_who_leave_do_not_disturb_the_replays_of_others() -> None:
    recorder = Counted(taped)
    own = members("momentum")
    replayed, eager = (trained(each, own, epochs=60, patience=3) for each in (recorder, None))
    assert replayed.record.epochs.tolist() == eager.record.epochs.tolist()
    assert len(set(eager.record.epochs.tolist())) > 3  # the stack shrank so often
    assert recorder.recorded > 6  # and was recorded anew
    torch.testing.assert_close(replayed.record.best_rows, eager.record.best_rows, **CLOSE)


def step_of(value: float, points: int) -> Step:
    rows = torch.full((2, points, 1), value)
    return Step(
        rows, rows, torch.zeros(2, points, 1), None, torch.tensor(value), [], {"rate": torch.full((2, 1), value)}
    )


def test_recording_changes_nothing_and_memory_that_was_replaced_is_recorded_anew() -> None:
    memory = [torch.zeros(2, 1)]

    def take(step: Step) -> None:
        memory[0].add_(step.features.sum(1) * step.coefficients["rate"])
        step.scores.fill_(7.0)

    recorder = Counted(taped)
    replayed = Replayed(take, lambda: list(memory), recorder)
    for value, points in ((1.0, 3), (2.0, 3), (3.0, 1)):
        step = step_of(value, points)
        replayed(step)
        assert (step.scores == 7).all()
    # 3·1·1 + 3·2·2 + 1·3·3
    assert memory[0].tolist() == [[24.0], [24.0]]
    assert (recorder.recorded, recorder.replayed) == (2, 3)
    memory[0] = torch.zeros(2, 1)
    replayed(step_of(2.0, 3))
    assert memory[0].tolist() == [[12.0], [12.0]]
    assert recorder.recorded == 3


def test_a_number_that_stands_in_no_tensor_goes_stale_in_the_tape() -> None:
    # What the tests above would see.
    rate, memory = [1.0], torch.zeros(2, 1)
    replayed = Replayed(lambda step: memory.add_(rate[0]), lambda: [memory], taped)
    for rate[0] in (1.0, 5.0):
        replayed(step_of(1.0, 1))
    assert memory.tolist() == [[2.0], [2.0]]


def gpu_rows(recorder: Recorder | None, rule: str, schedule: str) -> Tensor:
    return rows_of(trained(recorder, members(rule, schedule, limited=True), accelerator="gpu")).cpu()


@pytest.mark.gpu
@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("schedule", ["onecycle", "plateau"])
def test_replays_of_a_cuda_graph_give_the_eager_result(rule: str, schedule: str) -> None:
    graph = Counted(cuda_graph)
    replayed = gpu_rows(graph, rule, schedule)
    assert (graph.recorded, graph.replayed) == (2, 15)
    torch.testing.assert_close(replayed, gpu_rows(lambda work: work, rule, schedule), **CLOSE)


@pytest.mark.gpu
def test_cuda_graphs_are_what_a_gpu_trains_by() -> None:
    own = members("adam", "cosine")
    stack = trained(None, own, accelerator="gpu")
    assert recorder_for(stack.rows, "closed_form", 1) is cuda_graph
    # Sums of other kernels in another order, over fifteen steps in double precision.
    torch.testing.assert_close(rows_of(stack).cpu(), rows_of(trained(None, own)), rtol=0, atol=1e-10)
