"""Callbacks of one's own: told of their run's directory, called alone and, where they say so, once for a stack."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonnet import train
from lessonnet.config import takes_directory, watches_stacks
from lessonnet.options import OptionError
from tests.plugin_packages import on_path, write_package
from tests.sweep.runs import called, composed, finished

CODE = '''
    from pathlib import Path
    from typing import ClassVar

    from lightning.pytorch import Callback

    CALLS = []


    class Counting(Callback):
        """Count epochs.

        Args:
            every: of them, how many are noted together.
        """

        stacks: ClassVar[bool] = True

        def __init__(self, every: int = 1) -> None:
            self.every, self.seen = every, 0

        def on_train_batch_end(self, trainer, stack, outputs, batch, batch_idx):
            self.seen += bool(batch.ends_epoch)

        def on_train_end(self, trainer, stack):
            CALLS.append((len(stack.members), self.seen // self.every))

        def state_dict(self):
            return {"seen": self.seen}

        def load_state_dict(self, state):
            self.seen = state["seen"]


    class Noting(Callback):
        """Note that a training began.

        Args:
            directory: of the run.
            text: what is noted.
        """

        def __init__(self, directory: Path, text: str = "begun") -> None:
            self.directory, self.text = directory, text

        def on_train_start(self, trainer, stack):
            (self.directory / "note.txt").write_text(self.text)


    class Failing(Callback):
        """Fail."""

        stacks: ClassVar[bool] = True

        def on_train_epoch_end(self, trainer, stack):
            raise RuntimeError("the watch has stopped")
'''
SHORT = ("data=moons", "model=mlp", "trainer.max_epochs=3", "callbacks=none", "logger=none")
COUNTING, NOTING, FAILING = (
    f"+callbacks.own={{_target_:lessonnet_watch.{name}}}" for name in ("Counting", "Noting", "Failing")
)


@pytest.fixture(autouse=True)
def installed(tmp_path: Path) -> Iterator[None]:
    conf = {"callbacks/counting.yaml": "# Count epochs.\ncounting:\n  _target_: lessonnet_watch.Counting\n  every: 1\n"}
    with on_path(write_package(tmp_path / "site", "lessonnet-watch", code={"__init__.py": CODE}, conf=conf)):
        yield
    takes_directory.cache_clear()
    watches_stacks.cache_clear()


def calls() -> list[tuple[int, int]]:
    import lessonnet_watch  # type: ignore[import-not-found]

    found: list[tuple[int, int]] = lessonnet_watch.CALLS
    return found


def test_callback_is_called_in_a_run_alone(tmp_path: Path) -> None:
    assert called(tmp_path, train.main, *SHORT, "trainer=cpu", COUNTING).code == 0
    assert calls() == [(1, 3)]


def test_callback_of_a_plugin_s_option_composes(tmp_path: Path) -> None:
    own = [line for line in SHORT if not line.startswith("callbacks")]
    answer = called(tmp_path, train.main, *own, "trainer=cpu", "callbacks=[counting]", "callbacks.counting.every=2")
    assert answer.code == 0, answer.err
    assert calls() == [(1, 1)]


def test_callback_that_says_so_watches_a_whole_stack(tmp_path: Path) -> None:
    launched = ("-m", "hydra/launcher=stacked", "seed=0,1,2")
    answer = called(tmp_path, train.main, *launched, *SHORT, "trainer=cpu", COUNTING)
    assert answer.code == 0, answer.err
    assert calls() == [(3, 3)]


def test_callback_that_takes_the_directory_is_given_it_and_keeps_its_job_alone(tmp_path: Path) -> None:
    launched = ("-m", "hydra/launcher=stacked", "seed=0,1", "hydra.sweep.dir=sweep")
    answer = called(tmp_path, train.main, *launched, *SHORT, "trainer=cpu", NOTING)
    assert answer.code == 0, answer.err
    assert [(tmp_path / "sweep" / job / "note.txt").read_text() for job in "01"] == ["begun", "begun"]


def test_directory_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"unknown key `callbacks\.own\.directory`"):
        composed(*SHORT, "+callbacks.own={_target_:lessonnet_watch.Noting,directory:here}")


def test_callback_of_one_training_is_refused_beside_folds() -> None:
    with pytest.raises(
        OptionError, match=r"the callback `lessonnet_watch\.Noting` watches one training in one directory"
    ):
        composed(*SHORT, "cv=kfold", NOTING)


def test_callback_watches_folds_together(tmp_path: Path) -> None:
    assert called(tmp_path, train.main, *SHORT, "trainer=cpu", "cv=kfold", "cv.folds=4", COUNTING).code == 0
    assert calls() == [(4, 3)]


def test_callback_goes_on_with_its_state(tmp_path: Path) -> None:
    watched = [line for line in SHORT if not line.startswith("callbacks")]
    own = ("callbacks=[checkpoint]", COUNTING)
    finished(tmp_path / "run", *watched, *own)
    finished(tmp_path / "run", *watched, *own, "trainer.max_epochs=5", resume=True)
    assert calls() == [(1, 3), (1, 5)]


def test_fault_of_a_callback_fails_the_run(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:  # as of every failure inside, Hydra tells of it
        called(tmp_path, train.main, *SHORT, "trainer=cpu", "hydra.run.dir=run", FAILING)
    assert ended.value.code == 1
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert (results["status"], results["error"]) == ("failed", "the watch has stopped")


def test_fault_of_a_callback_costs_a_sweep_the_jobs_that_have_it_in_a_line(tmp_path: Path) -> None:
    launched = ("-m", "hydra/launcher=stacked", "seed=0,1", "hydra.sweep.dir=sweep")
    answer = called(tmp_path, train.main, *launched, *SHORT, "trainer=cpu", FAILING)
    assert answer.code == 1
    assert [line for line in answer.err.splitlines() if "watch" in line] == [
        "job 0: the watch has stopped",
        "job 1: the watch has stopped",
    ]
