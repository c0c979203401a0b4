"""Tests of a callback: trainings with it and without, its state in a checkpoint, and stacks that it watches."""

import io
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
import torch
from lightning.pytorch import Callback

from lessonnet.config import takes_directory
from lessonnet.sweep import run
from lessonnet.sweep._graph_key import why_alone
from lessonnet.sweep._making import made
from lessonnet.testing._agreement import STACK_TOLERANCES, assert_agree
from lessonnet.testing._composing import FLOAT64, Lines, composed, tree_of
from lessonnet.testing._option_suite import OptionSuite
from lessonnet.testing._trying import SavedAt, threads_left_alone, trained_anew, trained_together

_CHANGING = {"results.json", "checkpoints"}
"""What differs from run to run by seconds, or holds states that other tests compare."""


class CallbackSuite(OptionSuite):
    """Tests of a callback; subclass it and give `option` and, where the defaults do not do, `make`.

    A callback whose class says `changes_training = True` is not asked to leave the training as it was. One that says
    `stacks = True` watches a stack of jobs, which then must end as each alone.

    An option shows by the weights, by what is printed or by the files of a run; name one that does not in `unseen`.
    """

    @pytest.fixture(autouse=True)
    def _in_a_directory(self, tmp_path: Path) -> None:
        self._directory = tmp_path

    def make(self) -> Callback:
        """Return the callback; one that writes is told where."""
        node = dict(self.node or {})
        path = node.pop("_target_")
        own = {"directory": self._directory} if takes_directory(path) else {}
        callback: Callback = made(self.key, path, node, own)
        if path.startswith("lessonnet.") and hasattr(callback, "directory"):
            callback.directory = self._directory
        return callback

    def numbers(self, lines: Lines) -> Any:
        """Return weights, words and files of a run; of these only what is the same in two runs of one config."""
        first, second = _seen(lines, 0), _seen(lines, 1)
        files = [(name, data) for name, data in first.files if (name, data) in second.files]
        words = first.words if first.words == second.words else ""
        return first.weights, words, [name for name, _ in first.files], files

    def test_training_is_the_same_with_it_and_without(self) -> None:
        """A callback that watches changes nothing."""
        if getattr(type(self.make()), "changes_training", False):
            return
        lines = (*self.overrides, FLOAT64)
        what = "the weights of a training with the callback and without it"
        remedy = "Change neither rows nor state of the stack and draw nothing; if it is meant, say in the class "
        with_it, without = trained_anew(lines, callbacks=[self.make()]), trained_anew(lines)
        assert_agree(with_it, without, 0.0, what, remedy + "`changes_training = True`.")

    def test_run_completes_with_it(self) -> None:
        """A whole run, from the config to the files, ends well."""
        seen = _seen(self.lines(), 0)
        assert seen.status == "completed", f"a run with it ended with the status {seen.status}: {seen.words}"

    def test_state_goes_through_a_checkpoint(self) -> None:
        """`state_dict` holds plain values, and a callback that takes it back has the very same."""
        before = self.make()
        trained_anew((*self.overrides, FLOAT64), callbacks=[before])
        state = before.state_dict()
        after = self.make()
        after.load_state_dict(_through_a_file(state))
        found = after.state_dict()
        assert _plain(found) == _plain(state), (
            f"its state is {state} before, and {found} after a checkpoint: let `load_state_dict` take back all that "
            "`state_dict` returns."
        )

    def test_resumed_training_ends_as_one_that_never_stopped(self) -> None:
        """All that a callback remembers is in its state."""
        checkpoint = self._directory / "state.ckpt"
        lines = (*self.overrides, FLOAT64, "trainer.log_every_n_steps=2")
        whole, resumed = self.make(), self.make()
        expected = trained_anew(lines, callbacks=[whole, SavedAt(checkpoint, steps=5)])
        found = trained_anew(lines, callbacks=[resumed], resume=checkpoint)
        remedy = "Return in `state_dict` what it remembers from chunk to chunk, and take it in `load_state_dict`."
        assert_agree(found, expected, 0.0, "the weights of a resumed training and of a whole one", remedy)
        assert _plain(resumed.state_dict()) == _plain(whole.state_dict()), (
            f"after a resumed training its state is {resumed.state_dict()}, and {whole.state_dict()} after a "
            f"whole one. {remedy}"
        )

    def test_jobs_of_a_stack_end_as_alone(self) -> None:
        """A callback that says `stacks = True` treats each member by itself, also when others have left."""
        stacks = getattr(type(self.make()), "stacks", False)
        reason = why_alone(tree_of(self.lines()))
        assert not stacks or reason is None, f"its class says `stacks = True`, and yet jobs run one by one: {reason}."
        if not stacks:
            return
        jobs = [(*self.overrides, FLOAT64, f"seed={seed}") for seed in (1, 2, 3)]
        together = trained_together(jobs, [self.make()])
        for lines, row in zip(jobs, together, strict=True):
            remedy = "Work on the rows [A, P] one by one; `stack.active` says whose they are."
            what = f"the weights of a network in a stack of {len(jobs)} and alone, with the callback"
            alone = trained_anew(lines, callbacks=[self.make()])
            assert_agree(row, alone, STACK_TOLERANCES["64-true"], what, remedy)


class _Seen(NamedTuple):
    """What a run shows.

    Attributes:
        status: of its results.
        weights: the bytes of its model.
        words: what it wrote to standard output and error.
        files: names and contents, but for those that hold times.
    """

    status: str
    weights: bytes
    words: str
    files: list[tuple[str, bytes]]


@lru_cache(maxsize=64)
def _seen(lines: Lines, number: int) -> _Seen:
    """Train a run, once for each number, and look at what it leaves."""
    words = io.StringIO()
    with TemporaryDirectory() as place, threads_left_alone(), redirect_stdout(words), redirect_stderr(words):
        directory = Path(place)
        result = run(composed(lines), directory)
        found = sorted(path for path in directory.rglob("*") if path.is_file())
        files = [(path.relative_to(directory), path.read_bytes()) for path in found]
        weights = (directory / "model" / "model.safetensors").read_bytes()
    kept = [(str(name), data) for name, data in files if name.parts[0] not in _CHANGING]
    return _Seen(result.results["status"], weights, words.getvalue().replace(place, ""), kept)


def _through_a_file(state: dict[str, Any]) -> dict[str, Any]:
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    try:
        loaded: dict[str, Any] = torch.load(file, weights_only=True)
    except Exception as error:
        raise AssertionError(
            f"its state cannot be read back from a checkpoint: {' '.join(str(error).split())[:200]} Return tensors, "
            "numbers, texts, lists and dicts alone; a checkpoint is never trusted to run code."
        ) from error
    return loaded


def _plain(value: Any) -> Any:
    """Return a state with its tensors as lists, to be compared."""
    if isinstance(value, torch.Tensor):
        return value.tolist()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
