"""Films: pictures of one size, one after the other, as an animated GIF and as a page with a slider."""

import base64
import io
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from lessonnet.durable import write_durably
from lessonnet.figures._drawing import drawing
from lessonnet.figures._palette import in_few_colors

Frame = NDArray[np.uint8]
"""One picture of a film: red, green and blue of each pixel [height, width, 3]."""


def frame_of(figure: Figure, *, dpi: float = 110) -> Frame:
    """Draw a figure as it stands, as one frame of a film.

    Whoever draws many frames draws one figure again and again, changing the data of its artists in between: making
    figures anew takes several times as long. The layout is worked out for the first frame and kept from then on, so
    that nothing jumps.

    Args:
        figure: its axes are left where they are from now on.
        dpi: pixels per inch, > 0.
    """
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    with drawing(figure):
        canvas.draw()
    figure.set_layout_engine("none")
    return np.array(canvas.buffer_rgba())[..., :3]


def write_gif(frames: Sequence[Frame], path: Path, *, seconds: float = 0.4, rest: float = 2.0) -> None:
    """Write a film that repeats itself.

    Args:
        frames: at least one, all of one size.
        path: of the GIF, which is replaced in one step.
        seconds: that a frame stays, ≥ 0.02; viewers take less for a mistake.
        rest: that the last one stays before the film begins anew, likewise.

    Raises:
        ValueError: if there are no frames.
        OSError: if the disk refuses.
    """
    if not frames:
        raise ValueError("A film needs at least one frame.")
    images = in_few_colors(frames)
    durations = [round(1000 * time) for time in [seconds] * (len(images) - 1) + [rest]]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=durations, loop=0)
    write_durably(path, out.getvalue())


def write_slider(frames: Sequence[Frame], path: Path, captions: Sequence[str], *, title: str = "") -> None:
    """Write a page that shows one frame at a time, chosen with a slider, the arrow keys or a play button.

    All of it is in the one file: it needs no network, and its policy allows it none.

    Args:
        frames: at least one, all of one size.
        path: of the HTML file, which is replaced in one step.
        captions: plain text, one for each frame.
        title: of the page, plain text.

    Raises:
        ValueError: if there are no frames, or not as many captions.
        OSError: if the disk refuses.
    """
    if not frames or len(frames) != len(captions):
        raise ValueError(f"A film needs a caption for each frame, got {len(frames)} frames, {len(captions)} captions.")
    pictures = [_data_uri(image) for image in in_few_colors(frames)]
    values = {
        "title": escape(title),
        "last": len(frames) - 1,
        "height": frames[0].shape[0],
        "width": frames[0].shape[1],
        "first": pictures[0],
        "caption": escape(captions[0]),
        "frames": _script(pictures),
        "captions": _script(list(captions)),
    }
    write_durably(path, _PAGE.substitute(values).encode())


def _data_uri(image: Image.Image) -> str:
    """Return a picture as an address that holds the whole picture."""
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def _script(texts: Sequence[str]) -> str:
    """Write texts so that a script may hold them: no text can end the script."""
    return json.dumps(texts).replace("<", "\\u003c")


_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>$title</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: ${width}px; margin: 1.5em auto;
 padding: 0 1em }
h1 { font-size: 1.2em; margin: 0 0 .5em }
img { display: block; width: 100%; height: auto }
p { min-height: 3em; margin: .5em 0; font-variant-numeric: tabular-nums }
.bar { display: flex; gap: .8em; align-items: center }
input { flex: 1; accent-color: #0072b2 }
button { font: inherit; min-width: 5em }
</style>
</head>
<body>
<h1>$title</h1>
<img id="frame" width="$width" height="$height" src="$first" alt="$caption">
<div class="bar">
<button id="play" type="button">play</button>
<input id="place" type="range" min="0" max="$last" value="0" aria-label="frame">
<output id="number" for="place"></output>
</div>
<p id="caption" aria-live="polite">$caption</p>
<script>
const frames = $frames, captions = $captions;
const [frame, place, number, caption, play] =
  ["frame", "place", "number", "caption", "play"].map(id => document.getElementById(id));
let timer = null;
function show() {
  const i = Number(place.value);
  frame.src = frames[i]; frame.alt = caption.textContent = captions[i];
  number.textContent = (i + 1) + " / " + frames.length;
}
function stop() { clearInterval(timer); timer = null; play.textContent = "play"; }
function next() {
  if (Number(place.value) >= $last) { stop(); return; }
  place.value = Number(place.value) + 1; show();
}
play.onclick = () => {
  if (timer) { stop(); return; }
  if (Number(place.value) >= $last) { place.value = 0; show(); }
  timer = setInterval(next, 500); play.textContent = "pause";
};
place.oninput = () => { stop(); show(); };
place.focus(); show();
</script>
</body>
</html>
""")
