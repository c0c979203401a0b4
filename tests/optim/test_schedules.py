"""Schedules give the rates of torch.optim.lr_scheduler, step by step, for members with different numbers at once."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from lessonnet import optim
from lessonnet.options import OptionError

EPOCHS = 40
RATES = np.array([0.1, 0.03, 2.0])


def stock_rates(build: Callable[[torch.optim.Optimizer], object], lr: float, count: int) -> np.ndarray:
    """Return the rate that torch uses at each of so many steps of a scheduler."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler, rates = build(optimizer), []
    for _ in range(count):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()  # torch warns when the scheduler is stepped first
        scheduler.step()
    return np.array(rates)


def by_epoch(schedules: Sequence[optim.Schedule], epochs: int = EPOCHS) -> np.ndarray:
    """Return the rates of each epoch [E, K]."""
    own, steps = optim.numbers(schedules), np.arange(1)
    return np.concatenate([RATES * type(schedules[0]).factors(own, e, epochs, steps, epochs) for e in range(epochs)])


def test_step_decay_equals_torchs():
    given = [optim.StepDecay(), optim.StepDecay(7, 0.5), optim.StepDecay(1, 1.1)]
    expected = [
        stock_rates(lambda o, s=s: lr_scheduler.StepLR(o, s.step_size, s.gamma), lr, EPOCHS)
        for s, lr in zip(given, RATES, strict=True)
    ]
    np.testing.assert_allclose(by_epoch(given), np.transpose(expected), rtol=1e-13)  # 40 products against a power


def test_exponential_decay_equals_torchs():
    given = [optim.ExponentialDecay(), optim.ExponentialDecay(0.5), optim.ExponentialDecay(1.0)]
    expected = [
        stock_rates(lambda o, s=s: lr_scheduler.ExponentialLR(o, s.gamma), lr, EPOCHS)
        for s, lr in zip(given, RATES, strict=True)
    ]
    np.testing.assert_allclose(by_epoch(given), np.transpose(expected), rtol=1e-13)  # as above


def test_cosine_equals_torchs():
    given = [optim.Cosine(), optim.Cosine(0.1), optim.Cosine(1.0)]
    expected = [
        stock_rates(lambda o, s=s, lr=lr: lr_scheduler.CosineAnnealingLR(o, EPOCHS, s.min_factor * lr), lr, EPOCHS)
        for s, lr in zip(given, RATES, strict=True)
    ]
    # torch multiplies from epoch to epoch: its roundings grow where the rate nears zero.
    np.testing.assert_allclose(by_epoch(given), np.transpose(expected), rtol=0, atol=1e-14)


@pytest.mark.parametrize("total", [10, 40, 137])
def test_one_cycle_equals_torchs(total):
    given = [optim.OneCycle(), optim.OneCycle(0.5, 10.0, 100.0), optim.OneCycle(0.97, 4.0, 1e3)]
    expected = [
        stock_rates(
            lambda o, s=s, lr=lr: lr_scheduler.OneCycleLR(
                o,
                max_lr=lr,
                total_steps=total,
                pct_start=s.pct_start,
                div_factor=s.div_factor,
                final_div_factor=s.final_div_factor,
                cycle_momentum=False,
            ),
            lr,
            total - 1,  # torch refuses to be stepped past the end
        )
        for s, lr in zip(given, RATES, strict=True)
    ]
    own = optim.numbers(given)
    found = RATES * optim.OneCycle.factors(own, 0, 1, np.arange(total), total)
    np.testing.assert_allclose(found[:-1], np.transpose(expected), rtol=0, atol=1e-14)  # last bits


@pytest.mark.parametrize("pct_start", [0.0, 0.3, 0.97, 0.99])
@pytest.mark.parametrize("total", [2, 10, 137])
def test_one_cycle_ends_at_its_smallest_rate(pct_start, total):
    own = optim.numbers([optim.OneCycle(pct_start, 10.0, 100.0)])
    assert optim.OneCycle.factors(own, 0, 1, np.array([total - 1]), total).item() == pytest.approx(1e-3, rel=1e-12)


