"""Names of classes as figures show them."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from matplotlib import font_manager, pyplot
from rich.cells import cell_len

from lessonnet.figures import (
    calibration_curve,
    confidence_histogram,
    confusion_matrix,
    precision_recall_curve,
    roc_curve,
)
from lessonnet.figures._class_names import LONGEST, drawable
from lessonnet.inference import reliability
from tests.inference.answers import answered

UNKNOWN = "\N{EGYPTIAN HIEROGLYPH A001}"


@pytest.mark.parametrize("name", ["no", "Größe", "кошка", "Ω ἄλφα", "$x^$", "_under", "[red]", "", "x" * LONGEST])
def test_ordinary_name_is_kept(name: str) -> None:
    assert list(drawable([name, "other"]).labels) == [name, "other"]


def test_long_name_loses_letters_in_its_middle() -> None:
    label, _ = drawable(["Iris setosa, collected in Quebec", "other"]).labels
    assert label == "Iris setosa…ed in Quebec"
    assert cell_len(label) == LONGEST


def test_wide_letters_count_for_two() -> None:
    names = drawable(["あ" * 40]).labels
    assert cell_len(names[0]) <= LONGEST


def test_names_that_become_equal_are_told_apart_by_number() -> None:
    long = "the same beginning, {} and the same end of it"
    first, second, third = drawable([long.format(1), long.format(2), "another"]).labels
    assert (first, second, third) == ("0 the same be…me end of it", "1 the same be…me end of it", "another")


def test_line_break_and_terminal_command_are_escaped() -> None:
    assert list(drawable(["a\nb", "\x1b[31m"]).labels) == ["a\\nb", "\\x1b[31m"]


def test_letters_that_the_default_font_lacks_come_from_another() -> None:
    letter = "\N{MATHEMATICAL SCRIPT CAPITAL A}"  # STIX comes with matplotlib
    default = font_manager.get_font(font_manager.findfont(font_manager.FontProperties()))
    assert ord(letter) not in default.get_charmap()  # or this test would show nothing
    names = drawable([letter, "no"])
    assert names[0] == letter
    confusion_matrix(np.eye(2), [letter, "no"]).savefig(
        io.BytesIO(), format="png"
    )  # a missing letter would be warned of


def test_name_that_no_font_can_draw_gives_way_to_its_number() -> None:
    assert list(drawable(["no", f"a{UNKNOWN}"]).labels) == ["no", "class 1"]


ODD = ["$x^$", "a\nb", UNKNOWN, "_under", "大きい" * 20, ""]


@pytest.mark.parametrize("names", [ODD, [f"class {c}" for c in range(20)], ["no", "yes"]], ids=["odd", "twenty", "two"])
def test_every_figure_is_drawn_without_a_warning_and_belongs_to_no_window(names: Sequence[str]) -> None:
    points = answered(len(names))
    model = reliability(points.classes, points.predicted, points.probabilities)
    for figure in (
        confusion_matrix(np.eye(len(names)), names),
        roc_curve(points.classes, points.probabilities, names),
        precision_recall_curve(points.classes, points.probabilities, names),
        calibration_curve(model),
        confidence_histogram(model),
    ):
        figure.savefig(io.BytesIO(), format="png")
    assert pyplot.get_fignums() == []
