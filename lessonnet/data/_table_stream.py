"""A Parquet table that is larger than the memory it may take: surveyed once, then read chunk by chunk."""

from collections.abc import Mapping

import numpy as np

from lessonnet.data._part import Part, Scaling
from lessonnet.data._stream import StreamedPart
from lessonnet.data._table_encoding import Encoding
from lessonnet.data._table_parts import Filled, Wanted, left_out
from lessonnet.data._table_weights import Floats, balancing, refuse_weightless
from lessonnet.options import OptionError
from lessonnet.tables import (
    CleanRows,
    HashSplit,
    Plan,
    Source,
    Survey,
    chunk_of,
    class_names_of,
    survey_of,
)

_TOGETHER = 4
"""Chunks that are shuffled together."""
_FEWEST_ROWS = 1024


class TablePart(StreamedPart):
    """A part of a table, read from its file when it is needed.

    Args:
        plan: what is read.
        encoding: how rows become tensors.
        split: which rows are of the part, or None for all of them.
        name: of the part.
        sizes: its rows in each chunk.
        chunk_rows: rows of the file in a chunk.
        mean_weight: of all its rows.

    Attributes:
        found: what the survey has counted and measured, by which a change of the file shows.
    """

    found = ""

    def __init__(
        self,
        plan: Plan,
        encoding: Encoding,
        split: HashSplit,
        name: str,
        sizes: list[int],
        chunk_rows: int,
        mean_weight: float,
    ) -> None:
        super().__init__(sizes, len(encoding.schema.feature_names), _TOGETHER)
        self._plan, self._encoding, self._split, self._name = plan, encoding, split, name
        self._chunk_rows, self._mean_weight = chunk_rows, mean_weight

    def read(self, chunk: int) -> Part:
        """Read the part's rows of a chunk."""
        rows = chunk_of(self._plan, chunk * self._chunk_rows, self._chunk_rows)
        return self._encoding.part(rows.take(self._split.parts(rows.frame)[self._name]), self._mean_weight)


def is_streamed(source: Source, memory_limit: int | None) -> bool:
    """Tell whether a table would take more memory than it may.

    Args:
        source: the file.
        memory_limit: bytes, or None for no limit.

    Raises:
        OptionError: if it would, and is a CSV file, which has to be read from its first line on.
    """
    if memory_limit is None:
        return False
    if source.is_parquet:
        return (source.rows or 0) * _row_bytes(len(source.names)) > memory_limit
    size = source.path.stat().st_size
    if 2 * size > memory_limit:
        raise OptionError(
            f"{source.path}: {size} bytes of text may take twice that, more than `data.memory_limit`; only Parquet "
            "can be read in pieces: convert it, for example by polars.scan_csv(…).sink_parquet(…)."
        )
    return False


def streamed(plan: Plan, wanted: Wanted, memory_limit: int, others: Mapping[str, CleanRows]) -> Filled:
    """Survey a table, and return parts that are read as they are needed.

    Args:
        plan: what is read.
        wanted: how it is to become parts.
        memory_limit: bytes that rows may take.
        others: rows of the files for `val` and `test`, where there are any, in memory.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    chunk_rows = max(_FEWEST_ROWS, memory_limit // (_row_bytes(len(plan.all_types)) * _TOGETHER))
    # All columns that were read enter the hash, those too that turn out to be constant.
    hashed = tuple(plan.all_types)
    split = HashSplit(hashed, wanted.val_fraction, wanted.test_fraction, wanted.seed)
    survey = survey_of(plan, split, chunk_rows)
    names = class_names_of(survey.class_words(), sum(map(sum, survey.sizes.values())), plan.source.path)
    slim = plan.without(survey.constant())
    fitted = survey.fitted(slim, wanted.max_categories)
    scaling = Scaling(fitted.means, fitted.scales) if wanted.standardize else None
    totals = {part: survey.totals(part, names) for part in survey.sizes}
    _refuse_unseen(survey, names)
    factors = balancing(totals["train"], names) if wanted.class_weight is not None else None
    encoding = Encoding(wanted.schema(slim, fitted.columns), scaling, names, factors)
    parts: dict[str, Part | StreamedPart] = {
        part: TablePart(
            plan, encoding, split, part, sizes, chunk_rows, _mean_weight(totals[part], factors, sizes, plan)
        )
        for part, sizes in survey.sizes.items()
        if sum(sizes)
    }
    for streamed_part in parts.values():
        assert isinstance(streamed_part, TablePart)
        streamed_part.found = survey.found
    for part, rows in others.items():
        parts |= encoding.parts(rows, rows.classes(names), {part: np.arange(rows.frame.height)})
    counts = np.array([sum(labels[name] for labels in survey.labels.values()) for name in names])
    remarks = left_out(str(plan.source.path), survey.unlabelled, survey.dropped)
    for rows in others.values():
        remarks += left_out(rows.place(None), rows.unlabelled, rows.dropped)
    remarks.append(f"{plan.source.path}: read in chunks of {chunk_rows} rows, since memory may not hold it")
    return Filled(slim, encoding, parts, survey.silent(fitted), survey.extents(), counts, remarks)


def _row_bytes(columns: int) -> int:
    """Return what a row of a table may take on its way: as it was read, encoded, and shuffled."""
    return 24 * columns + 64


def _mean_weight(totals: Floats, factors: Floats | None, sizes: list[int], plan: Plan) -> float:
    total = float((totals if factors is None else totals * factors).sum())
    refuse_weightless(total, plan.source.path)
    return total / sum(sizes)


def _refuse_unseen(survey: Survey, names: list[str]) -> None:
    for name in names:
        if not survey.labels["train"][name]:
            raise OptionError(
                f"{survey.plan.source.path}: no row of the class {name!r} fell into the training part; it is too rare "
                "to split."
            )
