"""Options of K parts, lined up as columns."""

import numpy as np

from lessonnet import optim


def test_numbers_line_up_the_members():
    own = optim.numbers([optim.Momentum(0.1, 0.5), optim.Momentum(0.2, 0.7)])
    assert {name: own[name].tolist() for name in ("lr", "momentum")} == {"lr": [0.1, 0.2], "momentum": [0.5, 0.7]}


def test_numbers_take_a_limit_that_is_off_as_infinite():
    own = optim.numbers([optim.SGD(clip_norm=2.0), optim.SGD()])
    assert own["clip_norm"].tolist() == [2.0, np.inf]


def test_numbers_take_pairs_apart():
    own = optim.numbers([optim.Adam(betas=(0.8, 0.9)), optim.Adam()])
    assert (own["betas_0"].tolist(), own["betas_1"].tolist()) == ([0.8, 0.9], [0.9, 0.999])


def test_numbers_leave_words_out():
    assert "line_search" not in optim.numbers([optim.LBFGS()])


def test_numbers_are_float64():
    own = optim.numbers([optim.StepDecay(step_size=3)])
    assert {column.dtype for column in own.values()} == {np.dtype(np.float64)}
