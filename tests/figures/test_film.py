"""Films as files: what a viewer finds in them."""

import base64
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from lessonnet.figures import Frame, frame_of, write_gif, write_slider
from lessonnet.figures._style import CLASS_COLORS, new_figure

WHITE = (255, 255, 255)


def frames(count: int = 5) -> list[Frame]:
    """A black square that moves to the right."""
    drawn = []
    for place in range(count):
        frame = np.full((40, 60, 3), 255, dtype=np.uint8)
        frame[10:20, 10 * place : 10 * place + 10] = 0
        drawn.append(frame)
    return drawn


def pictures(path: Path) -> list[np.ndarray]:
    with Image.open(path) as film:
        return [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]


def sources(page: str) -> list[str]:
    (texts,) = re.findall(r"const frames = \[(.*?)\]", page)
    return re.findall(r'"([^"]*)"', texts)


class Tags(HTMLParser):
    """The text of each tag, and all attributes that could lead elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.links: list[str] = []
        self._tag = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        self.links += [value or "" for name, value in attributes if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts[self._tag] = self.texts.get(self._tag, "") + data


def test_gif_has_every_frame_as_it_was_drawn(tmp_path: Path) -> None:
    write_gif(frames(), tmp_path / "film.gif")
    assert all(np.array_equal(got, drawn) for got, drawn in zip(pictures(tmp_path / "film.gif"), frames(), strict=True))


def test_gif_repeats_itself_and_rests_at_the_end(tmp_path: Path) -> None:
    write_gif(frames(3), tmp_path / "film.gif", seconds=0.2, rest=1.0)
    with Image.open(tmp_path / "film.gif") as film:
        durations = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
        assert film.info["loop"] == 0
    assert durations == [200, 200, 1000]


def test_gif_keeps_the_background_white_and_the_colours_of_the_classes(tmp_path: Path) -> None:
    figure, (axes,) = new_figure(3, 3)
    for place, color in enumerate(CLASS_COLORS):
        axes.bar([place], [1], color=color)
    frame = frame_of(figure)
    write_gif([frame, frame[::-1].copy()], tmp_path / "film.gif")
    got, drawn = pictures(tmp_path / "film.gif")[0].astype(int), frame.astype(int)
    assert tuple(got[0, 0]) == WHITE
    # 256 colours stand for all: edges between two of them may be a little lighter or darker.
    assert np.abs(got - drawn).max() <= 16


def test_slider_page_holds_every_frame_and_needs_no_network(tmp_path: Path) -> None:
    write_slider(frames(3), tmp_path / "film.html", ["one", "two", "three"], title="A film")
    page = (tmp_path / "film.html").read_text()
    shown = [Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))) for source in sources(page)]
    assert all(np.array_equal(np.asarray(s.convert("RGB")), f) for s, f in zip(shown, frames(3), strict=True))
    assert all(link.startswith("data:image/png;base64,") for link in Tags(page).links)
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page


def test_slider_page_takes_captions_and_title_for_plain_text(tmp_path: Path) -> None:
    write_slider(frames(2), tmp_path / "film.html", ["</script><b>x</b>", "a & b"], title="<i>T</i>")
    tags = Tags((tmp_path / "film.html").read_text())
    assert tags.texts["h1"].strip() == "<i>T</i>"
    assert tags.texts["p"].strip() == "</script><b>x</b>"
    assert not {"b", "i"} & tags.texts.keys()


@pytest.mark.parametrize("captions", [[], ["one"], ["one", "two", "three"]])
def test_slider_wants_a_caption_for_each_frame(captions: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="got 2 frames"):
        write_slider(frames(2), tmp_path / "film.html", captions)


def test_gif_wants_a_frame(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        write_gif([], tmp_path / "film.gif")


def test_frame_of_a_figure_that_is_drawn_again_does_not_move(tmp_path: Path) -> None:
    figure, (axes,) = new_figure(3, 3)
    axes.set_title("short")
    (line,) = axes.plot([0, 1], [0, 1])
    first = frame_of(figure)
    place = axes.get_position().bounds
    line.set_data([0, 1], [1, 0])
    axes.set_ylabel("a label that would ask for room")
    assert frame_of(figure).shape == first.shape
    assert axes.get_position().bounds == place
