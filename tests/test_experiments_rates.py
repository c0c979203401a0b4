"""What the experiments about steps promise in their comments, on a few seeds (rows L23, L24, L25).

Each claim held for at least 19 of the 20 seeds 0 to 19 when the experiment was made; the seeds here are among them.
"""

from functools import cache
from typing import NamedTuple

import pytest
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from lessonnet.config import plain
from lessonnet.data import Part
from lessonnet.sweep._job import Job, build, stack_of
from lessonnet.sweep._quiet import quiet
from tests.sweep.runs import composed

SEEDS = range(4)


class Course(NamedTuple):
    """Errors of a stack of seeds, float64 [E, K]."""

    train: Tensor
    val: Tensor


def jobs_of(experiment: str, *case: str) -> list[Job]:
    """The same case for each seed; of the experiment's own lines none is about the seed."""
    lines = (f"experiment={experiment}", "trainer=cpu", *case)
    return [Job.of(plain(composed(*lines, f"seed={seed}"))) for seed in SEEDS]


@cache
def course_of(experiment: str, *case: str) -> Course:
    """Train one of an experiment's cases, all seeds in one stack, as many epochs as it says."""
    jobs = jobs_of(experiment, *case)
    stack = stack_of(jobs)
    with quiet():
        build("trainer", jobs[0].tree["trainer"]).fit(stack)
    return Course(stack.history["train_error"], stack.history["val_error"])


def rises(errors_EK: Tensor) -> Tensor:
    """Share of the epochs that end with a higher error than the one before, [K]."""
    return (errors_EK.diff(dim=0) > 0).double().mean(0)


def test_low_rate_crawls() -> None:
    val = course_of("learning_rates", "optimizer.lr=0.001").val
    assert (rises(val) == 0).all()
    assert (val[-1] > 0.5 * val[0]).all()  # after 40 epochs


def test_right_rate_learns() -> None:
    low, right = (course_of("learning_rates", f"optimizer.lr={lr}").val for lr in (0.001, 1))
    assert (right[-1] < low[-1] / 3).all()


def test_high_rate_leaps_about_and_never_settles() -> None:
    right, high = (course_of("learning_rates", f"optimizer.lr={lr}").val for lr in (1, 30))
    assert (rises(high) > 0.3).all()
    assert (high.min(0).values > right[-1]).all()
    assert (high[-10:].mean(0) > 5 * right[-10:].mean(0)).all()


def test_adam_is_five_times_as_fast_as_plain_descent() -> None:
    sgd, adam = (course_of("adaptive_rate", f"optimizer={rule}", "scheduler=none").train for rule in ("sgd", "adam"))
    assert (adam[4] < sgd[24]).all()  # after 5 and after 25 epochs


def test_adam_shakes_and_comes_to_rest_with_plateau() -> None:
    shaking, resting = (
        course_of("adaptive_rate", "optimizer=adam", f"scheduler={schedule}") for schedule in ("none", "plateau")
    )
    assert (shaking.val[-20:].std(0) > 10 * resting.val[-20:].std(0)).all()
    assert (resting.train[-1] < shaking.train[-20:].mean(0)).all()


def test_error_against_computations_falls_faster_the_smaller_the_batch() -> None:
    full, some, one = (course_of("batch_vs_stochastic", f"data.batch_size={size}").train for size in ("full", 64, 1))
    assert (one[-1] < some[-1] / 10).all()
    assert (some[-1] < full[-1] / 2).all()


def test_path_of_single_points_is_the_roughest() -> None:
    full, one = (course_of("batch_vs_stochastic", f"data.batch_size={size}").val for size in ("full", 1))
    assert (rises(full) == 0).all()
    assert (rises(one) > 0).all()


def gradient_norms(job: Job) -> list[float]:
    """Norm of the gradient of each layer's weights before the first step, by autograd over all training points."""
    network, train = job.model.network, job.data.train
    assert isinstance(train, Part)
    scores = network(train.features.float()).squeeze(1)
    error = binary_cross_entropy_with_logits(scores, train.targets.float())
    return [float(torch.autograd.grad(error, layer.weight, retain_graph=True)[0].norm()) for layer in network.dense]


def test_gradient_vanishes_through_sigmoids() -> None:
    for job in jobs_of("vanishing_gradient", "activation=sigmoid"):
        first, *_, last = gradient_norms(job)
        assert first < last / 20


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_gradient_reaches_the_first_layer_through(activation: str) -> None:
    for job in jobs_of("vanishing_gradient", f"activation={activation}"):
        first, *_, last = gradient_norms(job)
        assert first > last / 5


def test_deep_sigmoids_learn_nothing_where_tanh_and_relu_do() -> None:
    sigmoid, tanh, relu = (
        course_of("vanishing_gradient", f"activation={name}").train for name in ("sigmoid", "tanh", "relu")
    )
    # An error of ln 2 = 0.693 is that of always answering one half.
    assert (sigmoid[-1] > 0.69).all()
    assert (torch.maximum(tanh[-1], relu[-1]) < 0.2).all()
