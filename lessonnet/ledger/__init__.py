"""The perceptron's ledger: a row for each trick that a training took, recomputed after its end.

Suffixes name the axes: B batch, n points of a span, D inputs, C scores, P flat parameters.
"""

from lessonnet.ledger._agreement import Agreement
from lessonnet.ledger._formula import formula, number, vector
from lessonnet.ledger._ledger import Ledger, PastTraining, ledger_of
from lessonnet.ledger._table import Names, table_of
from lessonnet.ledger._update import Update

__all__ = [
    "Agreement",
    "Ledger",
    "Names",
    "PastTraining",
    "Update",
    "formula",
    "ledger_of",
    "number",
    "table_of",
    "vector",
]
