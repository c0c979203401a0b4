"""Which figures descents have: one by one and compared."""

import torch

from lessonnet.gallery import Descent, compared_descents, mountain_figures
from lessonnet.surfaces import ERROREST

PATH = torch.tensor([[0.0, 0.0], [1.0, 1.0]])


def labels(drawing):  # type: ignore[no-untyped-def]
    """Labels of the key of each panel."""
    legends = [axes.get_legend() for axes in drawing().axes]
    return [[] if legend is None else [text.get_text() for text in legend.get_texts()] for legend in legends]


def titles(drawing):  # type: ignore[no-untyped-def]
    return [axes.get_title(loc="left").partition("\n")[0] for axes in drawing().axes]


def test_run_has_a_map_and_a_relief() -> None:
    assert list(mountain_figures(ERROREST, [PATH])) == ["contour_paths", "surface_3d"]


def test_single_climber_needs_no_label_and_many_get_none() -> None:
    found = [labels(mountain_figures(ERROREST, [PATH] * count)["contour_paths"]) for count in (1, 3, 7)]
    assert found == [[[]], [["climber 0", "climber 1", "climber 2"]], [[]]]


def test_trainings_on_one_surface_share_a_panel() -> None:
    cases = [Descent(label, name, [PATH]) for name in ("errorest", "kilimanjerror") for label in ("sgd", "adam")]
    drawings = compared_descents(cases)
    assert list(drawings) == ["contour_paths", "surface_3d_errorest", "surface_3d_kilimanjerror"]
    assert titles(drawings["contour_paths"]) == ["Mount Errorest", "Mount Kilimanjerror"]
    assert labels(drawings["contour_paths"]) == [["sgd", "adam"]] * 2


def test_trainings_of_several_climbers_have_a_panel_each() -> None:
    cases = [Descent(f"seed={seed}", "kilimanjerror", [PATH] * 4) for seed in (0, 1)]
    drawings = compared_descents(cases)
    assert list(drawings) == ["contour_paths"]
    assert titles(drawings["contour_paths"]) == ["seed=0", "seed=1"]


def test_nothing_is_drawn_of_no_descents() -> None:
    assert compared_descents([]) == {}
