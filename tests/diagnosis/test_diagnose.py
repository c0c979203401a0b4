"""What a diagnosis says, and where it has nothing to say."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lessonnet.data import Admissions, Circles, Digits, Gate, Moons, Part, Spirals
from lessonnet.diagnosis import DIAGNOSES, Curves, Evidence, diagnose, evidence_of
from lessonnet.nn import (
    DenseNetwork,
    Dropout,
    DropoutPerBatch,
    DropoutPerEpoch,
    Fixed,
    PerceptronCriterion,
    ReLU,
    Tanh,
    cross_entropy,
)
from lessonnet.optim import SGD, Adam, Momentum
from lessonnet.stack import Member, Stack, trainer
from lessonnet.sweep import quiet
from tests.data.streams import HeldStream
from tests.diagnosis.cases import SMALL, trained
from tests.diagnosis.courses import courses, several
from tests.diagnosis.held_out import HELD_OUT
from tests.diagnosis.own_data import Rare, TwoPoints


@pytest.fixture(scope="module")
def overfitted() -> Evidence:
    data = several(Moons, [0], points=150, noise=0.4, **SMALL)
    (evidence,) = courses(data, hidden=[64], activation=ReLU(), optimizer=Adam(lr=0.03), epochs=300, patience=None)
    return evidence


def names(evidence: Evidence) -> list[str]:
    return [finding.name for finding in diagnose(evidence)]


def test_overfitting_names_the_epoch_and_both_errors(overfitted: Evidence) -> None:
    (finding,) = diagnose(overfitted)
    errors = overfitted.curves.val_error
    assert errors is not None
    epoch = int(np.argmin(errors)) + 1
    assert epoch == overfitted.curves.best_epoch
    assert f"validation error rose from {errors.min():.3g} (epoch {epoch})" in finding.words
    assert f"to {np.median(errors[-5:]):.3g} while" in finding.words
    assert finding.remedy == "callbacks=default"


def test_overfitting_is_not_said_where_early_stopping_has_met_it(overfitted: Evidence) -> None:
    stopped = replace(overfitted, status="completed", asked=replace(overfitted.asked, epochs=500, patience=290))
    assert diagnose(stopped) == []


def test_overfitting_needs_a_validation_part(overfitted: Evidence) -> None:
    curves = replace(overfitted.curves, val_error=None, val_accuracy=None)
    assert diagnose(replace(overfitted, curves=curves)) == []


def test_consequences_are_not_said_beside_their_cause() -> None:
    (evidence,) = trained(HELD_OUT["vanishing gradients"].ill[:1], [3000])
    assert DIAGNOSES["underfitting"](evidence) is not None
    assert names(evidence) == ["vanishing gradients"]


def test_rate_is_not_blamed_for_gradients_that_vanish() -> None:
    data = several(Moons, [0], points=1000)
    (evidence,) = courses(data, hidden=[16] * 5, optimizer=SGD(lr=0.1), epochs=40, patience=None)
    assert DIAGNOSES["rate too low"](evidence) is not None
    assert names(evidence) == ["vanishing gradients"]


def test_worst_finding_comes_first(overfitted: Evidence) -> None:
    facts = overfitted.facts
    assert facts is not None
    asked = replace(overfitted.asked, standardize=False)
    both = replace(overfitted, asked=asked, facts=replace(facts, sizes=[1000.0, 1.0]))
    assert names(both) == ["features not scaled", "overfitting"]


def test_dead_units_are_counted_from_the_first_hidden_layer_on() -> None:
    (evidence,) = trained(HELD_OUT["dead units"].ill[:1], [3000])
    assert evidence.ended is not None
    units = replace(evidence.ended.units, dead=[0.25, 0.75])
    (finding,) = diagnose(replace(evidence, ended=replace(evidence.ended, units=units)))
    assert finding.words.startswith("75 % of the units of hidden layer 2 are zero on every training point")
    assert finding.evidence == {"layer": 2, "share": 0.75}


def test_diverged_training_has_a_rate_too_high() -> None:
    (evidence,) = courses(several(Digits, [0]), optimizer=SGD(lr=1e9), epochs=5)
    assert evidence.status == "diverged"
    (finding,) = diagnose(evidence)
    assert (finding.name, finding.remedy) == ("rate too high", "optimizer.lr=0.1")
    assert "grew beyond all bounds" in finding.words


@pytest.mark.parametrize("dropout", [DropoutPerBatch(0.3), DropoutPerEpoch(0.3)])
def test_noise_of_dropout_is_no_rate_too_high(dropout: Dropout) -> None:
    data = several(Moons, [0, 1, 2])
    found = courses(data, hidden=[64, 64], dropout=dropout, optimizer=Adam(lr=1e-3), epochs=100, batch_size=16)
    assert not any("rate too high" in names(evidence) for evidence in found)


def test_rate_too_high_is_seen_through_the_noise_of_dropout() -> None:
    data = several(Moons, [0, 1, 2])
    found = courses(data, hidden=[16], dropout=DropoutPerBatch(0.3), optimizer=SGD(lr=30.0))
    assert all("rate too high" in names(evidence) for evidence in found)
    assert "the validation error jumps by" in diagnose(found[0])[0].words


def test_perceptron_on_points_that_no_line_parts_underfits() -> None:
    data = several(Gate, [0], gate="xor")
    (evidence,) = courses(data, criterion=PerceptronCriterion(), optimizer=SGD(lr=1.0), batch_size=1, patience=None)
    assert names(evidence) == ["underfitting"]


def test_perceptron_on_points_that_a_line_parts_is_healthy() -> None:
    data = several(Admissions, [0], noise=0.0)
    (evidence,) = courses(data, criterion=PerceptronCriterion(), optimizer=SGD(lr=0.1), batch_size=1)
    assert diagnose(evidence) == []


def test_network_that_solves_a_truth_table_is_healthy() -> None:
    (evidence,) = courses(
        several(Gate, [0], gate="xor"), hidden=[8], activation=Tanh(), optimizer=Momentum(lr=0.5), patience=None
    )
    assert diagnose(evidence) == []


def test_streamed_points_leave_only_the_curves() -> None:
    (data,) = several(Circles, [0])
    data.setup()
    assert isinstance(data.train, Part)
    whole = data.train.points
    data.train = HeldStream(data.train, [whole // 2, whole - whole // 2])  # type: ignore[assignment]
    network, criterion, member = DenseNetwork(2, [4], 1, Tanh()), cross_entropy(1), Member()
    stack = Stack(network, criterion, [member], [data.train], [data.val], batch_size=32)
    with quiet():
        trainer(accelerator="cpu", max_epochs=12).fit(stack)
    evidence = evidence_of(network, criterion, member, data, stack.outcome(), epochs=12)
    assert (evidence.start, evidence.saved, evidence.facts, evidence.chance) == (None, None, None, None)
    assert evidence.curves.epochs == 12
    assert diagnose(evidence) == []


def test_training_without_an_epoch_says_nothing(overfitted: Evidence) -> None:
    none = Curves(np.zeros(0), np.zeros(0), None, None, best_epoch=0)
    assert diagnose(replace(overfitted, curves=none)) == []


@pytest.mark.parametrize("name", DIAGNOSES)
def test_numbers_of_a_finding_are_finite_and_plain(name: str) -> None:
    (evidence,) = trained(HELD_OUT[name].ill[:1], [3001])
    (finding,) = [finding for finding in diagnose(evidence) if finding.name == name]
    json.dumps(finding.evidence, allow_nan=False)
    assert finding.words
    assert not finding.words.endswith(".")


def trick_of_two_points(epochs: int) -> Evidence:
    """The lesson's line 3x + 4y − 10 and two points on its wrong sides, that need 130 updates in all."""
    (evidence,) = courses(
        [TwoPoints(val_fraction=0.0, test_fraction=0.0, standardize=False)],
        criterion=PerceptronCriterion(),
        initializer=Fixed([3.0, 4.0, -10.0]),
        optimizer=SGD(lr=0.1),
        batch_size=1,
        epochs=epochs,
        patience=None,
    )
    return evidence