@pytest.mark.parametrize(("pct_start", "total"), [(0.0, 10), (0.3, 3), (0.5, 1)])
def test_one_cycle_starts_at_the_full_rate_when_no_step_is_left_to_rise(pct_start, total):
    own = optim.numbers([optim.OneCycle(pct_start)])
    assert optim.OneCycle.factors(own, 0, 1, np.array([0]), total).item() == 1.0


def test_one_cycle_is_the_same_however_the_steps_are_cut():
    own = optim.numbers([optim.OneCycle(), optim.OneCycle(0.5)])
    whole = optim.OneCycle.factors(own, 0, 1, np.arange(20), 20)
    parts = [optim.OneCycle.factors(own, 0, 1, np.arange(first, first + 5), 20) for first in range(0, 20, 5)]
    np.testing.assert_array_equal(whole, np.concatenate(parts))


PLATEAUS = [
    optim.Plateau(),
    optim.Plateau(factor=0.1, patience=0, threshold=0.0, min_lr=1e-3),
    optim.Plateau(factor=0.9, patience=3, threshold=0.2, min_lr=0.5),
]


def plateau_rates(given: Sequence[optim.Plateau], errors: np.ndarray) -> np.ndarray:
    """Return the rates of each epoch [E, K], where epochs end with these errors [E, K]."""
    own, state = optim.numbers(given), optim.Plateau.start(len(given))
    rates = []
    for error in errors:
        rates.append(RATES * state["factor"])
        optim.Plateau.react(own, state, error, RATES)
    return np.array(rates)


def errors_of_a_training() -> np.ndarray:
    """Return errors [E, K] that fall, stand still, rise and are no numbers."""
    drawn = np.random.default_rng(0)
    errors = np.exp(-np.arange(EPOCHS) / 5)[:, None] + 0.02 * drawn.random((EPOCHS, 3))
    errors[20:] = errors[19]
    errors[30:35] = np.nan
    return errors


def test_plateau_equals_torchs():
    errors = errors_of_a_training()
    found = plateau_rates(PLATEAUS, errors)
    for k, given in enumerate(PLATEAUS):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATES[k])
        options = {"factor": given.factor, "patience": given.patience, "threshold": given.threshold}
        # eps: torch skips changes of a rate below 1e-8; ours are exact.
        scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, min_lr=given.min_lr, eps=0.0, **options)
        for epoch, error in enumerate(errors[:, k]):
            assert found[epoch, k] == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-13)  # as above
            scheduler.step(error)


def test_plateau_lowers_the_rates_of_every_member_tried():
    # Else the test above would compare nothing.
    found = plateau_rates(PLATEAUS, errors_of_a_training())
    assert (found[-1] < found[0]).all()


def test_plateau_never_raises_a_rate_below_its_minimum():
    given = [optim.Plateau(patience=0, min_lr=1.0)] * 3
    found = plateau_rates(given, np.ones((5, 3)))
    assert found[-1].tolist() == [0.1, 0.03, 1.0]  # the first two rates are smaller than min_lr already


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        (optim.StepDecay, "step_size", 0),
        (optim.StepDecay, "gamma", 0.0),
        (optim.ExponentialDecay, "gamma", -1.0),
        (optim.Cosine, "min_factor", 1.1),
        (optim.OneCycle, "pct_start", 1.0),
        (optim.OneCycle, "div_factor", 0.0),
        (optim.OneCycle, "final_div_factor", 0.0),
        (optim.Plateau, "factor", 1.0),
        (optim.Plateau, "patience", -1),
        (optim.Plateau, "threshold", 1.0),
        (optim.Plateau, "min_lr", -1.0),
    ],
)
def test_option_is_refused_when_it_is_out_of_range(kind, option, value):
    with pytest.raises(OptionError, match=rf"`{kind.__name__}\.{option}` must be"):
        kind(**{option: value})
