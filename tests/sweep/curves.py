"""What TensorBoard would show of a run."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event


class Point(NamedTuple):
    step: int
    value: float


def curves_of(directory: Path) -> dict[str, list[Point]]:
    """Each tag's points, read by TensorBoard's own reader with its rule for what restarts make void."""
    found = accumulated(directory)
    return {tag: [Point(e.step, e.value) for e in found.Scalars(tag)] for tag in found.Tags()["scalars"]}


def accumulated(directory: Path) -> EventAccumulator:
    # 0: keep every point, instead of a sample
    found = EventAccumulator(str(directory / "tensorboard"), size_guidance={"scalars": 0})
    found.Reload()
    return found


def events_of(directory: Path) -> Iterator[Event]:
    """Every event as written, void ones too."""
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    for path in sorted((directory / "tensorboard").iterdir()):
        yield from EventFileLoader(str(path)).Load()
