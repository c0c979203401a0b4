"""A saved model, ready to be used on any table of its kind."""

import os
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.inference._explain import explanation
from lessonnet.inference._frames import frame_of
from lessonnet.inference._unseen import Unseen
from lessonnet.models import Classifier, read_model, title_of
from lessonnet.nn import Criterion, predict
from lessonnet.options import OptionError, shown
from lessonnet.tables import NumberColumn, Place, Reading, Schema, TableFile, encode, place_after

_ROWS_AT_ONCE = 1 << 14


class Model:
    """What a model directory holds, put together: columns in, labels and probabilities out.

    Args:
        description: the checked content of `model.json`.
        classifier: with its weights.

    Attributes:
        class_names: in the order of the probabilities' columns.
        schema: the columns that it reads, and what becomes of them.
    """

    def __init__(self, description: dict[str, Any], classifier: Classifier) -> None:
        self._description, self._classifier = description, classifier
        self.class_names: list[str] = description["class_names"]
        self.schema = _schema(description)
        scaling = description["scaling"] or {"mean": [0.0], "scale": [1.0]}
        self._mean, self._scale = np.array(scaling["mean"]), np.array(scaling["scale"])

    @property
    def has_probabilities(self) -> bool:
        """Whether its scores mean probabilities; a perceptron's do not."""
        return self._classifier.criterion.has_probabilities

    @property
    def title(self) -> str:
        """Name of the architecture, such as `MLP 64-64-10`."""
        return title_of(self._classifier)

    @property
    def criterion(self) -> Criterion:
        """The error function that it was trained with."""
        return self._classifier.criterion

    def parameters(self) -> dict[str, Tensor]:
        """Return the weights by the names that they have in `model.safetensors`, for an export format of one's own."""
        return {name: parameter.detach() for name, parameter in self._classifier.network.named_parameters()}

    def reading(self, file: TableFile) -> Reading:
        """Return how a file of rows is to be read: with the header and the missing words of the training's table."""
        options = {**vars(file), "missing_words": self.schema.missing_words}
        if file.header is None and not self.schema.header:
            options["header"] = False
        return Reading(**options)

    def predict(self, table: Any) -> list[str]:
        """Return the name of the predicted class of each row.

        Args:
            table: a polars or pandas DataFrame or a mapping with the columns of `schema`, in any order; or an array or
                tensor [N, columns] in the schema's order. Numbers are in original units. A word that is no category
                of the model counts as unknown, with a warning.

        Raises:
            OptionError: if a column is missing, or a value cannot be read.
        """
        return [self.class_names[index] for index in self.decide(self._scores(table))]

    def predict_proba(self, table: Any) -> NDArray[np.float64]:
        """Return the probability of each class, float64 [N, C], in the order of `class_names`.

        Args:
            table: as for `predict`.

        Raises:
            OptionError: likewise, and for a perceptron, whose scores are no probabilities.
        """
        self._refuse_probabilities()
        return self.probabilities(self._scores(table))

    def scores(self, table: Any) -> NDArray[np.float64]:
        """Return the scores, float64 [N, 1] for two classes, [N, C] for more.

        Args:
            table: as for `predict`.

        Raises:
            OptionError: likewise.
        """
        return self._scores(table)

    def explain(self) -> str:
        """Say in words what it computes: the equation of each score in original units, or the layers."""
        return explanation(self._description, self._classifier, self.schema)

    def scores_of_rows(self, frame: pl.DataFrame, place: Place, unseen: Unseen) -> NDArray[np.float64]:
        """Return the scores of rows.

        Args:
            frame: has the columns of `schema`.
            place: names a row for an error.
            unseen: takes the rows into account.

        Raises:
            OptionError: if a column is missing, a value cannot be read, or is so large that the score is no number.
        """
        return np.concatenate(
            [
                self._block(frame.slice(first, _ROWS_AT_ONCE), place_after(place, first), unseen)
                for first in range(0, max(frame.height, 1), _ROWS_AT_ONCE)
            ]
        )

    def _scores(self, table: Any) -> NDArray[np.float64]:
        unseen = Unseen(self.schema)
        scores = self.scores_of_rows(frame_of(table, self.schema), _row, unseen)
        for line in unseen.lines:
            warnings.warn(line.removeprefix("warning: "), stacklevel=3)
        return scores

    def _block(self, frame: pl.DataFrame, place: Place, unseen: Unseen) -> NDArray[np.float64]:
        features = encode(frame, self.schema, place)
        unseen.add(frame, features)
        with np.errstate(over="ignore"):  # what is too large is refused below
            features -= self._mean
            features /= self._scale
        scores = self.scores_of(features)
        wrong = ~np.isfinite(scores).all(axis=1)
        if wrong.any():
            row = int(wrong.argmax())
            name = self.schema.feature_names[int(np.abs(features[row]).argmax())]
            raise OptionError(f"{place(row)}, column `{name}`: the number is too large; the score would be no number.")
        return scores

    def decide(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the index of the class that scores stand for [N]."""
        threshold = self._description["threshold"]
        if threshold is None or threshold == 0.5:  # σ(s) ≥ ½ where s ≥ 0, without rounding
            return predict(torch.from_numpy(scores)).numpy()
        return (self.probabilities(scores)[:, 1] >= threshold).astype(np.int64)

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probabilities [N, C] that scores stand for.

        Raises:
            OptionError: for a perceptron.
        """
        self._refuse_probabilities()
        found = self._classifier.criterion.probabilities(torch.from_numpy(scores)).numpy()
        return np.concatenate([1 - found, found], axis=1) if found.shape[1] == 1 else found

    @torch.inference_mode()
    def scores_of(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the scores of features [N, D] that are scaled as the model was trained on them."""
        network = self._classifier.network
        return network(torch.from_numpy(features).to(network.dtype)).double().numpy()

    def _refuse_probabilities(self) -> None:
        if not self.has_probabilities:
            is_perceptron = self._description["model"] == "perceptron"
            what = "a perceptron" if is_perceptron else f"a model of {type(self.criterion).__name__}"
            raise OptionError(f"{what} has scores, no probabilities: use `predict` or `scores`.")


def load(path: str | os.PathLike[str], classes: Collection[type] = ()) -> Model:
    """Read a model, as `train` saved it.

    Nothing that its files name is imported, run or opened, but for options that an installed plugin offers.

    Args:
        path: a run directory, or its model directory.
        classes: of parts that no installed package offers; a model names them by their dotted paths.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.

    Example:
        model = lessonnet.load("runs/admissions_logistic/2026-11-23_10-00-00")
        model.predict({"test": [9.0], "grades": [1.0]})
    """
    try:
        directory = Path(path)
    except TypeError:
        raise _no_directory(path) from None
    if isinstance(path, str) and not path.strip():  # where Python means the present directory, a shell means nothing
        raise _no_directory(path)
    return Model(*read_model(directory, classes))


def _no_directory(path: Any) -> OptionError:
    return OptionError(f"`path` must be the directory of a run or of a model, got {shown(path)}.")


def _schema(description: dict[str, Any]) -> Schema:
    """Return the model's schema; a built-in data set's features are numbers, none of which may be missing."""
    if description["table"] is not None:
        return Schema.of(description["table"])
    columns = tuple(NumberColumn(name) for name in description["feature_names"])
    return Schema(target="", columns=columns, missing="refuse")


def _row(row: int | None) -> str:
    return "the table" if row is None else f"row {row + 1}"
