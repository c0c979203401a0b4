"""Descents on the error surfaces: what each mountain teaches, and that the engine treats them as any network.

Rows L21, L22, L25 and L26. All but one in float64, where stacks and ways to stop agree to the last bits.
"""

from dataclasses import replace

import numpy as np
import pytest
import torch

from lessonnet.callbacks import Checkpoint, DurableCheckpointIO, EarlyStopping, Interrupt, latest_checkpoint
from lessonnet.nn import Fixed, Uniform
from lessonnet.optim import (
    LBFGS,
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Cosine,
    ExponentialDecay,
    Momentum,
    Nesterov,
    OneCycle,
    Plateau,
    RMSprop,
    StepDecay,
)
from lessonnet.surfaces import KIBO, MAWENZI, MOAT, RIM, SADDLE, SHIRA, SURFACES
from tests.stack.climbs import climbers, descend, heights, stack_on, way_to
from tests.stack.test_resume import Signal
from tests.stack.trainings import fit

RULES = {
    "sgd": SGD(lr=0.1),
    "momentum": Momentum(lr=0.05, momentum=0.9),
    "nesterov": Nesterov(lr=0.05, momentum=0.9),
    "rmsprop": RMSprop(lr=0.02),
    "adagrad": Adagrad(lr=0.1),
    "adam": Adam(lr=0.1),
    "adamw": AdamW(lr=0.1),
    "lbfgs": LBFGS(),
}
SCHEDULES = {
    "step": StepDecay(step_size=20),
    "exponential": ExponentialDecay(gamma=0.95),
    "cosine": Cosine(),
    "onecycle": OneCycle(),
    "plateau": Plateau(patience=2),
}
STARTS = [Fixed([0.0, 0.0]), Fixed([-2.0, 2.5]), Fixed([2.5, -1.0]), Uniform(3.0)]
ARRIVED = 1e-3

each_surface = pytest.mark.parametrize("surface", SURFACES)


def assert_descends(surface, members):
    stack, paths = descend(surface, members, 15)
    height_FK = heights(surface, paths)
    assert torch.isfinite(paths).all()
    assert (stack.record.best_error < height_FK[0]).all()
    # The lowest point of each path is what counts as its best.
    torch.testing.assert_close(stack.record.best_error, height_FK[1:].amin(0), rtol=1e-14, atol=1e-15)


@each_surface
@pytest.mark.parametrize("rule", RULES)
def test_every_optimizer_descends_every_surface(rule, surface):
    assert_descends(surface, climbers(RULES[rule], starts=STARTS))


@each_surface
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule_descends_every_surface(schedule, surface):
    assert_descends(surface, climbers(SGD(lr=0.1), SCHEDULES[schedule], STARTS))


@each_surface
def test_plain_descent_is_the_formula(surface):
    # Written out in NumPy: place ← place − rate · slope.
    _, paths = descend(surface, climbers(SGD(lr=0.1)), 30)
    place = np.zeros(2)
    for found in paths[1:, 0].numpy():
        place = place - 0.1 * SURFACES[surface].slope(torch.from_numpy(place)).numpy()
        np.testing.assert_allclose(found, place, rtol=1e-12, atol=1e-14)  # last bits of thirty steps


@each_surface
@pytest.mark.parametrize("rule", ["momentum", "adam"])
def test_closed_form_equals_autograd(rule, surface):
    members = climbers(RULES[rule], starts=STARTS)
    _, closed = descend(surface, members, 40)
    _, through_autograd = descend(surface, members, 40, backprop="autograd")
    # Slopes agree to 1e-12; forty steps on bumpy ground may grow that, though far from this much.
    torch.testing.assert_close(closed, through_autograd, rtol=0, atol=1e-8)


@each_surface
def test_stack_of_climbers_equals_each_alone(surface):
    members = climbers(Momentum(lr=0.05, momentum=0.9), starts=STARTS)
    _, together = descend(surface, members, 30)
    for k, member in enumerate(members):
        _, alone = descend(surface, [member], 30)
        torch.testing.assert_close(together[:, k], alone[:, 0], rtol=0, atol=1e-12)  # last bits


def test_plain_descent_is_caught_in_the_first_hollow():
    for lr in (0.05, 0.1, 0.15):
        stack, paths = descend("kilimanjerror", climbers(SGD(lr=lr)), 120)
        assert way_to(paths, MAWENZI)[-1] < ARRIVED
        assert stack.record.best_error > SURFACES["kilimanjerror"].bottom + 1


@pytest.mark.parametrize("rule", [Momentum, Nesterov])
def test_momentum_crosses_what_plain_descent_does_not(rule):
    for lr in (0.05, 0.1, 0.15):
        stack, paths = descend("kilimanjerror", climbers(rule(lr=lr, momentum=0.9)))
        way_F = way_to(paths, MAWENZI)[:, 0]
        assert way_F.min() < 0.3  # it went through the hollow, and not around it
        assert way_to(paths, KIBO)[-1] < 0.05
        assert stack.record.best_error < SURFACES["kilimanjerror"].bottom + ARRIVED


def test_random_restarts_find_the_lowest_point_from_every_seed():
    seeds, starts = range(10), 16
    members = [
        replace(one, seed=seed) for seed in seeds for one in climbers(SGD(lr=0.2), starts=[Uniform(3.0)] * starts)
    ]
    _, paths = descend("kilimanjerror", members, 150)
    ends = torch.stack([way_to(paths, place)[-1] for place in (KIBO, MAWENZI, SHIRA)])
    assert (ends.amin(0) < 0.05).all()  # everybody ends in one of the hollows
    reached = (ends[0] < 0.05).view(len(seeds), starts).sum(1)
    print(f"of 16 starts reach Kibo, for seeds 0 to 9: {reached.tolist()}")
    assert reached.min() >= 1
    assert reached.sum() < len(members) / 2  # a single start is more likely to miss it


