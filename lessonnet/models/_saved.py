"""A model directory, read back: the model with its weights, and the data set that it was split from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessonnet.data import BUILT_IN, DataSet
from lessonnet.models._classifier import Classifier
from lessonnet.models._from_run import model_directory
from lessonnet.models._lookup import Lookup
from lessonnet.models._named import named, told_of
from lessonnet.models._read_model import read_model
from lessonnet.models._strangers import refuse_large_numbers, refuse_texts
from lessonnet.options import OptionError, options_of

_MOST_NUMBERS = 10**8
"""Features of all points together that a file may have drawn: whoever wrote it must not fill the memory."""


@dataclass(frozen=True)
class Saved:
    """What a model directory holds.

    Attributes:
        model: with its weights, in the dtype that they were saved in.
        data: the data set, set up with the very split of the training.
    """

    model: Classifier
    data: DataSet

    @classmethod
    def read(cls, path: str | Path, classes: Collection[type] = ()) -> "Saved":
        """Read a run's or a model's directory, and draw or load its data set.

        What the file names is looked up as `read_model` does.

        Args:
            path: a run directory or its model directory.
            classes: of parts that no package offers.

        Raises:
            OptionError: if the directory is damaged, names a part that does not exist here, or was trained on a table,
                which a model directory neither holds nor names.
        """
        description, model = read_model(path, classes)
        if description["table"] is not None:
            raise OptionError(
                f"{path}: the model was trained on a table and does not hold it; `data.path` must be given: a table "
                f"with a column {_quoted(description['table']['target'])}."
            )
        with told_of(model_directory(Path(path)) / "model.json"):
            return cls(model, _data(description, Lookup(description, classes)))


def _data(description: dict[str, Any], lookup: Lookup) -> DataSet:
    part = description["data"]
    kind = lookup.find("data", part["name"], BUILT_IN)
    if not lookup.is_handed_over(kind):
        refuse_texts("data", kind, part["options"])
        if kind not in BUILT_IN.values():
            _refuse_large_numbers(kind, part["options"], description["in_features"])
    data: DataSet = named("data", kind, part["options"])
    # Before anything is drawn: what the options promise must be what the model has, and of a bearable size.
    options, features, classes = data.options(), description["in_features"], description["classes"]
    promised = options.get("features", features), options.get("centers", options.get("arms", classes))
    if promised != (features, classes):
        raise _unfit(data)
    drawn = max(options.get("points", 0), classes) * options.get("features", 2)
    if drawn > _MOST_NUMBERS:
        raise OptionError(f"`data` would draw {drawn} numbers; a saved model may ask for {_MOST_NUMBERS} at most.")
    data.setup()
    if (data.in_features, data.classes) != (features, classes):
        raise _unfit(data)
    return data


def _refuse_large_numbers(kind: Callable[..., Any], options: Mapping[str, Any], in_features: int) -> None:
    """Any whole number may be one of points, whatever its name, but for those that every data set has."""
    own = {name: value for name, value in options.items() if name not in options_of(DataSet)}
    refuse_large_numbers("data", kind, own, _MOST_NUMBERS // in_features)


def _unfit(data: DataSet) -> OptionError:
    return OptionError(f"the model does not fit its own data set `{data.name}`.")


def _quoted(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:59]}…")
