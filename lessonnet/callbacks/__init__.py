"""What happens during training: when to stop, when to save, what to show."""

from lessonnet.callbacks._checkpoint import Checkpoint, CheckpointOnRequest
from lessonnet.callbacks._checkpoint_io import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._early_stopping import EarlyStopping
from lessonnet.callbacks._interrupt import Interrupt
from lessonnet.callbacks._metrics_csv import MetricsCSV, metrics_table
from lessonnet.callbacks._progress import Progress
from lessonnet.callbacks._tensorboard import TensorBoard

__all__ = [
    "Checkpoint",
    "CheckpointOnRequest",
    "DurableCheckpointIO",
    "EarlyStopping",
    "Interrupt",
    "MetricsCSV",
    "Progress",
    "TensorBoard",
    "latest_checkpoint",
    "metrics_table",
]
