"""The training itself, from its start or from where an earlier one stopped."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lightning.pytorch import Trainer

from lessonnet.callbacks import DurableCheckpointIO
from lessonnet.options import OptionError
from lessonnet.stack import Stack


def fit(trainer: Trainer, stack: Stack, checkpoint: Path | None) -> None:
    """Train a stack; where nothing was left to train at the checkpoint, take its state and do no more.

    Args:
        trainer: prepared with its callbacks.
        stack: as it was built.
        checkpoint: where to go on, None for the start.

    Raises:
        OptionError: if the checkpoint is beyond `trainer.max_epochs`.
    """
    if checkpoint is not None:
        state = DurableCheckpointIO().load_checkpoint(checkpoint)
        if _has_ended(trainer, state):
            # Lightning would not call the callbacks, and cannot make an optimizer for nobody.
            _take(trainer, stack, state)
            return
    trainer.fit(stack, ckpt_path=checkpoint, weights_only=True)


def _has_ended(trainer: Trainer, state: Mapping[str, Any]) -> bool:
    """Tell whether all members had left, by early stopping or divergence, or all epochs were trained."""
    epochs_done, last = state["stack"]["position"][0], trainer.max_epochs
    if last is not None and last < epochs_done:
        raise OptionError(
            f"`trainer.max_epochs` must be ≥ {epochs_done}, the epochs that this run has trained already, got {last}."
        )
    return epochs_done == last or not len(state["stack"]["record"]["active"])


def _take(trainer: Trainer, stack: Stack, state: dict[str, Any]) -> None:
    """Give the stack and the callbacks what they had at the checkpoint."""
    stack.on_load_checkpoint(state)
    for callback in trainer.callbacks:  # type: ignore[attr-defined]
        if callback.state_key in state["callbacks"]:
            callback.load_state_dict(state["callbacks"][callback.state_key])
