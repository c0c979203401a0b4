"""Evidence of trainings with networks, error functions and restraints of one's own, and remedies that suit them."""

from dataclasses import replace
from math import log

import pytest
import torch

from lessonnet.data import Moons, Part
from lessonnet.diagnosis import Evidence, diagnose, evidence_of
from lessonnet.diagnosis._fit import _freedom
from lessonnet.diagnosis._gathering import _chance
from lessonnet.nn import BinaryCrossEntropy, Criterion, OwnStart, SoftmaxCrossEntropy
from lessonnet.optim import SGD
from lessonnet.stack import Member, Stack, trainer
from lessonnet.sweep import quiet
from tests.own_networks import Focal, Skipping, own_network


def part(*counts: int, weights: list[float] | None = None) -> Part:
    targets = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    return Part(torch.zeros(len(targets), 1), targets, None if weights is None else torch.tensor(weights))


def test_chance_of_cross_entropies_is_the_entropy_of_the_shares() -> None:
    # Worked by hand: −¼ ln ¼ − ¾ ln ¾, and ln 3.
    two, three = -(0.25 * log(0.25) + 0.75 * log(0.75)), log(3)
    assert _chance(BinaryCrossEntropy(), part(1, 3), 2) == pytest.approx(two, rel=1e-12)
    assert _chance(SoftmaxCrossEntropy(), part(4, 4, 4), 3) == pytest.approx(three, rel=1e-12)


def test_chance_counts_points_by_their_weights() -> None:
    assert _chance(BinaryCrossEntropy(), part(1, 1, weights=[1.0, 3.0]), 2) == pytest.approx(
        _chance(BinaryCrossEntropy(), part(1, 3), 2), rel=1e-12
    )


def test_class_without_points_has_no_share_of_chance() -> None:
    # The scores of its 1e-12 change the others by about as much.
    assert _chance(SoftmaxCrossEntropy(), part(2, 2, 0), 3) == pytest.approx(log(2), abs=1e-9)


def test_chance_of_an_error_function_of_ones_own_is_that_of_the_shares() -> None:
    # −¼·(¾)² ln ¼ − ¾·(¼)² ln ¾
    expected = -(0.25 * 0.75**2 * log(0.25) + 0.75 * 0.25**2 * log(0.75))
    assert _chance(Focal(), part(1, 3), 2) == pytest.approx(expected, rel=1e-9)


def test_chance_is_not_known_where_probabilities_are_made_in_another_way() -> None:
    class Halved(BinaryCrossEntropy):
        def probabilities(self, scores: torch.Tensor) -> torch.Tensor:
            return torch.sigmoid(scores / 2)

    assert _chance(Halved(), part(1, 3), 2) is None


def evidence(criterion: Criterion | None = None, epochs: int = 3) -> Evidence:
    """A short training of a network of one's own, as a stack of one."""
    data = Moons(points=200, batch_size="full")
    data.setup()
    network, criterion = own_network(Skipping, 2, 1), criterion or BinaryCrossEntropy()
    member = Member(seed=0, initializer=OwnStart(lambda: own_network(Skipping, 2, 1)), optimizer=SGD(lr=0.01))
    stack = Stack(network, criterion, [member], [data.train], [data.val] if data.val else None, backprop="autograd")
    with quiet():
        trainer(max_epochs=epochs, accelerator="cpu", callbacks=[]).fit(stack)
    return evidence_of(network, criterion, member, data, stack.outcome(), epochs=epochs)


def test_layers_that_are_not_known_are_not_spoken_of() -> None:
    found = evidence()
    assert (found.asked.is_layered, found.asked.activation, found.asked.hidden) == (False, None, ())
    assert found.start is not None
    assert found.ended is not None
    assert found.start.norms.names == ["body.0", "body.2", "skip"]
    assert found.ended.units.dead == found.ended.units.saturated == []
    assert found.facts is not None
    assert found.facts.is_separable is None  # its boundary may bend


def test_no_other_network_is_prescribed() -> None:
    found = evidence()
    assert found.ended is not None
    settled = replace(found.curves, train_error=found.curves.train_error.repeat(20) * 0 + 0.6)
    stuck = replace(found, curves=settled, ended=replace(found.ended, accuracy=0.5))
    (finding,) = [one for one in diagnose(stuck) if one.name == "underfitting"]
    assert finding.remedy is None or "model" not in finding.remedy


def test_exploding_gradients_are_named_by_the_module_s_layer() -> None:
    found = evidence()
    assert found.start is not None
    norms = replace(found.start.norms, weight=[1.0, 1.0, 1.0], gradient=[1.0, 2.0, 50.0])
    (finding, *_) = diagnose(replace(found, start=replace(found.start, norms=norms)))
    assert finding.name == "exploding gradients"
    assert "the gradient of layer skip is 50 times as large as its weights" in finding.words
    assert finding.remedy == "optimizer.clip_norm=1.0"


def test_restraint_of_ones_own_is_taken_away_as_a_whole() -> None:
    found = evidence()
    penalised = replace(found, asked=replace(found.asked, regularizer="ownpenalty"))
    dropped = replace(found, asked=replace(found.asked, has_dropout=True, dropout=None))
    assert _freedom(penalised) == "regularizer=none"
    assert _freedom(dropped) == "dropout=none"
