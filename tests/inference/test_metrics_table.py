"""The table of metrics, read as text."""

import re

import numpy as np
import pytest
from rich.cells import cell_len

from lessonnet.inference import classification_metrics, metrics_table, printable
from tests.inference.answers import Answered, answered, measured


def named(points: Answered, names: list[str], **options: object) -> str:
    return metrics_table(
        classification_metrics(
            points.classes, names, predicted=points.predicted, probabilities=points.probabilities, **options
        )
    )


def cells(text: str, first: str) -> list[str]:
    """The other cells of the last row that begins with this one."""
    (*_, row) = [line for line in text.splitlines() if line.startswith(f"│ {first} ")]
    return [cell.strip() for cell in row.strip("│").split("│")][1:]


def cells_of_dense(text: str, first: str) -> list[str]:
    """The cells of a row without lines between them."""
    (row,) = [line for line in text.splitlines() if line.startswith(f"{first} ")]
    return row.removeprefix(first).split()


def test_overall_numbers_stand_in_the_table() -> None:
    found = measured(answered(3))
    text = metrics_table(found, title="digits, test part")
    assert text.startswith("digits, test part\n")
    assert cells(text, "points") == ["500"]
    for name, key in (("error", "error"), ("balanced accuracy", "balanced_accuracy"), ("ROC AUC", "roc_auc"),
                      ("expected calibration error", "expected_calibration_error")):  # fmt: skip
        assert cells(text, name) == [f"{found[key]:.4f}"]


def test_numbers_of_each_class_stand_in_the_table() -> None:
    found = measured(answered(3))
    row = found["per_class"][1]
    (shown,) = re.findall(
        r"│ class 1 +│ +(\d+) │ +([\d.]+) │ +([\d.]+) │ +([\d.]+) │ +([\d.]+) │ +([\d.]+) │\n", metrics_table(found)
    )
    keys = ("precision", "recall", "f1", "roc_auc", "average_precision")
    assert shown == (str(row["support"]), *(f"{row[key]:.4f}" for key in keys))


def test_confusion_matrix_stands_in_the_table() -> None:
    found = measured(answered(3))
    text = metrics_table(found)
    for c, row in enumerate(found["confusion_matrix"]):
        assert cells(text, f"class {c}") == [str(count) for count in row]
    assert cells(text.replace("┃", "│"), "true \\ predicted") == ["class 0", "class 1", "class 2"]


def test_weight_is_shown_where_there_is_one() -> None:
    points = answered(3)
    text = named(points, points.names, weights=points.weights)
    assert cells(text, "weight") == [f"{points.weights.sum():.6g}"]
    assert "weight" not in named(points, points.names)


def test_twenty_classes_have_a_confusion_matrix_headed_by_numbers() -> None:
    found = measured(answered(20))
    text = metrics_table(found)
    assert "true \\ predicted" in text
    assert cells_of_dense(text, "19 class 19") == [str(count) for count in found["confusion_matrix"][19]]
    assert cells(text, "19 class 19")  # the numbers stand beside the names above it, too


def test_counts_that_do_not_fit_become_percentages_of_the_true_class() -> None:
    found = measured(answered(20, 200_000))
    shown = cells_of_dense(metrics_table(found), "7 class 7")
    row = found["confusion_matrix"][7]
    assert shown == [f"{100 * count / sum(row):.0f}" for count in row]
    assert "% of true class" in metrics_table(found)


def test_percentages_tell_little_from_nothing_and_from_no_points() -> None:
    classes = np.zeros(1_000_000, dtype=np.int64)
    predicted = classes.copy()
    predicted[:1000] = 1
    names = [f"{c} is a rather long name" for c in range(20)]
    found = classification_metrics(classes, names, predicted=predicted)
    # Counts of a million fit here, since the other columns are narrow; weights take more room.
    heavy = found | {"confusion_matrix": [[count * 1.234567 for count in row] for row in found["confusion_matrix"]]}
    heavy["confusion_matrix"][1] = [123456.7] * 20
    text = metrics_table(heavy)
    assert cells_of_dense(text, "0 0 is a rather l…") == ["100", "<1", *["0"] * 18]
    assert cells_of_dense(text, "2 2 is a rather l…") == ["–"] * 20


def test_confusion_matrix_of_more_than_twenty_classes_is_left_out_and_said_so() -> None:
    text = metrics_table(measured(answered(21)))
    assert "true" not in text.replace("The confusion", "")
    assert "The confusion matrix of 21 classes is left out: at most 20 fit in here." in text
    assert cells(text, "class 20")


NAMES = [
    ["[red]no[/red]", ":smile:"],
    ["no\nnew line", "\x1b[31mred\x07"],
    ["大きい" * 20, "小さい" * 20],
    ["a name that goes on and on, for longer than any table has room", "no"],
    ["", " "],
]


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("points", [30, 300_000])
def test_no_name_breaks_the_table(names: list[str], points: int) -> None:
    lines = named(answered(2, points), names).splitlines()
    assert all(cell_len(line) <= 100 for line in lines)
    assert all(line.isprintable() for line in lines)
    (corner,) = [number for number, line in enumerate(lines) if "true \\ predicted" in line]
    assert len(lines[corner + 1 :]) in (3, 4)  # the line below the heads, a row for each class, and where boxed an end


def test_name_in_square_brackets_is_shown_as_it_is() -> None:
    text = named(answered(2), ["[red]no[/red]", ":smile:"])
    assert "[red]no[/red]" in text
    assert ":smile:" in text


def test_undefined_number_is_a_dash_that_is_explained() -> None:
    one = np.array([1])
    text = metrics_table(classification_metrics(one, ["no", "yes"], predicted=one))
    assert cells(text, "log loss") == ["–"]
    assert text.endswith("– is undefined: a class without points or never predicted, or a model without probabilities.")
    assert "–" not in metrics_table(measured(answered(2)))


def test_printable_text_is_unchanged_and_the_rest_is_escaped() -> None:
    assert printable("Größe 大 [x] \\n") == "Größe 大 [x] \\n"
    assert printable("a\tb\u202ec\ud800") == "a\\tb\\u202ec\\ud800"
