"""Real data sets that come with scikit-learn and need no download. Each takes the common options of `DataSet`."""

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows
from lessonnet.options import Fraction, Seed


class Iris(DataSet):
    """Tell three species of iris by four lengths in cm; 150 flowers (Fisher, 1936)."""

    name = "iris"

    def rows(self) -> Rows:
        """Load the flowers [150, 4]."""
        return _loaded("iris")


class Wine(DataSet):
    """Tell three growers by thirteen measurements of a wine; 178 wines (UCI Wine)."""

    name = "wine"

    def rows(self) -> Rows:
        """Load the wines [178, 13]."""
        return _loaded("wine")


class BreastCancer(DataSet):
    """Tell malignant (class 0) from benign (class 1) tumours by thirty measurements; 569 images (Wisconsin)."""

    name = "breast_cancer"

    def rows(self) -> Rows:
        """Load the measurements [569, 30]."""
        return _loaded("breast_cancer")


class Digits(DataSet):
    """Read handwritten digits of 8 × 8 pixels; 1797 images (UCI Optical Recognition), grey levels scaled to 0..1."""

    name = "digits"

    def __init__(
        self,
        *,
        batch_size: BatchSize = 64,
        val_fraction: Fraction = 0.2,
        test_fraction: Fraction = 0.2,
        standardize: bool = True,
        seed: Seed = 0,
    ) -> None:
        """Take the common options with larger mini-batches by default.

        Args:
            batch_size: points in a mini-batch, ≥ 1, or ``"full"`` for all of them.
            val_fraction: share of all points kept for validation, in [0, 1); 0 for none.
            test_fraction: share of all points kept for the test, in [0, 1); 0 for none.
            standardize: shift and scale each feature to mean 0 and deviation 1 on the training part.
            seed: of the split and the shuffles, 0 to 2^63 − 1.

        Raises:
            OptionError: a value has the wrong type or lies outside its range, or the two fractions reach 1.
        """
        super().__init__(
            batch_size=batch_size,
            val_fraction=val_fraction,
            test_fraction=test_fraction,
            standardize=standardize,
            seed=seed,
        )

    def rows(self) -> Rows:
        """Load the images [1797, 64]; the grey levels 0..16 are divided by 16."""
        images = _loaded("digits")
        return images._replace(features=images.features / 16)


def _loaded(name: str) -> Rows:
    from sklearn import datasets

    bunch = getattr(datasets, f"load_{name}")()
    return Rows(
        np.asarray(bunch.data, dtype=np.float64),
        np.asarray(bunch.target, dtype=np.int64),
        [str(feature) for feature in bunch.feature_names],
        [str(label) for label in bunch.target_names],
    )
