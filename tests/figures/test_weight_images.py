"""What is drawn of the first layer's weights: the data of the images, not pixels."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from lessonnet.figures import weight_images
from lessonnet.figures._signs import NEGATIVE, POSITIVE, SIGNED

WEIGHT = np.random.default_rng(0).normal(size=(6, 3))


def drawn(*arguments: object, **options: object) -> Figure:
    figure = weight_images(*arguments, **options)
    figure.draw_without_rendering()
    return figure


def test_each_unit_has_a_picture_of_its_weights() -> None:
    images = drawn(WEIGHT, shape=(2, 3)).axes[0].images
    assert [np.asarray(image.get_array()).tolist() for image in images] == [
        WEIGHT[:, unit].reshape(2, 3).tolist() for unit in range(3)
    ]


def test_pictures_have_one_scale_with_zero_in_its_middle() -> None:
    for image in drawn(WEIGHT, shape=(2, 3)).axes[0].images:
        assert image.get_clim() == (-np.abs(WEIGHT).max(), np.abs(WEIGHT).max())


def test_zero_is_white_and_the_two_signs_are_blue_and_orange() -> None:
    # 256 colours have none in their very middle: half a step beside white, which is less than 1/128 of each channel.
    assert SIGNED(0.5)[:3] == pytest.approx((1, 1, 1), abs=1 / 128)
    assert [tuple(round(255 * c) for c in SIGNED(end)[:3]) for end in (1.0, 0.0)] == [
        tuple(bytes.fromhex(color[1:])) for color in (POSITIVE, NEGATIVE)
    ]


def test_pictures_do_not_overlap() -> None:
    boxes = [image.get_extent() for image in drawn(np.ones((4, 23)), shape=(2, 2)).axes[0].images]
    corners = {(left, bottom) for left, _, bottom, _ in boxes}
    assert len(corners) == 23
    assert all(abs(a - b) >= 1 or abs(c - d) >= 1 for a, c in corners for b, d in corners if (a, c) != (b, d))


@pytest.mark.parametrize(("names", "expected"), [(None, ["1", "2", "3"]), (["no", "yes", "$"], ["no", "yes", "$"])])
def test_picture_has_the_name_of_its_unit(names: list[str] | None, expected: list[str]) -> None:
    assert [text.get_text() for text in drawn(WEIGHT, shape=(3, 2), names=names).axes[0].texts] == expected


def test_first_forty_units_are_drawn_and_the_rest_counted() -> None:
    figure = drawn(np.ones((4, 64)), shape=(2, 2))
    assert len(figure.axes[0].images) == 40
    assert figure.get_supxlabel() == "24 more units are not shown"


def test_inputs_that_are_no_pixels_have_a_row_each() -> None:
    axes = drawn(WEIGHT, names=["a", "b", "c"], input_names=list("uvwxyz")).axes[0]
    (image,) = axes.images
    assert np.asarray(image.get_array()).tolist() == WEIGHT.tolist()
    assert [text.get_text() for text in axes.get_yticklabels()] == list("uvwxyz")
    assert [text.get_text() for text in axes.get_xticklabels()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "weight",
    [np.zeros((2, 1)), np.full((2, 2), np.nan), np.array([[np.inf, 1.0]]), np.ones((300, 100)), [[5.0]]],
    ids=["zeros", "nan", "inf", "large", "one"],
)
def test_odd_weights_are_drawn(weight: np.ndarray) -> None:
    drawn(weight, input_names=["a name of very great length, $ included"] * len(weight))


@pytest.mark.parametrize(("weight", "shape"), [(np.ones(3), None), (np.ones((5, 2)), (2, 2)), (np.ones((0, 2)), None)])
def test_weights_that_do_not_fit_are_refused(weight: np.ndarray, shape: tuple[int, int] | None) -> None:
    with pytest.raises(ValueError, match="cannot have the shape"):
        weight_images(weight, shape=shape)


def test_each_row_of_a_table_is_named_and_its_title_not_cut() -> None:
    names = [f"column_{d}=a value" for d in range(48)]
    title = "breast-cancer.csv: weights of the first layer, epoch 31"
    figure = drawn(np.ones((48, 1)), names=["recurrence"], input_names=names, title=title)
    labels = figure.axes[0].get_yticklabels()
    assert [label.get_text() for label in labels] == names
    boxes = [label.get_window_extent() for label in labels]
    assert all(above.y0 >= below.y1 - 1 for above, below in pairwise(boxes))  # to a pixel
    (text,) = figure.texts
    assert text.get_text().replace("\n", " ") == title
    assert text.get_window_extent().x1 <= figure.bbox.x1
