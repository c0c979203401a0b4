"""Rows that no network could be trained on are refused, each in a line."""

import numpy as np
import pytest
from numpy.typing import NDArray

from lessonnet.data import Rows
from lessonnet.options import OptionError

GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("features", "targets", "words"),
    [
        (GOOD[:, :1], [0, 1], "must be features [N, 2] for its 2 feature names, and targets [N]; got [2, 1] and [2]."),
        (GOOD.astype(str), [0, 1], "the features of mine must be numbers, got <U32."),
        (GOOD.astype(object), [0, 1], "the features of mine must be numbers, got object."),
        (np.array([[np.nan, 1.0], [1.0, 0.0]]), [0, 1], "the features of mine must be finite numbers."),
        (GOOD, [0.0, 1.0], "the targets of mine must be whole numbers, got float64."),
        (GOOD, [0, 2], "must be class indices below its 2 class names"),
    ],
)
def test_rows_that_do_not_fit_are_refused(features: NDArray[np.float64], targets: list[int], words: str) -> None:
    with pytest.raises(OptionError) as error:
        Rows(features, np.array(targets), ["x1", "x2"], ["no", "yes"]).refuse_unfit("mine")
    assert words in str(error.value)
