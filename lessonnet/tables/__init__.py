"""Tables from files: read, their columns understood, their rows turned into features. No torch in here."""

from lessonnet.tables._schema import MISSING_WORDS, CategoryColumn, Column, Missing, NumberColumn, Schema

__all__ = ["MISSING_WORDS", "CategoryColumn", "Column", "Missing", "NumberColumn", "Schema"]
