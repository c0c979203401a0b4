"""What is drawn of a confusion matrix: texts and tints, not pixels."""

import io
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lessonnet.figures import confusion_matrix
from lessonnet.figures._confusion_matrix import RIGHT, WRONG
from lessonnet.figures._style import FAINT


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def tints(figure: Figure) -> np.ndarray:
    (image,) = figure.axes[0].images
    return np.asarray(image.get_array())


def test_every_cell_has_its_count_at_its_place() -> None:
    figure = confusion_matrix([[50, 2], [7, 41]], ["no", "yes"])
    placed = {text.get_position(): text.get_text() for text in figure.axes[0].texts}
    # (column, row): columns are predicted classes.
    assert placed == {(0, 0): "50", (1, 0): "2", (0, 1): "7", (1, 1): "41"}
    assert (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel()) == ("predicted class", "true class")


def test_rows_and_columns_have_the_names_of_the_classes() -> None:
    (axes,) = confusion_matrix(np.eye(3), ["a", "b", "c"]).axes
    assert [text.get_text() for text in axes.get_xticklabels()] == ["a", "b", "c"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a", "b", "c"]
    top, bottom = axes.get_ylim()[1], axes.get_ylim()[0]
    assert top < bottom  # the first class stands at the top


def test_tint_grows_with_the_share_of_the_true_class() -> None:
    found = tints(confusion_matrix([[9, 1, 0], [0, 0, 4], [0, 0, 1]], ["a", "b", "c"]))
    assert found[1, 2] == pytest.approx(to_rgb(WRONG))  # all of b is taken for c
    assert found[2, 2] == pytest.approx(to_rgb(RIGHT))
    assert found[0, 2] == pytest.approx([1, 1, 1])
    assert (found[0, 0] > to_rgb(RIGHT)).all()
    assert (found[0, 1] > found[1, 2]).all()  # a tenth is paler than all


def test_row_of_a_class_without_points_is_white() -> None:
    figure = confusion_matrix([[3, 1], [0, 0]], ["a", "b"])
    assert tints(figure)[1] == pytest.approx(np.ones((2, 3)))
    assert texts(figure) == ["3", "1", "0", "0"]


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0"),
        (12345, "12345"),
        (123_456, "123k"),
        (1_234_567, "1.23M"),
        (0.125, "0.125"),
        (2.0, "2"),
        (1234.5, "1234"),
    ],
)
def test_count_is_written_in_few_letters(count: float, shown: str) -> None:
    assert texts(confusion_matrix([[count, 0], [0, 1]], ["a", "b"]))[0] == shown


@pytest.mark.parametrize(("count", "numbers"), [(20, 400), (21, 0)])
def test_numbers_are_left_out_where_cells_are_too_small(count: int, numbers: int) -> None:
    figure = confusion_matrix(np.eye(count), [f"class {c}" for c in range(count)])
    assert len(texts(figure)) == numbers


def test_not_every_one_of_very_many_classes_is_named() -> None:
    (axes,) = confusion_matrix(np.eye(100), [f"class {c}" for c in range(100)]).axes
    assert [text.get_text() for text in axes.get_yticklabels()][:2] == ["class 0", "class 3"]


@pytest.mark.parametrize("count", [2, 3, 20, 45])
def test_no_two_names_overlap(count: int) -> None:
    figure = confusion_matrix(np.eye(count), [f"a name of some length {c}" for c in range(count)])
    figure.savefig(io.BytesIO(), format="png")
    for labels in (figure.axes[0].get_xticklabels(), figure.axes[0].get_yticklabels()):
        boxes = [label.get_window_extent() for label in labels]
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))
        assert all(figure.bbox.containsx(x) and figure.bbox.containsy(y) for box in boxes for x, y in box.get_points())


def test_matrix_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match=r"3 classes has shape \(3, 3\), got \(2, 2\)"):
        confusion_matrix(np.eye(2), ["a", "b", "c"])


def test_empty_cells_are_fainter_than_the_others() -> None:
    texts = confusion_matrix([[3, 1], [0, 2]], ["no", "yes"]).axes[0].texts
    colors = {text.get_text(): text.get_color() for text in texts}
    assert colors["0"] == FAINT
    assert FAINT not in (colors["1"], colors["2"], colors["3"])


@pytest.mark.parametrize("title", ["breast-cancer.csv, test points", "a-file-whose-name-has-no-space-and-no-end" * 3])
def test_title_stays_within_the_figure(title: str) -> None:
    figure = confusion_matrix([[3, 1], [0, 2]], ["no-recurrence-events", "recurrence-events"], title=title)
    figure.draw_without_rendering()
    (text,) = figure.texts
    assert text.get_text().replace("\n", "").replace(" ", "") == title.replace(" ", "")
    assert text.get_window_extent().x1 <= figure.bbox.x1
