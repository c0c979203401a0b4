"""The training itself, from its start or from where an earlier one stopped."""

from pathlib import Path

from lightning.pytorch import Trainer

from lessonnet.callbacks import DurableCheckpointIO
from lessonnet.options import OptionError
from lessonnet.stack import Stack


def fit(trainer: Trainer, stack: Stack, checkpoint: Path | None) -> None:
    """Train a stack; where nobody was left to train at the checkpoint, take its state and do no more.

    Args:
        trainer: prepared with its callbacks.
        stack: as it was built.
        checkpoint: where to go on, None for the start.

    Raises:
        OptionError: if the checkpoint is beyond `trainer.max_epochs`.
    """
    if checkpoint is not None and _has_ended(trainer, stack, checkpoint):
        return
    trainer.fit(stack, ckpt_path=checkpoint, weights_only=True)


def _has_ended(trainer: Trainer, stack: Stack, checkpoint: Path) -> bool:
    """Tell whether all members had left, by early stopping or divergence; the stack then holds their record."""
    state = DurableCheckpointIO().load_checkpoint(checkpoint)
    epochs_done = state["stack"]["position"][0]
    if trainer.max_epochs is not None and 0 <= trainer.max_epochs < epochs_done:
        raise OptionError(
            f"`trainer.max_epochs` must be ≥ {epochs_done}, the epochs that this run has trained already, "
            f"got {trainer.max_epochs}."
        )
    if len(state["stack"]["record"]["active"]):
        return False
    stack.on_load_checkpoint(state)
    return True
