"""The one TensorBoard run of a whole sweep: its jobs along the horizontal axis."""

from collections.abc import Sequence
from pathlib import Path

from lessonnet.callbacks import image
from lessonnet.sweep._row import Row


def write_sweep_curves(directory: Path, rows: Sequence[Row]) -> None:
    """Write error and accuracy of each job, and the lowest error so far, against the jobs' numbers.

    Args:
        directory: where the event file goes; an earlier one is replaced.
        rows: of the jobs, by their numbers.
    """
    from torch.utils.tensorboard import SummaryWriter

    earlier = list(directory.glob("events.*"))
    best = float("inf")
    with SummaryWriter(str(directory)) as writer:
        for row in rows:
            if row.error is None:
                continue
            best = min(best, row.error)
            writer.add_scalar("sweep/error", row.error, row.job)
            if row.accuracy is not None:  # an error surface has none
                writer.add_scalar("sweep/accuracy", row.accuracy, row.job)
            writer.add_scalar("sweep/lowest_error", best, row.job)
    for path in earlier:
        path.unlink()


def write_sweep_pictures(directory: Path, pictures: Sequence[Path]) -> None:
    """Write a sweep's figures for TensorBoard, in an event file of their own beside the curves.

    Args:
        directory: where that file goes; `write_sweep_curves` takes it away when the sweep goes on.
        pictures: PNG files, named by what they show.
    """
    from tensorboard.compat.proto.summary_pb2 import Summary
    from torch.utils.tensorboard import SummaryWriter

    values = [image(f"figures/{path.stem}", path.read_bytes()) for path in pictures]
    with SummaryWriter(str(directory)) as writer:
        writer._get_file_writer().add_summary(Summary(value=values), 0)
