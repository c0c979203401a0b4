"""A model directory, read back: the model with its weights, and the data set that it was split from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from lessonnet.data import BUILT_IN, DataSet
from lessonnet.models._classifier import Classifier
from lessonnet.models._from_run import model_directory
from lessonnet.models._lookup import Lookup
from lessonnet.models._named import named, told_of
from lessonnet.models._read_model import read_model
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
        _refuse_texts(kind, part["options"])
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


def _refuse_texts(kind: Callable[..., Any], options: dict[str, Any]) -> None:
    """Refuse a text of a stranger's choice: a data set might take it for the name of a file or an address."""
    known = options_of(kind)
    for name, value in options.items():
        is_free = name in known and _admits_free_text(known[name].annotation)
        if is_free and _has_text(value) and value != known[name].default:
            raise OptionError(
                f"`data.options.{name}` is a text that might name a file, and a model's file must not make anybody "
                "open one; give rows by `data.path`, or hand the class of the data set over."
            )


def _admits_free_text(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _admits_free_text(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_admits_free_text, get_args(annotation)))
    return get_origin(annotation) is not Literal and annotation not in (bool, int, float, NoneType)


def _has_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and any(map(_has_text, value)))


def _unfit(data: DataSet) -> OptionError:
    return OptionError(f"the model does not fit its own data set `{data.name}`.")


def _quoted(name: str) -> str:
    return repr(name if len(name) <= 60 else f"{name[:59]}…")