def test_perceptron_on_its_way_to_a_line_has_too_few_epochs_and_does_not_underfit() -> None:
    (finding,) = diagnose(trick_of_two_points(5))
    assert (finding.name, finding.remedy) == ("too few epochs", "trainer.max_epochs=50")
    assert "0 % of its own training points right after 5 epochs" in finding.words


def test_remedy_of_too_few_epochs_cures_them() -> None:
    assert diagnose(trick_of_two_points(200)) == []


def test_perceptron_that_was_stopped_early_is_given_patience() -> None:
    evidence = trick_of_two_points(5)
    asked = replace(evidence.asked, epochs=100, patience=4)
    (finding,) = diagnose(replace(evidence, status="completed", asked=asked))
    assert finding.remedy == "callbacks.early_stopping.patience=40"


@pytest.mark.parametrize(("kind", "rate", "remedy"), [(Adam, 0.001, "0.03"), (SGD, 0.1, "3.0")])
def test_network_with_room_on_a_plateau_has_a_rate_too_low(kind: type[Any], rate: float, remedy: str) -> None:
    data = several(Spirals if kind is Adam else Moons, [0], val_fraction=0.0)
    hidden = [16, 16] if kind is Adam else [8]
    (evidence,) = courses(data, hidden=hidden, optimizer=kind(lr=rate), epochs=100, patience=None)
    (finding,) = diagnose(evidence)
    assert (finding.name, finding.remedy) == ("rate too low", f"optimizer.lr={remedy}")
    (cured,) = courses(data, hidden=hidden, optimizer=kind(lr=float(remedy)), epochs=100, patience=None)
    assert cured.ended is not None
    assert evidence.ended is not None
    assert cured.ended.accuracy > evidence.ended.accuracy + 0.05  # the shortfall that a diagnosis asks for


