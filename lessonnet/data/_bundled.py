"""Real data sets that come with scikit-learn and need no download. Each takes the common options of `DataSet`."""

from dataclasses import KW_ONLY, dataclass
from functools import cache

import numpy as np

from lessonnet.data._dataset import BatchSize, DataSet
from lessonnet.data._part import Rows


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


@dataclass(eq=False, repr=False)
class Digits(DataSet):
    """Read handwritten digits of 8 × 8 pixels; 1797 images (UCI Optical Recognition), grey levels scaled to 0..1."""

    name = "digits"

    _: KW_ONLY
    batch_size: BatchSize = 64

    @property
    def image_shape(self) -> tuple[int, int]:
        """Rows and columns of an image."""
        return 8, 8

    def rows(self) -> Rows:
        """Load the images [1797, 64]; the grey levels 0..16 are divided by 16."""
        images = _loaded("digits")
        return images._replace(features=images.features / 16)


@cache  # a sweep over seeds splits the same rows a hundred times
def _loaded(name: str) -> Rows:
    from sklearn import datasets

    bunch = getattr(datasets, f"load_{name}")()
    return Rows(
        np.asarray(bunch.data, dtype=np.float64),
        np.asarray(bunch.target, dtype=np.int64),
        [str(feature) for feature in bunch.feature_names],
        [str(label) for label in bunch.target_names],
    )
