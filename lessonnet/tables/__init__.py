"""Tables from files: read, their columns understood, their rows turned into features. No torch in here."""

from lessonnet.tables._choice import chosen_columns
from lessonnet.tables._choices import Choices
from lessonnet.tables._encode import Place, encode
from lessonnet.tables._fit import fit_columns
from lessonnet.tables._kinds import Kind, Kinds
from lessonnet.tables._open import open_table
from lessonnet.tables._reading import Reading
from lessonnet.tables._repeated import repeated_rows
from lessonnet.tables._rows import FileRows, TableRows, read_rows
from lessonnet.tables._schema import MISSING_WORDS, CategoryColumn, Column, Missing, NumberColumn, Schema
from lessonnet.tables._source import Source
from lessonnet.tables._types import column_types

__all__ = [
    "MISSING_WORDS",
    "CategoryColumn",
    "Choices",
    "Column",
    "FileRows",
    "Kind",
    "Kinds",
    "Missing",
    "NumberColumn",
    "Place",
    "Reading",
    "Schema",
    "Source",
    "TableRows",
    "chosen_columns",
    "column_types",
    "encode",
    "fit_columns",
    "open_table",
    "read_rows",
    "repeated_rows",
]
