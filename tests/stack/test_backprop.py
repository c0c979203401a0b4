"""The chain rule written out and autograd through the network's own forward train to the same numbers.

In float64 the two differ by some 1e-16 in each gradient; 25 steps amplify that a little: 1e-10.
"""

from dataclasses import replace

import pytest
import torch

from lessonnet.nn import ELU, GELU, LeakyReLU, PerceptronCriterion, ReLU, Sigmoid, SiLU, Softplus, Tanh
from lessonnet.optim import LBFGS
from tests.stack.trainings import DROPOUTS, RULES, blobs, members, rows_of, train

ACTIVATIONS = [Sigmoid(), Tanh(), ReLU(), LeakyReLU(0.1), ELU(), GELU(), Softplus(), SiLU()]


def assert_both_train_alike(own, data=(), **options):
    options = {"dtype": torch.float64, **options}
    written, automatic = (train(own, data, backprop=name, **options) for name in ("closed_form", "autograd"))
    torch.testing.assert_close(rows_of(written), rows_of(automatic), rtol=0, atol=1e-10)
    torch.testing.assert_close(written.history, automatic.history, rtol=0, atol=1e-10)


@pytest.mark.parametrize("rule", RULES)
def test_both_train_alike_under_every_optimizer(rule):
    assert_both_train_alike(members(rule, "cosine", limited=True))


@pytest.mark.parametrize("dropout", DROPOUTS)
@pytest.mark.parametrize("activation", ACTIVATIONS, ids=lambda activation: type(activation).__name__)
def test_both_train_alike_through_every_activation_and_dropout(activation, dropout):
    assert_both_train_alike(members("momentum", dropout=dropout), activation=activation)


@pytest.mark.parametrize("dropout", DROPOUTS)
def test_both_train_alike_on_two_classes(dropout):
    assert_both_train_alike(members("adam", dropout=dropout), [blobs(centers=2)])


@pytest.mark.parametrize("centers", [2, 3])
def test_both_train_perceptrons_alike(centers):
    own = members("sgd", dropout="none")
    assert_both_train_alike(own, [blobs(centers=centers)], hidden=(), criterion=PerceptronCriterion())


def test_both_train_alike_with_lbfgs():
    # Fewer iterations: a line search may take another branch for the last bit, once near the optimum.
    own = [replace(one, optimizer=LBFGS(max_iter=4), dropout=None) for one in members("sgd")]
    assert_both_train_alike(own, epochs=2, batch_size=None)
