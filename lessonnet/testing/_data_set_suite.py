"""Tests of a data set: the same rows each time, splits by the seed, and networks that are trained on it."""

import numpy as np
import torch

from lessonnet.data import DataSet, Part, Rows
from lessonnet.sweep._job import build
from lessonnet.testing._agreement import assert_agree
from lessonnet.testing._composing import tree_of
from lessonnet.testing._generators import assert_untouched, disturb
from lessonnet.testing._trained_suite import TrainedSuite

_PURE = "Draw from lessonnet.functional.random with `self.seed`, or from a NumPy generator that is made from it."


class DataSetSuite(TrainedSuite):
    """Tests of a data set; subclass it and give `option` and, where it is large, a `make` with fewer points."""

    def make(self, seed: int = 0) -> DataSet:
        """Return the data set with a seed of its own, not yet set up."""
        made: DataSet = build("data", tree_of(self.lines(f"data.seed={seed}"))["data"])
        return made

    def test_rows_are_what_they_should_be(self) -> None:
        """Finite numbers, class indices, and a name for each feature and each class."""
        rows = self._rows()
        points, features = rows.features.shape
        assert rows.features.dtype == np.float64, f"`features` are {rows.features.dtype}: give float64 [N, D]."
        assert np.isfinite(rows.features).all(), "some features are not finite: leave such rows out, or fill them in."
        assert rows.targets.dtype == np.int64, f"`targets` are {rows.targets.dtype}: give int64 [N]."
        assert rows.targets.shape == (points,), f"{points} rows have targets of shape {rows.targets.shape}."
        assert len(rows.feature_names) == len(set(rows.feature_names)) == features, (
            f"{features} features have the names {rows.feature_names}: give each one of its own."
        )
        classes = sorted(set(rows.targets.tolist()))
        assert classes == list(range(len(rows.class_names))), (
            f"the class indices are {classes}, and the names {rows.class_names}: there must be points of each class "
            "0 … C − 1, and a name for each."
        )
        assert len(set(rows.class_names)) == len(classes) >= 2, (
            f"the classes have the names {rows.class_names}: there must be two at least, each with a name of its own."
        )
        assert self.make().name, "`name` is empty: give the class a `name = …`, by which saved models call it."

    def test_rows_are_the_same_each_time(self) -> None:
        """One object gives the same rows twice, and another one with the same options as well."""
        made = self.make(seed=5)
        first, again = made.rows(), made.rows()
        disturb()
        other = self.make(seed=5).rows()
        for rows, what in ((again, "a second call of `rows`"), (other, "a second object")):
            for name in ("features", "targets"):
                found, expected = (torch.from_numpy(np.asarray(getattr(r, name), float)) for r in (rows, first))
                assert_agree(found, expected, 0.0, f"the {name} of the first call and of {what}", _PURE)

    def test_leaves_the_global_generators_alone(self) -> None:
        """What others draw does not depend on who made data before."""
        with assert_untouched(_PURE):
            self.make().setup()

    def test_parts_share_out_all_rows(self) -> None:
        """Each row is in one part, and its class goes with it."""
        made, rows = self._set_up(), self._rows()
        parts = [part for part in (made.train, made.val, made.test) if part is not None]
        assert sum(part.points for part in parts) == len(rows.targets), "the parts together have not all rows, once."
        counts = torch.bincount(torch.cat([part.targets for part in parts]))
        expected = np.bincount(rows.targets)
        assert counts.tolist() == expected.tolist(), (
            f"the parts have {counts.tolist()} points of each class together, and the whole has {expected.tolist()}."
        )
        assert (made.in_features, made.classes) == (rows.features.shape[1], len(rows.class_names))

    def test_seed_decides_the_split(self) -> None:
        """The same seed gives the same parts, and another one others."""
        first, again, other = (self._set_up(seed=seed) for seed in (0, 0, 1))
        if first.val is None and first.test is None:
            return
        remedy = "Leave the split to the base class: `rows` returns the whole data set."
        assert_agree(again.train.features, first.train.features, 0.0, "the training parts of one seed", remedy)
        assert not _same(first.train, other.train), f"another seed gives the same training part. {remedy}"

    def test_options_rebuild_the_same_parts(self) -> None:
        """A saved model comes by its data again by the options that are saved with it."""
        made = self._set_up(seed=3)
        again = type(made)(**made.options())
        again.setup()
        remedy = "Every option is a field of the dataclass, and is kept as it was given."
        assert_agree(again.train.features, made.train.features, 0.0, "the parts, rebuilt from `options()`,", remedy)

    def _rows(self) -> Rows:
        return self.make().rows()

    def _set_up(self, seed: int = 0) -> DataSet:
        made = self.make(seed=seed)
        made.setup()
        return made


def _same(one: Part, other: Part) -> bool:
    return one.features.shape == other.features.shape and bool((one.features == other.features).all())
