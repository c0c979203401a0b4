"""Train what the README shows and draw it into docs/images: `python scripts/make_pictures.py`."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import hydra
import torch
from matplotlib.figure import Figure
from PIL import Image
from torch import Tensor

from lessonnet.config import check
from lessonnet.figures import Plane, decision_boundary, learning_curves
from lessonnet.models import Saved
from lessonnet.sweep import run

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DPI = 160
COLORS = 128

ADMISSIONS: list[str] = []
"""Nothing chosen: what plain `python -m lessonnet.train` trains."""

XOR = ["experiment=xor"]
SPIRALS = [
    "data=spirals",
    "model=mlp",
    "model.hidden=[32,32]",
    "activation=tanh",
    "optimizer=adam",
    "optimizer.lr=0.01",
]
OVERFIT = [
    "data=moons",
    "data.points=100",
    "data.noise=0.35",
    "model=mlp",
    "model.hidden=[64,64]",
    "activation=tanh",
    "optimizer=adam",
    "optimizer.lr=0.01",
    "callbacks=none",
]


def train(overrides: Sequence[str], directory: Path) -> Saved:
    """Train what a command line stands for, and read its model back."""
    with hydra.initialize_config_dir(str(ROOT / "conf"), version_base="1.3"):
        config = hydra.compose("train", overrides=[*overrides, "trainer=cpu"])
    check(config, overrides)
    directory.mkdir()
    print(run(config, directory).summary, end="\n\n")
    return Saved.read(directory)


def plane_of(saved: Saved, title: str, *, margin: float = 0.08, hidden_lines: bool = False) -> Plane:
    """Return a model's plane in the original units of its features."""
    network, scaling = saved.model.network, saved.data.scaling
    mean, scale = (torch.tensor(values) for values in scaling) if scaling else (torch.zeros(2), torch.ones(2))

    def inputs(points: Tensor) -> Tensor:
        return ((points - mean) / scale).float()

    return Plane(
        lambda points: network(inputs(points)),
        saved.data.raw_train.features,
        saved.data.raw_train.targets,
        class_names=saved.data.class_names,
        feature_names=saved.data.feature_names,
        hidden_scores=(lambda points: network.dense[0](inputs(points))) if hidden_lines else None,
        margin=margin,
        title=title,
    )


def history_of(directory: Path) -> list[dict[str, float]]:
    """Read a run's history."""
    with (directory / "metrics.csv").open(newline="") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def save(figure: Figure, name: str) -> None:
    """Write a picture with a palette, which a drawing of few colours hardly shows, at a third of the size."""
    path, drawn = IMAGES / f"{name}.png", io.BytesIO()
    figure.savefig(drawn, dpi=DPI)
    Image.open(drawn).convert("RGB").quantize(COLORS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        boundaries = decision_boundary(
            plane_of(train(ADMISSIONS, place / "admissions"), "Admissions by logistic regression"),
            plane_of(train(XOR, place / "xor"), "XOR by four hidden nodes", margin=0.35, hidden_lines=True),
            plane_of(train(SPIRALS, place / "spirals"), "Spirals by two hidden layers"),
        )
        train(OVERFIT, place / "overfit")
        curves = learning_curves(history_of(place / "overfit"), title="Sixty noisy points, 64 + 64 hidden nodes")
    save(boundaries, "boundaries")
    save(curves, "learning_curves")


if __name__ == "__main__":
    main()
