"""Train a network, open its dashboards and its report in a headless Chromium and put what is seen into docs/images.

python scripts/make_screenshots.py
"""

import subprocess
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # for the tests' own browser

from lessonnet.figures._palette import in_few_colors  # noqa: E402
from tests.browser import screenshot  # noqa: E402
from tests.served import served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
WIDTH = 900

RUN = (
    "data=moons",
    "data.noise=0.25",
    "model=mlp",
    "model.hidden=[8,8]",
    "activation=tanh",
    "optimizer=adam",
    "optimizer.lr=0.02",
    "report=true",
)
PAGES = {"dashboard_scalars": "custom_scalars", "dashboard_images": "images", "dashboard_histograms": "histograms"}
"""Names of pictures to pages of TensorBoard."""


def keep(shot: Path, name: str) -> None:
    """Put a smaller copy with a palette where the README finds it."""
    path = IMAGES / f"{name}.png"
    with Image.open(shot) as picture:
        small = picture.convert("RGB")
        small.thumbnail((WIDTH, 10 * WIDTH), Image.Resampling.LANCZOS)
        in_few_colors([np.asarray(small)])[0].save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    # Pages show where a run lies: by a path that says nothing of this machine.
    with tempfile.TemporaryDirectory() as name, chdir(name):
        run = Path("runs", "moons")
        command = [sys.executable, "-m", "lessonnet.train", *RUN, f"hydra.run.dir={run}"]
        subprocess.run(command, check=True, capture_output=True)
        with served(run / "tensorboard") as board:
            for picture, page in PAGES.items():
                keep(screenshot(f"{board.url}#{page}", Path(f"{picture}.png")), picture)
        report = (run / "report.html").absolute().as_uri()
        keep(screenshot(report, Path("report.png"), width=1000, height=1500), "report")


if __name__ == "__main__":
    main()
