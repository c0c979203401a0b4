"""Tables from files: read, their columns understood, their rows turned into features. No torch in here."""

from lessonnet.tables._choice import chosen_column, chosen_columns
from lessonnet.tables._choices import Choices
from lessonnet.tables._clean import CleanRows, clean
from lessonnet.tables._encode import as_numbers, as_words, encode, refuse_missing_columns
from lessonnet.tables._extents import Extent, extents_of
from lessonnet.tables._fit import fit_columns, refuse_empty
from lessonnet.tables._hash_split import HashSplit
from lessonnet.tables._kinds import Kind, Kinds
from lessonnet.tables._open import open_table
from lessonnet.tables._place import Place, place_after, place_in
from lessonnet.tables._plan import Plan, open_other, plan_of
from lessonnet.tables._reading import Reading, TableFile
from lessonnet.tables._repeated import repeated_rows
from lessonnet.tables._rows import TableRows, clean_source, read_rows
from lessonnet.tables._schema import MISSING_WORDS, CategoryColumn, Column, Missing, NumberColumn, Schema
from lessonnet.tables._source import Source
from lessonnet.tables._spelling import spelled
from lessonnet.tables._survey import Survey, chunk_of, survey_of
from lessonnet.tables._target import class_names_of, indices_of, refuse_unknown_classes
from lessonnet.tables._types import column_types

__all__ = [
    "MISSING_WORDS",
    "CategoryColumn",
    "Choices",
    "CleanRows",
    "Column",
    "Extent",
    "HashSplit",
    "Kind",
    "Kinds",
    "Missing",
    "NumberColumn",
    "Place",
    "Plan",
    "Reading",
    "Schema",
    "Source",
    "Survey",
    "TableFile",
    "TableRows",
    "as_numbers",
    "as_words",
    "chosen_column",
    "chosen_columns",
    "chunk_of",
    "class_names_of",
    "clean",
    "clean_source",
    "column_types",
    "encode",
    "extents_of",
    "fit_columns",
    "indices_of",
    "open_other",
    "open_table",
    "place_after",
    "place_in",
    "plan_of",
    "read_rows",
    "refuse_empty",
    "refuse_missing_columns",
    "refuse_unknown_classes",
    "repeated_rows",
    "spelled",
    "survey_of",
]
