"""The score of a saved model on its own run's parts."""

from pathlib import Path

from lessonnet.models import Saved, measure
from lessonnet.sweep._summary import PARTS, table_of


def evaluation_of(path: str | Path) -> str:
    """Return the table of errors and accuracies of a run's or a model's directory.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.
    """
    saved = Saved.read(path)
    parts = {name: getattr(saved.data, name) for name in PARTS}
    measured = {
        name: None if part is None else measure(saved.model.network, saved.model.criterion, part)
        for name, part in parts.items()
    }
    return table_of(saved.data, saved.model, measured)
