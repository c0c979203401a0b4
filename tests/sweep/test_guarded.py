"""What is only shown of a run or a sweep: where it fails, what was learned is untouched, and it is said."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import lessonnet.callbacks._layers
import lessonnet.gallery
import lessonnet.observation
import lessonnet.sweep._shown
from tests.sweep.runs import Run, digest_of, finished
from tests.sweep.stacked import FAST, statuses, swept

LINE = ("data=moons", "model=mlp", "model.hidden=[3]", "trainer.max_epochs=3", "callbacks=[default,film]")


def full_disk(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def broken(*_: Any, **__: Any) -> Any:
    raise ValueError("a figure that cannot be drawn")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(tmp_path_factory.mktemp("whole") / "run", *LINE)


FAULTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "a picture": (lessonnet.gallery, "png", broken),
    "a picture on a full disk": (lessonnet.gallery, "png", full_disk),
    "a film": (lessonnet.gallery, "boundary_film", broken),
    "the layers": (lessonnet.sweep._shown, "layer_history", broken),
    "TensorBoard's layers": (lessonnet.observation, "layer_norms", broken),
    "the answers": (lessonnet.sweep._shown, "scored_part", broken),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_shown_costs_nothing_that_was_learned(
    fault: str, whole: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    run = finished(tmp_path / "run", *LINE)
    assert digest_of(run.directory) == digest_of(whole.directory)
    assert list((run.directory / "checkpoints").iterdir())
    assert run.exit_code == 1
    assert "left out  " in capsys.readouterr().err


def test_diagnosis_that_fails_costs_only_itself(
    whole: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lessonnet.sweep._shown, "diagnosis_of", broken)
    run = finished(tmp_path / "run", *LINE)
    assert run.results["diagnosis"] is None
    assert digest_of(run.directory) | {"diagnosis": None} == digest_of(whole.directory) | {"diagnosis": None}
    assert capsys.readouterr().err == "left out  diagnosis: a figure that cannot be drawn\n"


def test_comparison_that_fails_costs_a_sweep_only_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessonnet.gallery, "comparison_figures", broken)
    sweep = swept(tmp_path, *FAST, "trainer.max_epochs=2", "optimizer.lr=0.1,1", "callbacks=[figures]")
    assert statuses(sweep.table) == ["completed", "completed"]
    assert (sweep.directory / "best").is_dir()
    assert "rank" in sweep.answer.out
    assert sweep.answer.err == "left out  comparison: a figure that cannot be drawn\n"
    assert sweep.answer.code == 1
