"""What happens during training: when to stop, when to save, what to show."""

from lessonnet.callbacks._checkpoint import Checkpoint, CheckpointOnRequest
from lessonnet.callbacks._checkpoint_io import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._curves import curves_of
from lessonnet.callbacks._dashboard import Dashboard
from lessonnet.callbacks._dashboards import Dashboards
from lessonnet.callbacks._diagnosis import Diagnosis
from lessonnet.callbacks._early_stopping import EarlyStopping
from lessonnet.callbacks._figures import Figures
from lessonnet.callbacks._film import Film
from lessonnet.callbacks._histograms import Histograms
from lessonnet.callbacks._image import image
from lessonnet.callbacks._interrupt import Interrupt
from lessonnet.callbacks._layers import Layers
from lessonnet.callbacks._ledger import Ledger
from lessonnet.callbacks._measured_layers import MeasuredLayers
from lessonnet.callbacks._metrics_csv import MetricsCSV, metrics_table
from lessonnet.callbacks._pictures import Pictures
from lessonnet.callbacks._progress import Progress
from lessonnet.callbacks._snapshots import Snapshots
from lessonnet.callbacks._tensorboard import TensorBoard

__all__ = [
    "Checkpoint",
    "CheckpointOnRequest",
    "Dashboard",
    "Dashboards",
    "Diagnosis",
    "DurableCheckpointIO",
    "EarlyStopping",
    "Figures",
    "Film",
    "Histograms",
    "Interrupt",
    "Layers",
    "Ledger",
    "MeasuredLayers",
    "MetricsCSV",
    "Pictures",
    "Progress",
    "Snapshots",
    "TensorBoard",
    "curves_of",
    "image",
    "latest_checkpoint",
    "metrics_table",
]
