"""Run every experiment and draw its small picture into docs/images/experiments: `python scripts/make_thumbnails.py`.

Names after the command restrict it to these experiments.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from lessonnet.figures._palette import in_few_colors

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images" / "experiments"
SIZE = (360, 250)

SHOWN = {
    "adaptive_rate": "compared_curves",
    "admissions": "boundary",
    "and": "boundary",
    "batch_vs_stochastic": "compared_curves",
    "confidence": "confidence",
    "digits": "weights",
    "dropout": "compared_curves",
    "early_stopping": "learning_curves",
    "gate_quiz": "boundaries",
    "l1_sparsity": "weight_sizes",
    "l2_shrinkage": "weight_sizes",
    "learning_rates": "compared_curves",
    "momentum": "contour_paths",
    "mountains": "surface_3d_kilimanjerror",
    "nand": "boundary",
    "not": "network",
    "or": "boundary",
    "overfit": "learning_curves",
    "perceptron_trick": "boundary",
    "random_restart": "contour_paths",
    "softmax": "boundary",
    "underfit": "boundaries",
    "vanishing_gradient": "layer_norms",
    "worked_trick": "boundary",
    "xor": "boundary",
}
"""Each experiment and the figure that shows its idea."""


def run(experiment: str, directory: Path) -> Path:
    """Run an experiment as its users do and return its directory."""
    place = directory / experiment
    settings = [f"hydra.run.dir={place}", f"hydra.sweep.dir={place}"]
    for setting in settings:  # which of the two it takes says whether it compares
        command = [sys.executable, "-m", "lessonnet.train", f"experiment={experiment}", setting]
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return place
    sys.exit(f"{experiment}: {done.stderr}")


def figure_of(place: Path, name: str) -> Path:
    """Return the figure of a run, or of a sweep or its first job."""
    found = [place / "figures" / f"{name}.png", *sorted(place.glob(f"*/figures/{name}.png"))]
    path = next((path for path in found if path.is_file()), None)
    if path is None:
        drawn = ", ".join(sorted(path.stem for path in (place / "figures").glob("*.png")))
        sys.exit(f"{place.name}: no figure {name}; there are {drawn}.")
    return path


def thumbnail(figure: Path, path: Path) -> None:
    """Write a small copy of a picture, on white, with a palette."""
    with Image.open(figure) as picture:
        small = picture.convert("RGB")
        small.thumbnail(SIZE, Image.Resampling.LANCZOS)
    sheet = Image.new("RGB", SIZE, "white")
    sheet.paste(small, ((SIZE[0] - small.width) // 2, (SIZE[1] - small.height) // 2))
    in_few_colors([np.asarray(sheet)])[0].save(path, optimize=True)


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for experiment in sys.argv[1:] or SHOWN:
            path = IMAGES / f"{experiment}.png"
            thumbnail(figure_of(run(experiment, Path(name)), SHOWN[experiment]), path)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
