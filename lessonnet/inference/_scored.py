"""Labelled points beside what a model says of them: what every metric and every figure is made from."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import torch
from numpy.typing import NDArray

from lessonnet.data import Part
from lessonnet.inference._metrics import classification_metrics
from lessonnet.inference._model import Model
from lessonnet.nn import encode as encode_classes
from lessonnet.options import OptionError
from lessonnet.tables import (
    MISSING_WORDS,
    Reading,
    as_words,
    chosen_column,
    column_types,
    indices_of,
    open_table,
    place_in,
    refuse_unknown_classes,
)

_ROWS_AT_ONCE = 1 << 16


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

    def metrics(self) -> dict[str, Any]:
        """Return every number that tells how good the answers are, ready for JSON."""
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

    Args:
        model: that is asked.
        reading: the file; it needs the model's columns and the target.
        target: the column of labels; that of the training if not given.

    Raises:
        OptionError: if a column is missing, a label is none of the model's classes, or no row has one.
    """
    source = open_table(reading, names=[*model.schema.names, *([target] if isinstance(target, str) else [])])
    label = _label(model, target, source.names, source.path)
    types = {**column_types(model.schema), label: pl.String()}
    classes, scores, unlabelled, first = [], [], 0, 0
    for chunk in source.chunks(types, _ROWS_AT_ONCE):
        words = as_words(chunk[label], tuple(MISSING_WORDS))
        place = place_in(source, first)
        refuse_unknown_classes(words, model.class_names, place)
        known = words.is_not_null()
        unlabelled += words.null_count()
        classes.append(indices_of(words.filter(known), model.class_names).to_numpy())
        scores.append(model.scores(chunk, place)[known.to_numpy()])
        first += chunk.height
    found = np.concatenate(classes) if classes else np.empty(0, dtype=np.int64)
    if not len(found):
        raise OptionError(f"{source.path}: no row has a label in the column `{label}`.")
    remarks = (
        [f"{source.path}: {unlabelled} row{'s' * (unlabelled > 1)} without a target left out"] if unlabelled else []
    )
    return Scored(model, found, np.concatenate(scores), source.path.name, remarks)


def scored_part(model: Model, part: Part, name: str) -> Scored:
    """Ask a model about a part of its own data set.

    Args:
        model: that is asked.
        part: scaled as the model was trained on it.
        name: for titles.
    """
    return Scored(model, part.targets.numpy(), model.scores_of(part.features.numpy()), name)


def _label(model: Model, target: str | int | None, names: list[str], where: object) -> str:
    if target is None and not model.schema.target:
        raise OptionError("`target` must be given: the column of labels; the model was not trained on a table.")
    return chosen_column("target", model.schema.target if target is None else target, names, where)
