"""The training itself, from its start or from where an earlier one stopped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer

from lessonnet.callbacks import DurableCheckpointIO
from lessonnet.data import DataSet
from lessonnet.options import OptionError
from lessonnet.stack import Stack

_ASKED = "asked_epochs"
_DATA = "data_fingerprint"


class AskedEpochs(Callback):
    """Note in each checkpoint how many epochs the user had asked for."""

    def on_save_checkpoint(self, trainer: Trainer, pl_module: LightningModule, checkpoint: dict[str, Any]) -> None:
        """Add `trainer.max_epochs`."""
        checkpoint[_ASKED] = trainer.max_epochs


class DataFingerprint(Callback):
    """Note in each checkpoint what the data was, so that a run goes on with the same or not at all.

    Args:
        data: set up.
    """

    def __init__(self, data: DataSet) -> None:
        self._data = data

    def on_save_checkpoint(self, trainer: Trainer, pl_module: LightningModule, checkpoint: dict[str, Any]) -> None:
        """Add the fingerprint."""
        checkpoint[_DATA] = self._data.fingerprint

    def refuse_other(self, checkpoint: Mapping[str, Any]) -> None:
        """Refuse a checkpoint of other data.

        Raises:
            OptionError: names what has changed.
        """
        if checkpoint.get(_DATA) != self._data.fingerprint:
            raise OptionError(
                f"{self._data.title} has changed since this run saved its checkpoint: what was trained does not "
                "belong to the rows that are there now. Restore the file, or train anew."
            )


def fit(trainer: Trainer, stack: Stack, checkpoint: Path | None, max_steps: int) -> bool:
    """Train a stack; where nothing was left to train at the checkpoint, take its state and do no more.

    Args:
        trainer: prepared with its callbacks.
        stack: as it was built.
        checkpoint: where to go on, None for the start.
        max_steps: optimizer steps at most, −1 for no limit.

    Returns:
        Whether anything was trained.

    Raises:
        OptionError: if the checkpoint is beyond `trainer.max_epochs`, or more epochs are asked for than before and
            something else had ended the training; or if the data is not the checkpoint's.
    """
    if checkpoint is not None:
        state = DurableCheckpointIO().load_checkpoint(checkpoint)
        for callback in trainer.callbacks:  # type: ignore[attr-defined]
            if isinstance(callback, DataFingerprint):
                callback.refuse_other(state)
        if _has_ended(trainer, state, max_steps):
            # Lightning would not call the callbacks, and cannot make an optimizer for nobody.
            _take(trainer, stack, state)
            return False
    try:
        trainer.fit(stack, ckpt_path=checkpoint, weights_only=True)
    except SystemExit as end:
        # Lightning turns a Ctrl-C that comes before the callbacks are set up into exit code 1.
        if isinstance(end.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise
    return True


def _has_ended(trainer: Trainer, state: Mapping[str, Any], max_steps: int) -> bool:
    """Tell whether all epochs or steps were trained, or all members had left by early stopping or divergence."""
    epochs_done, last = state["stack"]["position"][0], trainer.max_epochs
    if last is not None and last < epochs_done:
        raise OptionError(
            f"`trainer.max_epochs` must be ≥ {epochs_done}, the epochs that this run has trained already, got {last}."
        )
    ended_by = _ended_by(state["stack"], max_steps)
    if ended_by and last is not None and last > state.get(_ASKED, last):
        raise OptionError(
            f"`trainer.max_epochs`={last} would change nothing: "
            f"this run was ended by {ended_by} after {epochs_done} epochs."
        )
    return epochs_done == last or ended_by is not None


def _ended_by(stack: Mapping[str, Any], max_steps: int) -> str | None:
    """Name what ended a training before its last epoch; None if nothing did."""
    if not len(stack["record"]["active"]):
        return "divergence" if set(stack["record"]["status"]) == {"diverged"} else "early stopping"
    return f"`trainer.max_steps`={max_steps}" if stack["position"][1] == max_steps else None


def _take(trainer: Trainer, stack: Stack, state: dict[str, Any]) -> None:
    """Give the stack and the callbacks what they had at the checkpoint."""
    stack.on_load_checkpoint(state)
    for callback in trainer.callbacks:  # type: ignore[attr-defined]
        if callback.state_key in state["callbacks"]:
            callback.load_state_dict(state["callbacks"][callback.state_key])
