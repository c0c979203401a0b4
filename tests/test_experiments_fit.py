"""What the experiments about fitting promise in their comments, on a few seeds (rows L10, L16, L17, L18).

Each claim held for all of the seeds 0 to 19 when the experiment was made, but for the equal best epochs (19 of 20).
"""

from collections.abc import Sequence
from functools import cache

import pytest
from torch import Tensor

from lessonnet.callbacks import EarlyStopping
from lessonnet.config import plain
from lessonnet.data import Part
from lessonnet.models import load_row, measure
from lessonnet.stack import Outcome
from lessonnet.sweep._job import Job, build, stack_of
from lessonnet.sweep._quiet import quiet
from tests.sweep.runs import composed

SEEDS = range(4)


@cache
def jobs_of(experiment: str, *case: str) -> Sequence[Job]:
    """One of an experiment's cases, for each seed."""
    lines = (f"experiment={experiment}", "trainer=cpu", *case)
    return [Job.of(plain(composed(*lines, f"seed={seed}"))) for seed in SEEDS]


@cache
def trained(experiment: str, *case: str) -> Outcome:
    """Train a case, all seeds in one stack, with the early stopping that the experiment has."""
    jobs = jobs_of(experiment, *case)
    tree = jobs[0].tree
    nodes = [node for node in tree["callbacks"].values() if node["_target_"].endswith(".EarlyStopping")]
    stopping: list[EarlyStopping] = [build("callbacks.early_stopping", node) for node in nodes]
    stack = stack_of(jobs)
    with quiet():
        build("trainer", tree["trainer"], callbacks=stopping).fit(stack)
    return stack.outcome()


def last(values_EK: Tensor) -> Tensor:
    """Values after the last epoch that each member trained, [K]."""
    counts = (~values_EK.isnan()).sum(0)
    return values_EK.gather(0, counts[None] - 1)[0]


def test_softmax_never_takes_another_iris_for_setosa() -> None:
    outcome = trained("softmax")
    views = outcome.layout.views(outcome.record.best_rows)
    for k, job in enumerate(jobs_of("softmax")):
        network = load_row(job.model.network, {name: view[k].clone() for name, view in views.items()})
        assert isinstance(job.data.test, Part)
        answers = network(job.data.test.features.float()).argmax(1)
        assert ((answers == 0) == (job.data.test.targets == 0)).all()  # setosa is class 0


def test_line_underfits_the_ring() -> None:
    history = trained("underfit", "model.hidden=[]").history
    assert (last(history["train_error"]) > 0.68).all()  # ln 2 = 0.693: half of all is right by chance
    assert (last(history["train_accuracy"]) < 0.65).all()


def test_hidden_nodes_close_the_ring() -> None:
    assert (trained("underfit", "model.hidden=[16]").record.best_accuracy > 0.93).all()


def test_overfitting_raises_the_validation_error_while_the_training_error_falls() -> None:
    outcome = trained("overfit")
    train, val = outcome.history["train_error"], outcome.history["val_error"]
    assert (val[-1] > 1.5 * val.min(0).values).all()
    assert (train[-1] < 0.7 * train.gather(0, val.argmin(0)[None])[0]).all()


def test_early_stopping_saves_epochs_and_keeps_the_same_weights() -> None:
    free, stopped = trained("overfit").record, trained("early_stopping").record
    assert (stopped.epochs < 100).all()
    assert (free.epochs == 300).all()
    assert stopped.best_epoch.tolist() == free.best_epoch.tolist()


@pytest.mark.parametrize(("noise", "sign"), [(0, -1), (2, 1)])
def test_large_weights_answer_alike_and_pay_for_their_certainty_where_points_stray(noise: int, sign: int) -> None:
    for small, large in zip(
        *(jobs_of("confidence", f"data.noise={noise}", f"init.weights={w}") for w in ("[2,1,-1]", "[20,10,-10]")),
        strict=True,
    ):
        one, other = (measure(job.model.network, job.model.criterion, job.data.val) for job in (small, large))  # type: ignore[arg-type]
        assert one["accuracy"] == other["accuracy"]
        assert sign * (other["error"] - one["error"]) > 0
