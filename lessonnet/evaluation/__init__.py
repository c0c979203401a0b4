"""How good a saved model is, in full: a table, numbers for scripts, pictures."""

from lessonnet.evaluation._full import full_evaluation_of

__all__ = ["full_evaluation_of"]