def test_straight_boundary_underfits_though_its_best_epoch_is_the_last() -> None:
    (evidence,) = courses(several(Circles, [0]), optimizer=SGD(lr=0.3), patience=None)
    last = replace(evidence.curves, best_epoch=evidence.curves.epochs)
    assert names(replace(evidence, curves=last)) == ["underfitting"]


def test_untrained_network_is_too_certain_only_where_its_weights_were_given() -> None:
    data = several(Admissions, [0], noise=6.0)
    weights = Fixed([20.0, 10.0, -10.0])
    (given,) = courses(data, initializer=weights, epochs=0)
    assert names(given) == ["too certain"]
    assert names(replace(given, asked=replace(given.asked, initializer="xavier"))) == []


def test_class_with_less_than_its_share_is_missed_by_its_recall() -> None:
    (evidence,) = courses(several(Rare, [0], share=0.3, apart=2.0), optimizer=SGD(lr=0.1))
    assert evidence.facts is not None
    found = {recall: names(with_recall(evidence, recall)) for recall in (0.12, 0.39, 0.41)}
    # 30 of 100 are 0.6 of an even share: the class is missed below a recall of 1 − 0.6.
    assert found == {0.12: ["class imbalance"], 0.39: ["class imbalance"], 0.41: []}


def test_recall_of_a_few_points_tells_nothing_of_a_class_that_is_not_rare() -> None:
    (evidence,) = courses(several(Rare, [0], share=0.3, apart=2.0), optimizer=SGD(lr=0.1))
    assert names(with_recall(evidence, 0.0, judged=20)) == []  # 6 of 20


def test_missed_class_of_about_an_even_share_is_no_imbalance() -> None:
    (evidence,) = courses(several(Rare, [0], share=0.4, apart=2.0), optimizer=SGD(lr=0.1))
    assert names(with_recall(evidence, 0.0)) == []


def with_recall(evidence: Evidence, recall: float, judged: int = 100) -> Evidence:
    """The same training, its rarer class recognised as often as that among so many points."""
    assert evidence.facts is not None
    counts = [round(100 * count / sum(evidence.facts.counts)) for count in evidence.facts.counts]
    facts = replace(evidence.facts, counts=counts, recalls=[0.95, recall], judged=judged)
    return replace(evidence, facts=facts)


def test_divergence_in_the_first_epoch_is_said_to_be_there() -> None:
    data = several(Moons, [0])
    (evidence,) = courses(data, hidden=[8], activation=ReLU(), optimizer=SGD(lr=1e9), epochs=5)
    assert evidence.curves.epochs == 0
    (finding,) = diagnose(evidence)
    assert "beyond all bounds in epoch 1:" in finding.words


def test_saturated_units_are_counted_from_the_first_hidden_layer_on() -> None:
    (evidence,) = trained(HELD_OUT["saturated units"].ill[:1], [3000])
    assert evidence.ended is not None
    assert evidence.start is not None
    states = {
        name: replace(state, units=replace(state.units, saturated=[0.9]))
        for name, state in {"start": evidence.start, "ended": evidence.ended}.items()
    }
    (finding,) = diagnose(replace(evidence, **states))
    assert "units of hidden layer 1 stand" in finding.words
