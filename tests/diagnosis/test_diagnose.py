"""What a diagnosis says, and where it has nothing to say."""

import json
from dataclasses import replace

import numpy as np
import pytest

from lessonnet.data import Admissions, Circles, Digits, Gate, Moons, Part
from lessonnet.diagnosis import DIAGNOSES, Curves, Evidence, diagnose, evidence_of
from lessonnet.nn import DenseNetwork, PerceptronCriterion, ReLU, Tanh, cross_entropy
from lessonnet.optim import SGD, Adam, Momentum
from lessonnet.stack import Member, Stack, trainer
from lessonnet.sweep import quiet
from tests.data.streams import HeldStream
from tests.diagnosis.cases import SMALL, trained
from tests.diagnosis.courses import courses, several
from tests.diagnosis.held_out import HELD_OUT


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
