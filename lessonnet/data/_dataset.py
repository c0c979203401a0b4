"""The base of all data sets: splits, standardises and hands out the rows that a subclass produces."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from lightning import LightningDataModule
from numpy.typing import NDArray

from lessonnet.data._batches import Batches, ShuffledBatches
from lessonnet.data._folds import Fold, split_rows
from lessonnet.data._part import Part, Rows, Scaling
from lessonnet.data._split import refuse_no_training
from lessonnet.data._standardize import fit_scaling, standardized
from lessonnet.options import Fraction, OptionError, PositiveInt, Seed, check_value, options_of
from lessonnet.tables import Schema

BatchSize = PositiveInt | Literal["full"]


@dataclass(eq=False, repr=False, kw_only=True)
class DataSet(LightningDataModule, ABC):
    """Hand out a data set's training, validation and test parts.

    A subclass sets `name`, implements `rows`, and has its own options as fields; all are its config keys. Nothing is
    loaded or drawn before `setup`.

    Args:
        batch_size: points in a mini-batch, ≥ 1, or ``"full"`` for all of them.
        val_fraction: share of all points kept for validation, in [0, 1); 0 for none.
        test_fraction: share of all points kept for the test, in [0, 1); 0 for none.
        standardize: shift and scale each feature to mean 0 and deviation 1 on the training part.
        seed: of the draw, the split and the shuffles, 0 to 2^63 − 1.

    Raises:
        OptionError: a value has the wrong type or lies outside its range, or the two fractions reach 1.

    Attributes, read by `setup`:
        fold: the fold that validates, in place of `val_fraction`, which is then not used; None for no folds.

    Attributes, filled by `setup`:
        train: training points; standardised where `standardize` is true.
        val: validation points, or None where `val_fraction` is 0 and there is no fold.
        test: test points, or None where `test_fraction` is 0.
        feature_names: D names.
        class_names: a name for each class index; two classes mean one score, more mean one score for each.
        scaling: what standardisation took off and divided by, or None.
        schema: how rows of a table become features; None of a data set that is no table.
        silent: numbers of features that are 0 in all training points by their nature: nothing can be learned of them.
    """

    name = ""

    batch_size: BatchSize = 32
    val_fraction: Fraction = 0.2
    test_fraction: Fraction = 0.2
    standardize: bool = True
    seed: Seed = 0

    # No option: it is for whoever runs all of them to say.
    fold: Fold | None = field(init=False, default=None)
    train: Part = field(init=False)
    val: Part | None = field(init=False)
    test: Part | None = field(init=False)
    feature_names: list[str] = field(init=False)
    class_names: list[str] = field(init=False)
    scaling: Scaling | None = field(init=False)
    schema: Schema | None = field(init=False, default=None)
    silent: list[int] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Check the options."""
        super().__init__()
        for name, option in options_of(type(self)).items():
            setattr(self, name, check_value(f"data.{name}", getattr(self, name), option.annotation))
        refuse_no_training(self.val_fraction, self.test_fraction)
        self._is_set_up = False
        self._fold_set_up: Fold | None = None

    @abstractmethod
    def rows(self) -> Rows:
        """Produce the whole data set in original units, the same each time."""

    @property
    def in_features(self) -> int:
        """Number of features, D; known after `setup`."""
        return len(self.feature_names)

    @property
    def classes(self) -> int:
        """Number of classes; known after `setup`."""
        return len(self.class_names)

    @property
    def image_shape(self) -> tuple[int, int] | None:
        """Rows and columns of the pixels that the features are, None where they are no picture."""
        return None

    @property
    def shown(self) -> str:
        """What was found in a table, for the user to see before the training; empty of what is no table."""
        return ""

    @property
    def title(self) -> str:
        """What the data set is called where a user reads it."""
        return self.name

    @property
    def fingerprint(self) -> str | None:
        """What tells whether data is still the same; None where the options alone say what it is."""
        return None

    @property
    def raw_train(self) -> Part:
        """The training points in original units, for pictures."""
        return self._raw_train

    def options(self) -> dict[str, Any]:
        """Return the constructor's values, ready for JSON; with the same fold they rebuild the same parts."""
        return {name: getattr(self, name) for name in options_of(type(self))}

    def setup(self, stage: str | None = None) -> None:
        """Draw or load the rows, split them and standardise the parts; a second call does nothing.

        Args:
            stage: Lightning's name for what comes next; all parts are filled for each.

        Raises:
            OptionError: a class has too few points to be in each part.
            RuntimeError: another fold was asked for after the first call.
        """
        if not self._is_set_up:
            self.fill()
            self._is_set_up, self._fold_set_up = True, self.fold
        elif self.fold != self._fold_set_up:
            raise RuntimeError("The parts of another fold are already set up; make a data set for each fold.")

    def fill(self) -> None:
        """Draw or load the rows, split them and standardise the parts."""
        rows = self.rows()
        if not isinstance(rows, Rows):
            raise OptionError(f"`data`: {type(self).__name__}.rows must return Rows, got {type(rows).__name__}.")
        rows.refuse_unfit(type(self).__name__)
        self.feature_names, self.class_names = rows.feature_names, rows.class_names
        split = split_rows(
            rows.targets,
            rows.class_names,
            fold=self.fold,
            val_fraction=self.val_fraction,
            test_fraction=self.test_fraction,
            seed=self.seed,
        )
        self._raw_train = Part.of(rows.features[split.train], rows.targets[split.train])
        self.scaling = fit_scaling(rows.features[split.train]) if self.standardize else None
        features = standardized(rows.features, self.scaling) if self.scaling else rows.features
        self.train = Part.of(features[split.train], rows.targets[split.train])
        self.val = _part_or_none(features, rows.targets, split.val)
        self.test = _part_or_none(features, rows.targets, split.test)

    def train_dataloader(self) -> ShuffledBatches:
        """Return the training mini-batches, in a new order each epoch."""
        return ShuffledBatches(self.train, self.batch_size, self.seed)

    def val_dataloader(self) -> Batches | list[Any]:
        """Return the validation mini-batches, or an empty list where there is no such part."""
        return [] if self.val is None else Batches(self.val, self.batch_size)

    def test_dataloader(self) -> Batches | list[Any]:
        """Return the test mini-batches, or an empty list where there is no such part."""
        return [] if self.test is None else Batches(self.test, self.batch_size)


def _part_or_none(features: NDArray[np.float64], targets: NDArray[np.int64], rows: NDArray[np.int64]) -> Part | None:
    return Part.of(features[rows], targets[rows]) if len(rows) else None
