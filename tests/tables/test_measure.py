"""Mean and deviation of columns: NumPy's, and always the same."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from lessonnet.tables._measure import measure


def in_pieces(values: np.ndarray, sizes: Sequence[int]) -> pl.DataFrame:
    ends = np.cumsum(sizes)
    return pl.concat([pl.DataFrame({"x": piece}) for piece in np.split(values, ends)], rechunk=False)


@pytest.mark.parametrize("offset", [0, 100, 10_000])
def test_numbers_held_in_single_precision_are_summed_in_double(offset: int) -> None:
    values = (np.random.default_rng(0).normal(size=200_000) + offset).astype(np.float32)
    found = measure(pl.DataFrame({"x": values}), ["x"], np.arange(len(values)))["x"]
    # Both sum 200,000 doubles of 1e4, in different orders; the deviation comes back in single precision (6e-8).
    assert found.mean == pytest.approx(values.mean(dtype=np.float64), rel=1e-12, abs=1e-12)
    assert found.scale == pytest.approx(values.std(dtype=np.float64), rel=1e-7)


def test_the_pieces_that_a_file_came_in_do_not_show() -> None:
    values = np.random.default_rng(0).normal(size=100_000)
    rows = np.random.default_rng(1).permutation(len(values))[:70_000]
    cuts = [[], [7_000] * 14, [1, 49_999, 3], [33_333, 33_333]]
    assert len({measure(in_pieces(values, cut), ["x"], rows)["x"] for cut in cuts}) == 1
