"""One pass in chunks finds what numpy finds in the whole."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lessonnet.tables import Choices, HashSplit, Reading, fit_columns, plan_of, survey_of
from lessonnet.tables._hash_split import mixed
from lessonnet.tables._moments import Moments


def test_moments_of_pieces_are_those_of_the_whole() -> None:
    values = np.random.default_rng(0).normal(1e6, 3, size=1000)
    values[::7] = np.nan
    found = Moments()
    for piece in np.split(values, [1, 10, 400]):
        found.add(piece)
    known = values[~np.isnan(values)]
    assert (found.count, found.missing) == (len(known), len(values) - len(known))
    # Deviations of 3 from 10⁶ in double precision: 10⁻¹⁶·10⁶/3 of each, and some sums.
    assert found.mean == pytest.approx(known.mean(), rel=1e-14)
    assert found.squares == pytest.approx(((known - known.mean()) ** 2).sum(), rel=1e-9)
    assert (found.least, found.most) == (known.min(), known.max())


def test_moments_of_nothing_have_the_deviation_one() -> None:
    found = Moments()
    found.add(np.array([np.nan]))
    assert (found.count, found.missing, found.deviation) == (0, 1, 1.0)


def test_mixed_is_the_finalizer_of_splitmix64() -> None:
    # The first output of SplitMix64 seeded with 0: the finalizer of the golden gamma 0x9E3779B97F4A7C15.
    assert int(mixed(np.array([0x9E3779B97F4A7C15], dtype=np.uint64))[0]) == 0xE220A8397B1DCDAF


def _frame(rows: int = 20_000) -> pl.DataFrame:
    draw = np.random.default_rng(0)
    return pl.DataFrame(
        {
            "x": draw.normal(size=rows),
            "w": draw.choice(["a", "b", "c", "d"], rows, p=[0.5, 0.3, 0.15, 0.05]),
            "gap": [None if gone else 1.5 * i for i, gone in enumerate(draw.random(rows) < 0.1)],
            "y": draw.choice(["no", "yes"], rows),
        }
    )


def test_hash_split_has_the_wanted_shares_of_each_class_in_expectation() -> None:
    frame = _frame()
    parts = HashSplit(tuple(frame.columns), 0.2, 0.1, seed=3).parts(frame)
    assert sorted(np.concatenate(list(parts.values())).tolist()) == list(range(len(frame)))
    for name, share in (("train", 0.7), ("val", 0.2), ("test", 0.1)):
        for label in ("no", "yes"):
            of_class = (frame["y"] == label).to_numpy()
            found = of_class[parts[name]].sum() / of_class.sum()
            # Five standard errors of a share of 10 000 rows.
            assert abs(found - share) < 5 * np.sqrt(share * (1 - share) / of_class.sum())


def test_hash_split_puts_equal_rows_into_one_part_wherever_they_stand() -> None:
    frame = _frame(500)
    split = HashSplit(tuple(frame.columns), 0.3, 0.3, seed=0)
    once, twice = split.parts(frame), split.parts(pl.concat([frame, frame]))
    for name, rows in once.items():
        assert twice[name].tolist() == [*rows.tolist(), *(rows + 500).tolist()]


def test_hash_split_differs_by_seed() -> None:
    frame = _frame(500)
    one, other = (HashSplit(tuple(frame.columns), 0.3, 0.3, seed=seed).parts(frame)["train"] for seed in (0, 1))
    assert one.tolist() != other.tolist()


@pytest.mark.parametrize("chunk_rows", [1, 7, 999, 10_000])
def test_survey_finds_in_chunks_what_a_fit_finds_in_the_whole(tmp_path: Path, chunk_rows: int) -> None:
    rows = 300 if chunk_rows == 1 else 5000
    frame = _frame(rows)
    frame.write_parquet(tmp_path / "t.parquet", row_group_size=700)
    plan = plan_of(Reading(path=str(tmp_path / "t.parquet")), Choices("y"))
    split = HashSplit(tuple(plan.all_types), 0.2, 0.2, seed=0)
    survey = survey_of(plan, split, chunk_rows)
    parts = split.parts(frame.select(list(plan.all_types)))
    assert {name: sum(sizes) for name, sizes in survey.sizes.items()} == {name: len(r) for name, r in parts.items()}
    assert {len(sizes) for sizes in survey.sizes.values()} == {-(-rows // chunk_rows)}
    whole = fit_columns(frame, plan.kinds.used, parts["train"], "impute", 3)
    found = survey.fitted(plan, 3)
    assert [column.feature_names for column in found.columns] == [column.feature_names for column in whole.columns]
    # The same sums taken in another order.
    np.testing.assert_allclose(found.means, whole.means, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(found.scales, whole.scales, rtol=1e-12)
