"""What happens during training: when to stop, when to save, what to show."""

from lessonnet.callbacks._checkpoint import Checkpoint
from lessonnet.callbacks._checkpoint_io import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._early_stopping import EarlyStopping
from lessonnet.callbacks._interrupt import Interrupt
from lessonnet.callbacks._progress import Progress

__all__ = [
    "Checkpoint",
    "DurableCheckpointIO",
    "EarlyStopping",
    "Interrupt",
    "Progress",
    "latest_checkpoint",
]
