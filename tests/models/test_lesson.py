"""What the lesson promises of its models, run from the configs that a user runs (rows L4, L7, L8, L12a, L13)."""

from dataclasses import replace
from statistics import mean

import numpy as np
import pytest
import torch

from lessonnet.config import plain
from lessonnet.data import Gate, Part
from lessonnet.nn import DenseNetwork, Fixed, Normal, PerceptronCriterion, cross_entropy
from lessonnet.optim import SGD
from lessonnet.stack import Member, Stack
from lessonnet.sweep._job import Job
from tests.stack.trainings import fit, make_stack
from tests.sweep.runs import composed, finished


def stack_of_seeds(seeds, *overrides):
    """A stack of the same run with other seeds; each member is the run that `seed=` starts, see tests/stack."""
    job = Job.of(plain(composed("trainer=cpu", *overrides)))
    job.members[:] = [replace(job.members[0], seed=seed) for seed in seeds]
    return fit(job.stack(), job.tree["trainer"]["max_epochs"])


def trained_on_one_point(point, label, epochs, dtype):
    """The lesson's perceptron 3·x1 + 4·x2 − 10 after so many tricks at rate 0.1, by the engine."""
    member = Member(optimizer=SGD(lr=0.1), initializer=Fixed([3, 4, -10]))
    part = Part.of(np.array([point], dtype=float), np.array([label]))
    network = DenseNetwork(2, [], 1, None)
    return fit(Stack(network, PerceptronCriterion(), [member], [part], batch_size=1, dtype=dtype), epochs)


# L7's own numbers; a few roundings of numbers up to 10
@pytest.mark.parametrize(
    ("point", "label", "expected"), [((4, 5), 0, (2.6, 3.5, -10.1)), ((1, 1), 1, (3.1, 4.1, -9.9))]
)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 1e-6), (torch.float64, 1e-14)], ids=str)
def test_engine_takes_the_perceptron_trick(point, label, expected, dtype, tolerance):
    stack = trained_on_one_point(point, label, 1, dtype)
    assert stack.rows[0, :3].tolist() == pytest.approx(expected, rel=0, abs=tolerance)


@pytest.mark.parametrize(("dtype", "tricks"), [(torch.float32, 10), (torch.float64, 11)], ids=str)
def test_engine_takes_as_many_tricks_as_the_lesson_counts(dtype, tricks):
    # L8: ten in exact arithmetic; in float64 the tenth lands a hair below zero.
    accuracy = trained_on_one_point((1, 1), 1, 15, dtype).history["train_accuracy"][:, 0]
    assert accuracy.tolist() == [0.0] * (tricks - 1) + [1.0] * (15 - tricks + 1)


@pytest.mark.parametrize("gate", ["and", "or", "not", "nand"])
def test_perceptron_learns_the_gate_without_an_error(gate, tmp_path):
    results = finished(tmp_path, f"experiment={gate}", "logger=none").results
    assert (results["train"]["accuracy"], results["train"]["error"]) == (1.0, 0.0)


@pytest.mark.parametrize("gate", ["and", "or", "not", "nand"])
def test_perceptron_learns_the_gate_from_each_of_hundred_seeds(gate):
    accuracy = stack_of_seeds(range(100), f"experiment={gate}").history["train_accuracy"][-1]
    assert (accuracy == 1).all()


SLOW = pytest.mark.slow


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=SLOW) for seed in range(1, 10))])
def test_xor_is_learned_by_four_hidden_units(seed, tmp_path):
    config = composed("experiment=xor")
    assert (sum(config.model.hidden), config.restarts) == (4, 1)
    assert finished(tmp_path, "experiment=xor", f"seed={seed}", "logger=none").results["train"]["accuracy"] == 1.0


def test_xor_is_learned_from_each_of_thousand_seeds():
    accuracy = stack_of_seeds(range(1000), "experiment=xor").history["train_accuracy"][-1]
    print(f"XOR learned by {int((accuracy == 1).sum())} of 1000 seeds")
    assert (accuracy == 1).all()


@pytest.mark.parametrize("criterion", [PerceptronCriterion(), cross_entropy(1)], ids=["perceptron", "logistic"])
@pytest.mark.parametrize("batch_size", [1, 4])
def test_xor_is_never_learned_by_a_single_layer(criterion, batch_size):
    # A line has at least one of the four points on its wrong side, wherever it lies: 0.75 is the most.
    data = Gate("xor")
    data.setup()
    own = [
        Member(seed=seed, optimizer=SGD(lr=rate), initializer=Normal(1.0)) for seed in range(100) for rate in (0.1, 1)
    ]
    stack = fit(make_stack(own, [data], hidden=(), batch_size=batch_size, criterion=criterion), 100)
    accuracy = stack.history["train_accuracy"]  # after each epoch
    assert accuracy.max() == 0.75


@pytest.mark.parametrize(
    "overrides", [("data=digits", "model=mlp", "model.hidden=[64]"), ("experiment=digits",)], ids=" ".join
)
def test_digits_are_read_at_96_percent(overrides, tmp_path):
    quiet = ("logger=none", "callbacks=early_stopping")
    runs = [finished(tmp_path / str(seed), *overrides, f"seed={seed}", *quiet) for seed in range(5)]
    accuracies = [run.results["test"]["accuracy"] for run in runs]
    print(f"test accuracy over seeds 0 to 4: mean {mean(accuracies):.4f} of {accuracies}")
    assert mean(accuracies) >= 0.96


@pytest.mark.parametrize("problem", [(), ("data=moons", "model=mlp", "optimizer=adam", "optimizer.lr=0.01")], ids=str)
def test_starting_close_to_an_earlier_run_saves_epochs(problem, tmp_path):
    logs = ("logger=csv", "callbacks=none", "trainer.max_epochs=60")
    earlier = finished(tmp_path / "earlier", *problem, *logs)
    start = ("init=run", f"init.path={earlier.directory}", "init.scale=0.05")
    close = finished(tmp_path / "close", *problem, *logs, *start, "seed=0")
    # As good as the random start was after all its epochs but the last few.
    goal = 1.02 * earlier.metrics[-1]["train_error"]
    needed = [next(int(row["epoch"]) for row in run.metrics if row["train_error"] <= goal) for run in (earlier, close)]
    print(f"epochs to a training error of {goal:.4f}: {needed[0]} from a random start, {needed[1]} from close by")
    assert needed[1] <= needed[0] / 4
