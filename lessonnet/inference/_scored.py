"""Labelled points beside what a model says of them: what every metric and every figure is made from."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lessonnet.data import Part
from lessonnet.inference._file_rows import own_type, rows_of
from lessonnet.inference._left_out import LeftOut
from lessonnet.inference._metrics import classification_metrics
from lessonnet.inference._model import Model
from lessonnet.inference._unseen import Unseen
from lessonnet.nn import encode as encode_classes
from lessonnet.options import OptionError
from lessonnet.tables import (
    Place,
    Reading,
    Source,
    as_words,
    chosen_column,
    indices_of,
    open_table,
    place_in,
    refuse_missing_columns,
    refuse_unknown_classes,
    spelled,
)


@dataclass(frozen=True)
class Scored:
    """What a model answers on labelled points.

    Attributes:
        model: that was asked.
        classes: the true ones, int64 [N].
        scores: float64 [N, 1] for two classes, [N, C] for more.
        name: of the points, for titles.
        remarks: what the user should know of them, in lines.
    """

    model: Model
    classes: NDArray[np.int64]
    scores: NDArray[np.float64]
    name: str
    remarks: list[str] = field(default_factory=list)

    @cached_property
    def predicted(self) -> NDArray[np.int64]:
        """Indices of the predicted classes [N]."""
        return self.model.decide(self.scores)

    @cached_property
    def probabilities(self) -> NDArray[np.float64] | None:
        """Probability of each class [N, C], None for a perceptron."""
        return self.model.probabilities(self.scores) if self.model.has_probabilities else None

    @cached_property
    def metrics(self) -> dict[str, Any]:
        """Every number that tells how good the answers are, ready for JSON."""
        return classification_metrics(
            self.classes,
            self.model.class_names,
            predicted=self.predicted,
            probabilities=self.probabilities,
            scores=self.scores,
            error=self._error(),
        )

    def _error(self) -> float:
        scores = torch.from_numpy(self.scores)
        targets = encode_classes(torch.from_numpy(self.classes), scores.shape[-1], scores.dtype)
        return float(self.model.criterion.errors(scores, targets).mean())


def scored_file(model: Model, reading: Reading, target: str | int | None = None) -> Scored:
    """Ask a model about the rows of a labelled file.

    Rows without a label are left out and counted; so are those with a missing value where the training left out such.

    Args:
        model: that is asked.
        reading: the file; it needs the model's columns and the target.
        target: the column of labels; that of the training if not given.

    Raises:
        OptionError: if a column is missing, a label is none of the model's classes, or no row has one.
    """
    named = [name for name in (target, model.schema.target) if isinstance(name, str) and name]
    source = open_table(reading, names=[*model.schema.names, *named])
    reading.refuse_useless([source])
    refuse_missing_columns(source.names, model.schema, place_in(source))
    label = _label(model, target, source)
    classes, scores, unseen, left = [], [], Unseen(model.schema), LeftOut()
    for rows, place in rows_of(source, model.schema, {label: own_type(source, label)}):
        words = spelled(as_words(rows[label], ()), rows[label].dtype, model.class_names)
        refuse_unknown_classes(words, model.class_names, place)
        kept = left.kept(rows, words, model.schema)
        classes.append(indices_of(words.gather(kept), model.class_names).to_numpy())
        scores.append(model.scores_of_rows(rows[kept], _among(kept, place), unseen))
    if not sum(map(len, classes)):
        raise OptionError(f"{source.path}: no row is left that has a label in the column `{label}`.")
    remarks = [*left.lines(source.path), *unseen.lines]
    return Scored(model, np.concatenate(classes), np.concatenate(scores), source.path.name, remarks)


def scored_part(model: Model, part: Part, name: str) -> Scored:
    """Ask a model about a part of its own data set.

    Args:
        model: that is asked.
        part: scaled as the model was trained on it.
        name: for titles.
    """
    return Scored(model, part.targets.numpy(), model.scores_of(part.features.numpy()), name)


def _label(model: Model, target: str | int | None, source: Source) -> str:
    if target is None and not model.schema.target:
        raise OptionError("`target` must be given: the column of labels; the model was not trained on a table.")
    wanted = model.schema.target if target is None else target
    return chosen_column("target", wanted, source.names, source.path)


def _among(kept: NDArray[np.int64], place: Place) -> Place:
    return lambda row: place(None if row is None else int(kept[row]))
