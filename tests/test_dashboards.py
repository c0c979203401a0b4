"""What a run shows in TensorBoard: a real one over a real run, read back over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageColor

from lessonnet.callbacks import Dashboards
from lessonnet.options import OptionError
from tests.browser import screenshot
from tests.served import Served, served
from tests.sweep.curves import events_of
from tests.sweep.runs import Run, finished

RUN = "."
"""TensorBoard's name of the run whose directory it was given."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A network with a hidden layer over two features, with all that is shown of it by default."""
    lines = ("data=moons", "model=mlp", "model.hidden=[4,3]", "activation=relu", "optimizer=adam")
    # However busy the machine, there is time for all of it.
    unhurried = [f"callbacks.{name}.seconds=100" for name in ("layers", "histograms", "pictures", "figures")]
    place = tmp_path_factory.mktemp("shown") / "run"
    return finished(place, *lines, "callbacks=default", *unhurried, "trainer.max_epochs=30")


@pytest.fixture(scope="module")
def board(run: Run) -> Iterator[Served]:
    with served(run.directory / "tensorboard") as own:
        yield own


@pytest.fixture(scope="module")
def layers(run: Run) -> list[dict[str, float]]:
    with (run.directory / "layers.csv").open(newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


CURVES = {f"{kind}/{part}" for kind in ("error", "accuracy") for part in ("train", "validation")}
KINDS = {"weight_norm": 3, "gradient_norm": 3, "dead_units": 2, "saturated_units": 2}
LAYERS = {f"{kind}/layer_{layer}" for kind, count in KINDS.items() for layer in range(1, count + 1)}
SPREADS = {f"{kind}/layer_{layer}" for kind in ("weights", "biases") for layer in (1, 2, 3)}
SPREADS |= {f"outputs/layer_{layer}" for layer in (1, 2)}
FIGURES = ("learning_curves", "boundary", "confusion_matrix", "network", "layer_norms", "confidence")
SHOWN = {"training/boundary", "training/network", *(f"figures/{name}" for name in FIGURES)}


def test_every_promised_scalar_is_served(board: Served) -> None:
    tags = set(board.data("scalars", "tags")[RUN])
    assert {*CURVES, *LAYERS, "learning_rate", "penalty", "objective"} <= tags


def test_norms_are_those_of_the_table_of_layers(board: Served, layers: list[dict[str, float]]) -> None:
    for tag in ("weight_norm/layer_1", "gradient_norm/layer_3"):
        points = {int(step): value for _, step, value in board.data("scalars", "scalars", tag=tag, run=RUN)}
        column = tag.replace("/layer", "")
        expected = {int(row["step"]): row[column] for row in layers}
        assert points.keys() == expected.keys()
        # An event file holds single precision.
        assert points == pytest.approx(expected, rel=1e-6)


def test_every_promised_histogram_is_served(board: Served) -> None:
    assert set(board.data("histograms", "tags")[RUN]) == SPREADS


def test_every_promised_image_is_served_and_is_a_picture(board: Served) -> None:
    tags = board.data("images", "tags")[RUN]
    assert set(tags) >= SHOWN
    for tag in SHOWN:
        found = board.data("images", "images", tag=tag, run=RUN, sample="0")
        with Image.open(io.BytesIO(board.read(f"data/plugin/images/individualImage?{found[-1]['query']}"))) as picture:
            assert min(picture.size) > 200
            assert len(picture.convert("RGB").getcolors(1 << 24)) > 2  # no blank sheet


def test_pictures_are_a_slider_from_the_first_step_to_the_last(board: Served, run: Run) -> None:
    steps = [image["step"] for image in board.data("images", "images", tag="training/boundary", run=RUN, sample="0")]
    assert steps[0] == 0
    assert steps[-1] == run.results["steps"]
    assert steps == sorted(set(steps))
    assert len(steps) >= 2


def test_custom_scalars_open_on_what_matters(board: Served) -> None:
    layout = board.data("custom_scalars", "layout")
    charts = {chart["title"]: chart["multiline"]["tag"] for page in layout["category"] for chart in page["chart"]}
    assert charts["error"] == ["error/train", "error/validation"]
    assert charts["accuracy"] == ["accuracy/train", "accuracy/validation"]
    assert charts["norm of the gradient"] == ["gradient_norm/.*"]


def test_hparams_are_served_with_the_run_s_final_metrics(board: Served, run: Run) -> None:
    found = board.ask("experiment", experimentName="")
    names = {info["name"] for info in found["hparamInfos"]}
    assert {"optimizer", "activation"} <= {name.partition(".")[0] for name in names}
    groups = board.ask(
        "session_groups",
        experimentName="",
        allowedStatuses=["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"],
        colParams=[{"metric": info["name"]} for info in found["metricInfos"]],
        startIndex=0,
        sliceSize=10,
    )["sessionGroups"]
    assert len(groups) == 1  # no run beside the run's own
    values = {value["name"]["tag"]: value["value"] for value in groups[0]["metricValues"]}
    assert run.results["val"]["error"] == pytest.approx(
        next(value for tag, value in values.items() if "val" in tag and "error" in tag), rel=1e-6
    )


def test_every_figure_is_a_file_too(run: Run) -> None:
    found = {path.stem for path in (run.directory / "figures").glob("*.png")}
    assert set(FIGURES) <= found


def test_a_film_is_a_gif_and_a_page_of_the_same_frames(tmp_path: Path) -> None:
    lines = (
        "data=gate",
        "data.gate=xor",
        "model=mlp",
        "data.batch_size=full",
        "callbacks=film",
        "trainer.max_epochs=9",
    )
    run = finished(tmp_path / "run", *lines)
    with Image.open(run.directory / "figures" / "boundary.gif") as film:
        assert film.n_frames == 10  # the start and nine epochs
    page = (run.directory / "figures" / "boundary.html").read_text()
    assert page.count("data:image/png;base64,") == 10 + 1  # and what is shown first
    assert "epoch 9, after 9 steps" in page


def test_resumed_run_shows_what_one_never_stopped_does(tmp_path: Path) -> None:
    lines = ("data=moons", "model=mlp", "model.hidden=[3]", "callbacks=[default,film]")
    whole = finished(tmp_path / "whole", *lines, "trainer.max_epochs=12")
    finished(tmp_path / "parts", *lines, "trainer.max_epochs=5")
    parts = finished(tmp_path / "parts", *lines, "trainer.max_epochs=12", resume=True)
    for name in ("layers.csv", "figures/boundary.gif", "figures/boundary.html"):
        assert (parts.directory / name).read_bytes() == (whole.directory / name).read_bytes(), name


@pytest.mark.parametrize("left_out", ["layers", "histograms", "pictures", "figures"])
def test_each_dashboard_can_be_left_out(tmp_path: Path, left_out: str) -> None:
    kept = [name for name in ("layers", "histograms", "pictures", "figures") if name != left_out]
    run = finished(tmp_path / "run", f"callbacks=[{','.join(kept)}]", "trainer.max_epochs=2")
    assert (run.directory / "layers.csv").exists() == (left_out != "layers")
    assert (run.directory / "figures").exists() == (left_out != "figures")


def seen(board: Served, page: str, place: Path) -> NDArray[np.int16]:
    """What a headless Chromium shows of a page, right of its menu and below its bar [height, width, 3]."""
    with Image.open(screenshot(f"{board.url}#{page}", place)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.int16)[120:, 340:]


def pixels_like(picture: NDArray[np.int16], color: str) -> int:
    return int((np.abs(picture - np.array(ImageColor.getrgb(color))).max(axis=2) < 12).sum())


RUN_COLOR = "#ff7043"
"""TensorBoard's first colour of runs: its curves."""
CLASS_COLORS = ("#0072B2", "#E69F00")
"""Of the first two classes, in figures."""


@pytest.mark.browser
def test_a_browser_draws_the_curves(board: Served, tmp_path: Path) -> None:
    # Two charts with two curves of some 250 pixels' width, and one with one: each pixel counts once at least.
    assert pixels_like(seen(board, "custom_scalars", tmp_path / "page.png"), RUN_COLOR) > 5 * 250


@pytest.mark.browser
def test_a_browser_shows_the_pictures(board: Served, tmp_path: Path) -> None:
    picture = seen(board, "images", tmp_path / "page.png")
    # 120 training points, about half of either class, as dots of at least twenty pixels.
    assert all(pixels_like(picture, color) > 60 * 20 for color in CLASS_COLORS)


@pytest.mark.browser
def test_a_browser_shows_that_nothing_is_there(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with served(tmp_path / "empty") as board:
        for page in ("custom_scalars", "images"):
            picture = seen(board, page, tmp_path / f"{page}.png")
            assert pixels_like(picture, RUN_COLOR) < 250
            assert all(pixels_like(picture, color) < 250 for color in CLASS_COLORS)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("[tests,grades]", "must name two of the data's features, got 'tests'. Did you mean 'test'?"),
        ("[test,test]", "must name two different features, got 'test' twice."),
    ],
)
def test_features_that_the_data_does_not_have_are_refused(tmp_path: Path, asked: str, line: str) -> None:
    with pytest.raises(OptionError) as caught:
        finished(tmp_path / "run", "callbacks=figures", f"callbacks.figures.features={asked}")
    assert str(caught.value) == f"`callbacks.figures.features` {line}"
    assert not list((tmp_path / "run").iterdir())


@pytest.mark.parametrize(
    ("dashboard", "tag"),
    [("layers", "gradient_norm/layer_1"), ("histograms", "weights/layer_1"), ("pictures", "training/network")],
)
def test_share_is_what_a_dashboard_may_take_while_the_training_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dashboard: str, tag: str
) -> None:
    # What is written at the end takes the place of what was there before.
    monkeypatch.setattr(Dashboards, "finish", lambda *_: None)
    monkeypatch.setattr(Dashboards, "has_shown", False)
    often = ("logger.every_seconds=0.05", "trainer.max_epochs=3000", f"callbacks={dashboard}", "data=gate")
    counts = []
    for share in (0, 0.99):
        run = finished(tmp_path / str(share), *often, "data.batch_size=full", f"callbacks.{dashboard}.share={share}")
        tags = [value.tag for event in events_of(run.directory) for value in event.summary.value]
        counts.append(tags.count(tag))
    assert counts[0] == 0
    assert counts[1] > 0
