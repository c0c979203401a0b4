"""Figures that a small sweep draws of its jobs side by side, and what its jobs' layers went through."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweep.runs import finished
from tests.sweep.stacked import FAST, Sweep, assert_close, swept

SHORT = (*FAST, "model=mlp", "trainer.max_epochs=4")


def drawn(sweep: Sweep) -> set[str]:
    return {path.stem for path in (sweep.directory / "figures").glob("*.png")}


@pytest.fixture(scope="module")
def activations(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return swept(tmp_path_factory.mktemp("compared"), *SHORT, "activation=sigmoid,tanh", "callbacks=default")


def test_few_jobs_are_drawn_side_by_side_and_have_no_dots_beside_that(activations: Sweep) -> None:
    assert drawn(activations) == {"compared_curves", "boundaries", "layer_norms"}


def test_layers_of_a_job_are_those_of_the_run_alone(activations: Sweep, tmp_path: Path) -> None:
    alone = finished(tmp_path / "alone", *SHORT, "activation=tanh", "callbacks=default")
    tables = [
        [[float(cell) for cell in line.split(",")] for line in (run / "layers.csv").read_text().splitlines()[1:]]
        for run in (activations.directory / "1", alone.directory)
    ]
    # Products of other shapes are rounded otherwise, by about 1e-7 a step.
    assert_close(tables[0], tables[1], 1e-4, "layers.csv")


def test_each_job_of_a_small_sweep_is_diagnosed_as_it_is_alone(activations: Sweep, tmp_path: Path) -> None:
    alone = finished(tmp_path / "alone", *SHORT, "activation=sigmoid", "callbacks=default")
    found = activations.job(0).results["diagnosis"]
    assert [one["name"] for one in found] == [one["name"] for one in alone.results["diagnosis"]]


def test_penalties_have_their_weights_drawn(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "regularizer=none,l1", "callbacks=[figures]")
    assert "weight_sizes" in drawn(sweep)


def test_widths_have_the_complexity_graph(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "model.hidden=[1],[2],[4]", "callbacks=[figures]")
    assert "complexity" in drawn(sweep)


def test_nothing_is_compared_without_the_callback_or_with_too_many_jobs(tmp_path: Path) -> None:
    assert drawn(swept(tmp_path / "a", *SHORT, "seed=0,1")) == set()
    many = swept(tmp_path / "b", *SHORT, "optimizer.lr=range(1,14)", "callbacks=[figures]")
    assert drawn(many) == {"effects"}


def test_settings_of_several_seeds_have_their_effects_drawn(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "activation=sigmoid,tanh", "seed=0,1", "callbacks=[figures]")
    assert {"effects", "compared_curves"} <= drawn(sweep)
