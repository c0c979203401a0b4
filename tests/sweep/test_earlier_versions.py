"""Runs that an earlier version began, whose files lack what has come since."""

import json
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from lessonnet import train
from lessonnet.sweep import Sweep
from tests.sweep.runs import called

LATER = ("report", "lr_find")
"""Top-level keys that configs did not have at first."""


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """A run as the first versions left it: no later key in its config, no diagnosis in its results."""
    run = tmp_path / "run"
    words = ("data=moons", "trainer=cpu", "callbacks=checkpoint", "logger=none", "trainer.max_epochs=2")
    assert called(tmp_path, train.main, *words, f"hydra.run.dir={run}").code == 0
    path = run / ".hydra" / "config.yaml"
    config = OmegaConf.load(path)
    for key in LATER:
        del config[key]
    OmegaConf.save(config, path)
    results = json.loads((run / "results.json").read_text())
    del results["diagnosis"]
    (run / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    return run


def test_run_without_later_keys_goes_on(earlier: Path) -> None:
    answer = called(earlier.parent, train.main, f"resume={earlier}", "trainer.max_epochs=4")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads((earlier / "results.json").read_text())["epochs"] == 4


def test_results_of_a_run_that_was_complete_stay_as_they_are(earlier: Path) -> None:
    before = (earlier / "results.json").read_bytes()
    assert called(earlier.parent, train.main, f"resume={earlier}").code == 0
    assert (earlier / "results.json").read_bytes() == before


def test_results_that_lack_another_key_are_written_anew(earlier: Path) -> None:
    path = earlier / "results.json"
    results = json.loads(path.read_text())
    path.write_text(json.dumps({key: value for key, value in results.items() if key != "train"}))
    assert called(earlier.parent, train.main, f"resume={earlier}").code == 0
    assert json.loads(path.read_text())["train"] == results["train"]


def test_sweep_takes_a_job_without_later_keys(tmp_path: Path) -> None:
    sweep = Sweep(tmp_path, {}, resume=False)
    config = {"logger": None}
    sweep.curb(config, 0)
    sweep.close()
    assert config == {"logger": None, "report": False}
