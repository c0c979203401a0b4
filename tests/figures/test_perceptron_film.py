"""What the film of the perceptron trick shows: the data of its artists, and its captions."""

import numpy as np
import pytest

from lessonnet.figures import TrickFilm, frame_of, perceptron_film
from lessonnet.figures._perceptron_film import _corners, _crossings, _places, _positive_side, _Scene, _scene_of, _Stage
from lessonnet.ledger import Update

POINTS, CLASSES = np.array([[4.0, 5.0], [1.0, 1.0], [0.0, 0.0]]), np.array([0, 1, 0])
FIRST = Update(1, 1, 0, 0, 0.1, None, [4.0, 5.0], 0, 1, 22.0, 17.8, [3.0, 4.0, -10.0], [2.6, 3.5, -10.1], 1)  # row L7
SECOND = Update(2, 1, 1, 0, 0.1, None, [1.0, 1.0], 1, 0, -4.0, -3.7, [2.6, 3.5, -10.1], [2.7, 3.6, -10.0], 1)


def film(*updates: Update, **options: object) -> TrickFilm:
    return TrickFilm(POINTS, CLASSES, updates or (FIRST, SECOND), **options)


def shown(place: int) -> _Stage:
    stage = _Stage.of(film())
    stage.show(_scene_of(film(), place))
    return stage


def test_film_begins_at_the_start_and_ends_where_the_line_came_to_rest() -> None:
    frames, captions = perceptron_film(film(class_names=("rejected", "accepted")))
    assert len(frames) == len(captions) == 4
    assert len({frame.shape for frame in frames}) == 1
    assert captions[0] == "the line at the start: (w1, w2, b) = (3, 4, −10)"
    assert captions[1] == (
        "update 1 of 2, epoch 1: (4, 5) is rejected, the score 22 says accepted; "
        "(3, 4, −10) − 0.1·(4, 5, 1) = (2.6, 3.5, −10.1)"
    )
    # 2.7·4 + 3.6·5 − 10 > 0 though (4, 5) is labelled 0, and (1, 1) lies below 0 though it is 1
    assert captions[3] == "after 2 updates: 2 of 3 points on the wrong side: (w1, w2, b) = (2.7, 3.6, −10)"


def test_frame_rings_the_point_and_draws_both_lines() -> None:
    stage = shown(0)
    assert stage.ring.get_offsets().tolist() == [[4.0, 5.0]]
    for line, (w1, w2, b) in ((stage.earlier, FIRST.before), (stage.now, FIRST.after)):
        x, y = line.get_data()
        assert len(x) == 2
        # both ends lie on the line, but for rounding
        assert np.abs(w1 * np.asarray(x) + w2 * np.asarray(y) + b).max() < 1e-9


def test_region_of_the_positive_class_is_the_side_of_positive_scores() -> None:
    region = shown(0).region
    *weights, bias = FIRST.after
    for x in np.random.default_rng(0).uniform(-0.4, 4.4, (200, 2)):
        assert region.get_path().contains_point(x) == (x @ np.array(weights) + bias > 0)


@pytest.mark.parametrize("line", [[1.0, 0.0, 99.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1.0, 0.0, -99.0]])
def test_line_outside_of_the_plane_leaves_one_region(line: list[float]) -> None:
    corners = _corners(POINTS)
    assert len(_crossings(corners, line)) == 0
    assert len(_positive_side(corners, line)) == (4 if line[2] > 0 else 0)


def test_film_of_many_updates_shows_the_first_ones_all_and_the_last() -> None:
    places = _places(1000, 22)
    assert len(places) <= 22
    assert places[:3] == [0, 1, 2]
    assert places[-1] == 999
    assert _places(22, 22) == list(range(22))
    assert places == sorted(set(places))


def test_film_of_a_ledger_that_is_cut_says_so() -> None:
    _, captions = perceptron_film(film(is_whole=False))
    assert captions[1].startswith("update 1 of more than 2, epoch 1")
    assert captions[-1].startswith("after 2 of more updates")


def test_film_wants_an_update() -> None:
    with pytest.raises(ValueError, match="at least one update"):
        perceptron_film(TrickFilm(POINTS, CLASSES, ()))


def test_caption_lies_within_every_frame() -> None:
    stage = _Stage.of(film())
    for place in (None, 0, 1):
        stage.show(_Scene("", "short", FIRST.after) if place is None else _scene_of(film(), place))
        frame = frame_of(stage.figure)
        box = stage.caption.get_window_extent()
        assert box.y0 >= 0
        assert box.x1 <= frame.shape[1]
