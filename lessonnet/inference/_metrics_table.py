"""The metrics as a text of fixed width."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table

from lessonnet.inference._confusion_table import LONGEST_NAME, count_text, layout_of, numbered
from lessonnet.inference._metrics import AVERAGED
from lessonnet.options import printable

WIDTH = 100
"""The same on a terminal, in a file and in the README."""
UNDEFINED = "–"

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
        Lines of at most 100 characters. Where the confusion matrix has no room for names above its columns, classes
        are numbered there and in the tables; where it has none for counts, it shows percentages of each true class;
        with more than 20 classes it is left out, and a line says so. A dash is a number that is undefined.
    """
    names = [printable(name) for name in metrics["class_names"]]
    layout = layout_of(names, metrics["confusion_matrix"], WIDTH)
    # Where numbers stand for names, every name shows its number.
    labels = names if layout is None or layout.heads is names else numbered(names)
    matrix = _left_out(len(names)) if layout is None else layout.table(labels)
    blocks = [_overall(metrics), _per_class(metrics, labels), matrix]
    # Not a title of the table: it may be longer than the table is wide.
    head = f"{printable(title)}\n" if title else ""
    return head + "\n\n".join([*map(_rendered, blocks), *_notes(metrics)])


def _left_out(count: int) -> str:
    return f"The confusion matrix of {count} classes is left out: at most 20 fit in here."


def _overall(metrics: Mapping[str, Any]) -> Table:
    table = _table("overall")
    table.add_column("", justify="right")
    table.add_row("points", str(metrics["points"]))
    if metrics["weight"] is not None:
        table.add_row("weight", count_text(metrics["weight"]))
    for key, name in _OVERALL.items():
        table.add_row(name, _shown(metrics[key]))
    return table


def _per_class(metrics: Mapping[str, Any], labels: Sequence[str]) -> Table:
    table = _table("class")
    for name in ("points" if metrics["weight"] is None else "weight", *_PER_CLASS.values()):
        table.add_column(name, justify="right")
    for label, row in zip(labels, metrics["per_class"], strict=True):
        table.add_row(label, count_text(row["support"]), *(_shown(row[key]) for key in _PER_CLASS))
    table.add_section()
    table.add_row("mean over classes", "", *(_shown(metrics["macro"][key]) for key in AVERAGED))
    return table


def _table(first: str) -> Table:
    table = Table()
    table.add_column(first, no_wrap=True, overflow="ellipsis", max_width=LONGEST_NAME)
    return table


def _rendered(block: RenderableType) -> str:
    out = io.StringIO()
    # A class may be called "[red]" or ":x:", and means just that.
    Console(
        file=out, force_jupyter=False, width=WIDTH, highlight=False, color_system=None, markup=False, emoji=False
    ).print(block)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip().splitlines())


def _notes(metrics: Mapping[str, Any]) -> Iterator[str]:
    numbers = [metrics[key] for key in _OVERALL] + [row[key] for row in metrics["per_class"] for key in _PER_CLASS]
    if None in numbers:
        reasons = ["a class without points or never predicted"]
        reasons += ["a model without probabilities"] if metrics["log_loss"] is None else []
        yield f"{UNDEFINED} is undefined: {', or '.join(reasons)}."


def _shown(value: float | None) -> str:
    return UNDEFINED if value is None else f"{value:.4f}"
