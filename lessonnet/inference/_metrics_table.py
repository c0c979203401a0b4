"""The metrics as a text of fixed width."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table

from lessonnet.inference._metrics import AVERAGED
from lessonnet.inference._printable import printable

WIDTH = 100
"""The same on a terminal, in a file and in the README."""
MOST_CLASSES = 20
"""Of a confusion matrix that is printed."""
UNDEFINED = "–"
_LONGEST_NAME = 32

_OVERALL = {
    "error": "error",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "log_loss": "log loss",
    "brier_score": "Brier score",
    "mean_confidence": "mean confidence",
    "expected_calibration_error": "expected calibration error",
    "roc_auc": "ROC AUC",
    "average_precision": "average precision",
}
_PER_CLASS = {"precision": "precision", "recall": "recall", "f1": "F1", "roc_auc": "ROC AUC", "average_precision": "AP"}


def metrics_table(metrics: Mapping[str, Any], *, title: str = "") -> str:
    """Return metrics as tables: the overall numbers, those of each class, the confusion matrix.

    Args:
        metrics: what `classification_metrics` returned.
        title: above the first table.

    Returns:
        Lines of at most 100 characters. With more than 20 classes, or counts too wide for such lines, the confusion
        matrix is left out, and a line says so. A dash is a number that is undefined.
    """
    names = [printable(name) for name in metrics["class_names"]]
    matrix = [[_count(count) for count in row] for row in metrics["confusion_matrix"]]
    heads = _heads(names, matrix)
    # Numbers stand for names in the matrix's head, and so every name shows its number.
    labels = names if heads == names else [f"{c} {name}" for c, name in enumerate(names)]
    blocks = [_overall(metrics, title), _per_class(metrics, labels), _matrix(labels, heads, matrix)]
    return "\n\n".join([*map(_rendered, blocks), *_notes(metrics)])


def _overall(metrics: Mapping[str, Any], title: str) -> Table:
    table = _table(title, "overall")
    table.add_column("", justify="right")
    table.add_row("points", str(metrics["points"]))
    if metrics["weight"] is not None:
        table.add_row("weight", _count(metrics["weight"]))
    for key, name in _OVERALL.items():
        table.add_row(name, _shown(metrics[key]))
    return table


def _per_class(metrics: Mapping[str, Any], labels: Sequence[str]) -> Table:
    table = _table("", "class")
    for name in ("points" if metrics["weight"] is None else "weight", *_PER_CLASS.values()):
        table.add_column(name, justify="right")
    for label, row in zip(labels, metrics["per_class"], strict=True):
        table.add_row(label, _count(row["support"]), *(_shown(row[key]) for key in _PER_CLASS))
    table.add_section()
    table.add_row("mean over classes", "", *(_shown(metrics["macro"][key]) for key in AVERAGED))
    return table


def _matrix(labels: Sequence[str], heads: Sequence[str] | None, matrix: Sequence[Sequence[str]]) -> RenderableType:
    if heads is None:
        return f"The confusion matrix of {len(labels)} classes is left out: it does not fit in here. The JSON has it."
    table = _table("", "true \\ predicted")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for label, row in zip(labels, matrix, strict=True):
        table.add_row(label, *row)
    return table


def _heads(names: Sequence[str], matrix: Sequence[Sequence[str]]) -> Sequence[str] | None:
    """Return what heads the matrix's columns: names where they fit, else numbers; None where neither does."""
    if len(names) > MOST_CLASSES:
        return None
    numbers = [str(c) for c in range(len(names))]
    return next((heads for heads in (names, numbers) if _width(names, heads, matrix) <= WIDTH), None)


def _width(names: Sequence[str], heads: Sequence[str], matrix: Sequence[Sequence[str]]) -> int:
    digits = 0 if heads is names else len(f"{len(names)} ")
    first = min(_LONGEST_NAME, max(len("true \\ predicted"), digits + max(map(cell_len, names))))
    rest = [max(map(cell_len, (head, *column))) for head, column in zip(heads, zip(*matrix, strict=True), strict=True)]
    return sum(width + len("| ") + len(" ") for width in (first, *rest)) + len("|")


def _table(title: str, first: str) -> Table:
    table = Table(title=title or None, title_justify="left", title_style="bold")
    table.add_column(first, no_wrap=True, overflow="ellipsis", max_width=_LONGEST_NAME)
    return table


def _rendered(block: RenderableType) -> str:
    out = io.StringIO()
    # A class may be called "[red]" or ":x:", and means just that.
    Console(file=out, width=WIDTH, highlight=False, color_system=None, markup=False, emoji=False).print(block)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _notes(metrics: Mapping[str, Any]) -> Iterator[str]:
    numbers = [metrics[key] for key in _OVERALL] + [row[key] for row in metrics["per_class"] for key in _PER_CLASS]
    if None in numbers:
        reasons = ["a class without points or never predicted"]
        reasons += ["a model without probabilities"] if metrics["log_loss"] is None else []
        yield f"{UNDEFINED} is undefined: {', or '.join(reasons)}."


def _shown(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.4f}"


def _count(count: float) -> str:
    return str(count) if isinstance(count, int) else f"{count:.6g}"
