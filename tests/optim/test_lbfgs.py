"""L-BFGS hands its options to torch.optim's and finds a minimum that is known."""

import pytest
import torch
from scipy import optimize
from torch import Tensor

from lessonnet import optim


def rosenbrock(w: Tensor) -> Tensor:
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2


def minimum(rule: optim.LBFGS, steps: int) -> Tensor:
    w = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = rule.torch_optimizer([w])

    def objective() -> Tensor:
        optimizer.zero_grad()
        value = rosenbrock(w)
        value.backward()
        return value

    for _ in range(steps):
        optimizer.step(objective)
    return w.detach()


def test_lbfgs_finds_the_minimum_that_scipy_finds():
    expected = optimize.minimize(optimize.rosen, [-1.2, 1.0], jac=optimize.rosen_der, method="BFGS", tol=1e-9).x
    found = minimum(optim.LBFGS(), steps=5)
    # It stops where the objective changes by less than 1e-12, which in the flat valley (curvature 0.4) is a distance
    # of some 1e-6.
    assert found.tolist() == pytest.approx(expected.tolist(), abs=1e-5)


@pytest.mark.parametrize(("line_search", "expected"), [("strong_wolfe", "strong_wolfe"), ("none", None)])
def test_lbfgs_hands_every_option_on(line_search, expected):
    rule = optim.LBFGS(0.5, 7, 3, 1e-5, 1e-6, line_search)
    (group,) = rule.torch_optimizer([torch.zeros(1, requires_grad=True)]).param_groups
    names = ("lr", "max_iter", "history_size", "tolerance_grad", "tolerance_change", "line_search_fn")
    assert [group[name] for name in names] == [0.5, 7, 3, 1e-5, 1e-6, expected]
