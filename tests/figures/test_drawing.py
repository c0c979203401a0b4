"""Figures of names that no design foresaw are drawn without a word of matplotlib's; warnings are errors here."""

import numpy as np
import pytest
import torch
from matplotlib import font_manager
from matplotlib.text import Text

from lessonnet.figures import (
    Plane,
    TrickFilm,
    boundary_frames,
    confusion_matrix,
    decision_boundary,
    drawing,
    frame_of,
    learning_curves,
    network_diagram,
    perceptron_film,
    weight_images,
)
from lessonnet.figures._perceptron_film import _scene_of, _Stage
from lessonnet.figures._style import new_figure
from lessonnet.gallery import png
from lessonnet.ledger import Update

UNKNOWN = "\N{EGYPTIAN HIEROGLYPH A001}"  # no font that comes with matplotlib has it
SCRIPT = "\N{MATHEMATICAL SCRIPT CAPITAL A}"  # STIX, which comes with matplotlib, has it, and the default font lacks it
NAMES = {
    "hieroglyphs": [UNKNOWN * 4, f"a {UNKNOWN}", "plain"],
    "forty classes": [f"class {c}" for c in range(40)],
    "150 letters": ["x" * 149 + last for last in "abc"],
    "150 letters and forty classes": [f"{c:02d}" * 75 for c in range(40)],
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_every_figure_with_names_is_drawn(names: list[str]) -> None:
    count, features = len(names), names[:2]
    points = torch.rand(60, 2, generator=torch.Generator().manual_seed(0))
    weight = torch.linspace(-1, 1, 2 * count).reshape(2, count)
    plane = Plane(lambda x: x @ weight, points, torch.arange(60) % count, names, features, title=names[0])
    rows = [{"epoch": e, "train_error": 1 / e, "val_error": 1 / e} for e in (1.0, 2.0)]
    for figure in (
        decision_boundary(plane),
        decision_boundary(plane, plane),
        confusion_matrix(np.eye(count), names, title=names[0]),
        network_diagram([weight.numpy()], input_names=features, class_names=names, title=names[0]),
        weight_images(weight.numpy(), names=names, input_names=features, title=names[0]),
        learning_curves(rows, title=names[0]),
    ):
        assert png(figure, 50)[:4] == b"\x89PNG"
    assert len(boundary_frames([plane, plane])) == 2


@pytest.mark.parametrize("names", [names[:2] for names in NAMES.values()], ids=NAMES)
def test_film_of_the_trick_is_drawn_inside_its_picture(names: list[str]) -> None:
    update = Update(1, 1, 0, 0, 0.1, None, [4.0, 5.0], 0, 1, 22.0, 17.8, [3.0, 4.0, -10.0], [2.6, 3.5, -10.1], 1)
    film = TrickFilm(np.array([[4.0, 5.0], [1.0, 1.0]]), np.array([0, 1]), [update], names, names)
    assert len(perceptron_film(film)[0]) == 3
    stage = _Stage.of(film)
    stage.show(_scene_of(film, 0))
    frame_of(stage.figure)
    key = stage.axes.get_legend()
    assert key is not None
    assert max(len(text.get_text()) for text in key.get_texts()) <= 24  # LONGEST of _class_names.py
    assert stage.title.get_window_extent().y0 >= max(t.get_window_extent().y1 for t in key.get_texts())


def test_letters_come_from_a_font_that_has_them() -> None:
    default = font_manager.get_font(font_manager.findfont(font_manager.FontProperties()))
    assert ord(SCRIPT) not in default.get_charmap()  # or this test would show nothing
    figure, (axes,) = new_figure(2, 2)
    axes.set_title(SCRIPT)
    with drawing(figure):
        families = next(text for text in figure.findobj(Text) if text.get_text() == SCRIPT).get_fontfamily()
    fonts = [
        font_manager.get_font(font_manager.findfont(font_manager.FontProperties(family=[name]))) for name in families
    ]
    assert any(ord(SCRIPT) in font.get_charmap() for font in fonts)


def test_panel_without_room_is_drawn() -> None:
    figure, (axes,) = new_figure(1, 1)
    axes.set_ylabel("y" * 400)
    axes.set_xticks([0, 1], ["long" * 40] * 2, rotation=90)
    assert png(figure, 50)[:4] == b"\x89PNG"
