"""A run of several folds: one logical run, each fold as it would be alone."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from lessonnet import train
from lessonnet.config import plain
from lessonnet.data import Fold
from lessonnet.options import OptionError
from lessonnet.stack import trainer
from lessonnet.sweep._job import Job, data_of
from tests.sweep.runs import called, composed, finished

OPTIONS = ("data=moons", "model=mlp", "model.hidden=[5]", "optimizer=adam", "trainer.max_epochs=4", "callbacks=none")


def test_folds_are_trained_as_each_would_be_alone(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "cv=kfold", "cv.folds=3", "trainer.precision=64-true", *OPTIONS)
    tree = plain(composed("trainer=cpu", "cv=kfold", "cv.folds=3", "trainer.precision=64-true", *OPTIONS))
    for number, fold in enumerate(run.results["folds"]):
        # A Trainer of its own over the fold's data alone.
        job = Job.of(tree, data=data_of(tree, Fold(number, 3)))
        stack = job.stack()
        trainer(max_epochs=4, accelerator="cpu", precision="64-true").fit(stack)
        # float64, the same steps: products of one and of three members are rounded differently.
        assert fold["val"]["error"] == pytest.approx(float(stack.record.best_error[0]), abs=1e-9)
        assert fold["best_epoch"] == int(stack.record.best_epoch[0])


def test_results_are_mean_and_deviation_over_folds(tmp_path: Path) -> None:
    results = finished(tmp_path / "run", "cv=kfold", *OPTIONS).results
    for part in ("train", "val", "test"):
        for metric in ("error", "accuracy"):
            each = [fold[part][metric] for fold in results["folds"]]
            assert results[part][metric] == pytest.approx(np.mean(each), abs=1e-12)
            assert results[part][f"{metric}_sd"] == pytest.approx(np.std(each, ddof=1), abs=1e-12)
    errors = [fold["val"]["error"] for fold in results["folds"]]
    assert len(errors) == 5
    assert results["model_fold"] == int(np.argmin(errors))


def test_model_is_that_of_the_best_fold(tmp_path: Path) -> None:
    run = finished(tmp_path / "run", "cv=kfold", "cv.folds=3", *OPTIONS)
    fold = tmp_path / "run" / "folds" / str(run.results["model_fold"]) / "model" / "model.safetensors"
    assert (tmp_path / "run" / "model" / "model.safetensors").read_bytes() == fold.read_bytes()
    assert "mean ± sd" in run.summary


def test_every_row_but_the_test_s_validates_once() -> None:
    tree = plain(composed("trainer=cpu", "cv=kfold", "cv.folds=4", "data.standardize=false", *OPTIONS))
    folds = [data_of(tree, Fold(number, 4)) for number in range(4)]
    whole = torch.cat([folds[0].train.features, folds[0].val.features])
    validated = torch.cat([fold.val.features for fold in folds])
    assert sorted(map(tuple, validated.tolist())) == sorted(map(tuple, whole.tolist()))


def test_folds_of_a_sweep_are_one_row_a_job(tmp_path: Path) -> None:
    options = ("trainer=cpu", "cv=kfold", "cv.folds=3", *OPTIONS, "optimizer.lr=0.01,0.1", "hydra.sweep.dir=sweep")
    assert called(tmp_path, train.main, "-m", *options).code == 0
    for job, rate in enumerate(("0.01", "0.1")):
        alone = finished(tmp_path / f"alone{job}", "cv=kfold", "cv.folds=3", *OPTIONS, f"optimizer.lr={rate}").results
        found = json.loads((tmp_path / "sweep" / str(job) / "results.json").read_text())
        for part in ("train", "val", "test"):
            # float32 over four epochs, stacks of 1 to 4 members
            assert found[part] == pytest.approx(alone[part], abs=1e-4)
    assert len((tmp_path / "sweep" / "sweep.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        (("data.val_fraction=0.1",), "`data.val_fraction=0.1` does nothing beside cv=kfold"),
        (("cv.folds=1",), "`cv.folds` must be"),
        (("trainer.strategy=ddp",), "cv=kfold cannot be used with `trainer.strategy=ddp`"),
    ],
)
def test_what_does_not_go_with_folds_is_refused(overrides: tuple[str, ...], words: str) -> None:
    with pytest.raises(OptionError) as refused:
        composed("trainer=cpu", "cv=kfold", *overrides)
    assert words in str(refused.value)


def test_more_folds_than_rows_of_a_class_are_refused(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "cv=kfold", "cv.folds=5", "data=gate", "trainer=cpu")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "runs").exists()
