"""A Parquet table that is larger than the memory it may take: surveyed once, then read chunk by chunk."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lessonnet.data._part import Part, Scaling
from lessonnet.data._stream import StreamedPart
from lessonnet.data._table_encoding import Encoding
from lessonnet.data._table_limit import beyond_limit, chunk_rows, chunks_together, is_streamed
from lessonnet.data._table_parts import Filled, Wanted, left_out, repeated
from lessonnet.data._table_weights import balancing, refuse_weightless
from lessonnet.data._table_words import refuse_unwritable
from lessonnet.options import OptionError
from lessonnet.tables import (
    CleanRows,
    HashSplit,
    Plan,
    Source,
    Survey,
    chunk_of,
    class_names_of,
    clean_source,
    refuse_empty,
    survey_of,
)


@dataclass(frozen=True)
class Surveyed:
    """A file that is read in chunks, and what one pass over it has found.

    Attributes:
        plan: what is read of it.
        survey: what was found.
        rows: of the file in a chunk.
        memory_limit: bytes that chunks may take.
    """

    plan: Plan
    survey: Survey
    rows: int
    memory_limit: int

    @classmethod
    def of(
        cls, plan: Plan, split: HashSplit, memory_limit: int, others: Mapping[str, CleanRows] | None = None
    ) -> "Surveyed":
        """Read a file once, and look for the rows of others in it."""
        rows = chunk_rows(len(plan.all_types), memory_limit)
        hashes = {name: split.hashes(other.frame) for name, other in (others or {}).items()}
        return cls(plan, survey_of(plan, split, rows, hashes), rows, memory_limit)

    def part(self, name: str, encoding: Encoding, shown_as: str | None = None) -> "TablePart":
        """Return the rows of a part as points that are read when they are needed."""
        return TablePart(self, name, encoding, shown_as)


class TablePart(StreamedPart):
    """A part of a table, read from its file when it is needed.

    Args:
        surveyed: the file.
        name: of the part of it.
        encoding: how rows become tensors.
        shown_as: what errors call the part: all of a file of its own is `train` there, and `val` or `test` here.

    Attributes:
        found: what the survey has counted and measured, by which a change of the file shows.
    """

    def __init__(self, surveyed: Surveyed, name: str, encoding: Encoding, shown_as: str | None = None) -> None:
        sizes, features = surveyed.survey.sizes[name], len(encoding.schema.feature_names)
        super().__init__(sizes, features, chunks_together(surveyed.rows, features, surveyed.memory_limit))
        self._surveyed, self._name, self._encoding = surveyed, name, encoding
        self.found = surveyed.survey.found
        totals = surveyed.survey.totals(name, encoding.class_names)
        total = float((totals if encoding.factors is None else totals * encoding.factors).sum())
        refuse_weightless(total, surveyed.plan.source.path, surveyed.plan.weight, shown_as or name)
        self._mean_weight = total / sum(sizes)

    def read(self, chunk: int) -> Part:
        """Read the part's rows of a chunk."""
        rows = chunk_of(self._surveyed.plan, chunk * self._surveyed.rows, self._surveyed.rows)
        own = self._surveyed.survey.split.parts(rows.frame)[self._name]
        return self._encoding.part(rows.take(own), self._mean_weight)


def streamed(plan: Plan, wanted: Wanted, memory_limit: int, others: Mapping[str, Source]) -> Filled:
    """Survey a table, and return parts that are read as they are needed.

    Args:
        plan: what is read.
        wanted: how it is to become parts.
        memory_limit: bytes that rows may take.
        others: the files for `val` and `test`, where there are any; one that is small enough is held.

    Raises:
        OptionError: in one line that names file, row and column.
    """
    # All columns that are read enter the hash, those too that turn out to be constant.
    split = HashSplit(tuple(plan.all_types), wanted.val_fraction, wanted.test_fraction, wanted.seed)
    held = {name: clean_source(plan, file) for name, file in others.items() if not is_streamed(file, memory_limit)}
    main = Surveyed.of(plan, split, memory_limit, held)
    encoding = _encoding(main, wanted)
    parts: dict[str, Part | StreamedPart] = {
        name: main.part(name, encoding) for name, sizes in main.survey.sizes.items() if sum(sizes)
    }
    remarks = _remarks(main)
    for name, source in others.items():
        if name not in held:
            whole = Surveyed.of(plan.of_other(source), HashSplit(tuple(plan.all_types), 0, 0, 0), memory_limit)
            _refuse_unknown(whole, encoding.class_names)
            parts[name] = whole.part("train", encoding, name)
            remarks += [*_remarks(whole), f"{source.path}: so many rows are not looked for among the training rows"]
        else:
            rows = held[name]
            classes = rows.classes(encoding.class_names)
            parts |= encoding.parts(rows, classes, {name: np.arange(len(classes))})
            remarks += left_out(rows.place(None), rows.unlabelled, rows.dropped)
    survey, schema = main.survey, encoding.schema
    remarks += repeated({name: int(found.sum()) for name, found in survey.repeated.items()})
    counts = sum(survey.counts(name, encoding.class_names) for name in survey.sizes)
    slim, silent = plan.without(survey.constant()), survey.silent(schema.columns, standardized=wanted.standardize)
    return Filled(slim, encoding, parts, silent, survey.extents(), np.asarray(counts), remarks)


def _encoding(main: Surveyed, wanted: Wanted) -> Encoding:
    """Return how rows become tensors, as the training rows say."""
    plan, survey = main.plan, main.survey
    names = class_names_of(survey.class_words(), sum(map(sum, survey.sizes.values())), plan.source.path)
    shares = {"train": 1.0, "val": wanted.val_fraction, "test": wanted.test_fraction}
    for part, share in shares.items():
        for name, rows in zip(names, survey.counts(part, names), strict=True):
            if share > 0 and not rows:
                raise OptionError(
                    f"{plan.source.path}: no row of the class {name!r} fell into the {part} part; it has too few "
                    "different rows to be split by their hashes."
                )
    slim = plan.without(survey.constant())
    refuse_empty(slim, survey.empty())
    fitted = survey.fitted(slim, wanted.max_categories).checked(plan.source.path)
    scaling = Scaling(fitted.means, fitted.scales) if wanted.standardize else None
    factors = balancing(survey.totals("train", names), names) if wanted.class_weight is not None else None
    schema, path = wanted.schema(slim, fitted.columns), plan.source.path
    refuse_unwritable(schema, names, lambda _column, _word: str(path), path)
    return Encoding(schema, scaling, names, factors)


def _refuse_unknown(whole: Surveyed, names: list[str]) -> None:
    """Refuse a file with a label that the training rows never had, naming its row."""
    if set(whole.survey.class_words()) <= set(names):
        return
    for first in range(0, whole.plan.source.rows or 0, whole.rows):
        chunk_of(whole.plan, first, whole.rows).classes(names)


def _remarks(found: Surveyed) -> list[str]:
    path = str(found.plan.source.path)
    return [
        *left_out(path, found.survey.unlabelled, found.survey.dropped),
        f"{path}: read in chunks of {found.rows} rows, since memory may not hold it"
        + beyond_limit(len(found.plan.all_types), found.memory_limit),
    ]