def test_plain_descent_lingers_at_the_saddle_and_momentum_does_not():
    lingered = {}
    for name, rule in (("plain", SGD(lr=0.1)), ("momentum", Momentum(lr=0.1, momentum=0.9)), ("adam", Adam(lr=0.1))):
        _, paths = descend("reinererror", climbers(rule))
        lingered[name] = int((way_to(paths, SADDLE)[:, 0] < 0.5).sum())
        assert min(float(way_to(paths, place)[-1, 0]) for place in SURFACES["reinererror"].lowest) < 0.1
    print(f"steps within 0.5 of the saddle: {lingered}")
    assert lingered["plain"] > 40
    assert lingered["plain"] > 2 * lingered["momentum"]
    assert lingered["plain"] > 2 * lingered["adam"]


def test_momentum_needs_a_fraction_of_the_steps_in_a_narrow_valley():
    def steps_to_arrive(rule):
        _, paths = descend("errorest", climbers(rule), 400)
        return int((heights("errorest", paths)[:, 0] < 1e-3).nonzero()[0])

    plain, momentum = steps_to_arrive(SGD(lr=0.1)), steps_to_arrive(Momentum(lr=0.1, momentum=0.9))
    print(f"steps until the height is below 0.001: {plain} plain, {momentum} with momentum")
    assert momentum < plain / 3


def test_rate_decides_whether_descent_settles_rattles_or_is_thrown_out_of_the_crater():
    middle = SURFACES["ves_oops_vius"].lowest[0]
    ways = {lr: way_to(descend("ves_oops_vius", climbers(SGD(lr=lr)))[1], middle)[:, 0] for lr in (0.1, 0.5, 1.5)}
    assert ways[0.1][-1] < 1e-9
    assert 0.1 < ways[0.5][-20:].min() <= ways[0.5][-20:].max() < RIM
    assert ways[1.5][-1] == pytest.approx(MOAT, abs=1e-6)


def test_rate_that_falls_settles_where_no_fixed_one_does():
    ends = {
        name: float(heights("eyjafvillajokull", descend("eyjafvillajokull", climbers(SGD(lr=lr), plan), 200)[1])[-1])
        for name, lr, plan in (
            ("small", 0.1, None),
            ("large", 1.0, None),
            ("cosine", 1.0, Cosine()),
            ("exponential", 1.0, ExponentialDecay(gamma=0.98)),
        )
    }
    print(f"final heights on Eyjafvillajökull: {ends}")
    assert ends["small"] > 0.5
    assert ends["large"] > 0.05
    assert ends["cosine"] < ARRIVED
    assert ends["exponential"] < ARRIVED


@pytest.mark.parametrize("rule", ["sgd", "adam", "lbfgs"])
@pytest.mark.parametrize("surface", ["kilimanjerror", "eyjafvillajokull"])
def test_resumed_descent_equals_one_never_stopped(rule, surface, tmp_path):
    scheduler = None if rule == "lbfgs" else Plateau(patience=1)
    members = climbers(RULES[rule], scheduler, STARTS)

    def end_of(stops, directory):
        for stop in (*stops, None):
            stack = stack_on(surface, members)
            kept = [EarlyStopping(patience=6), Interrupt(), Checkpoint(every_seconds=1e9, directory=directory)]
            ckpt = {"plugins": [DurableCheckpointIO()], "ckpt_path": latest_checkpoint(directory)}
            fit(stack, 25, [*kept, Signal(stop)], log_every_n_steps=2, **ckpt)
        return stack.record, stack.history

    whole, history = end_of((), tmp_path / "whole")
    for stops in ((1,), (7,), (3, 11)):
        record, found = end_of(stops, tmp_path / "-".join(map(str, stops)))
        assert torch.equal(record.best_rows, whole.best_rows)
        assert record.status == whole.status
        assert all(torch.equal(found[name].nan_to_num(), history[name].nan_to_num()) for name in history)


def test_climber_that_stops_early_leaves_and_the_others_go_on_as_before():
    members = climbers(SGD(lr=0.2), starts=STARTS)
    _, paths = descend("kilimanjerror", members, 80)
    stopping, _ = descend("kilimanjerror", members, 80, [EarlyStopping(patience=2, min_delta=1e-6)])
    left = stopping.record.epochs
    assert left.min() < left.max()
    height_FK = heights("kilimanjerror", paths)
    for k, epochs in enumerate(left.tolist()):
        expected = height_FK[1 : epochs + 1, k].min()
        torch.testing.assert_close(stopping.record.best_error[k], expected, rtol=1e-12, atol=0)


def test_there_is_no_accuracy_to_be_recorded():
    stack, _ = descend("errorest", climbers(SGD(lr=0.1)), 3)
    assert sorted(stack.history) == ["lr", "penalty", "step", "train_error"]


def test_single_precision_descends_as_well():
    stack, _ = descend("kilimanjerror", climbers(Momentum(lr=0.1, momentum=0.9)), 100, dtype=torch.float32)
    assert float(stack.record.best_error[0]) == pytest.approx(SURFACES["kilimanjerror"].bottom, abs=1e-5)
