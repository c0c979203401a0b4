"""The score of a saved model on its own run's parts."""

from pathlib import Path

from lessonnet.data import DataSet
from lessonnet.models import Saved, measure
from lessonnet.nn import Criterion, Network
from lessonnet.sweep._summary import PARTS, table_of


def evaluation_of(path: str | Path) -> str:
    """Return the table of errors and accuracies of a run's or a model's directory.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.
    """
    saved = Saved.read(path)
    return table_of(saved.data, saved.model, measured_parts(saved.data, saved.model.network, saved.model.criterion))


def measured_parts(data: DataSet, network: Network, criterion: Criterion) -> dict[str, dict[str, float] | None]:
    """Measure a network on each part of a data set; a part that does not exist is None."""
    parts = {name: getattr(data, name) for name in PARTS}
    return {name: None if part is None else measure(network, criterion, part) for name, part in parts.items()}
