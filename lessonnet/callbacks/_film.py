"""The film of a training: its decision boundary on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lightning.pytorch as pl

from lessonnet.options import PositiveInt

if TYPE_CHECKING:
    from pathlib import Path

    from lessonnet.observation import Scene


class Film(pl.Callback):
    """Draw the decision boundary's way at a run's end, as a GIF and as a page with a slider.

    Args:
        frames: at most, ≥ 2, spread evenly over the epochs.
        features: the two whose plane is drawn, by name; null for the two that the first layer weighs most.
    """

    def __init__(self, frames: PositiveInt = 24, features: tuple[str, str] | None = None) -> None:
        self.frames, self.features = frames, features

    def draw(self, scene: Scene, directory: Path) -> None:
        """Write `boundary.gif` and `boundary.html`; nothing where there is no plane to draw.

        Args:
            scene: the training at its end.
            directory: of the figures; made if missing.

        Raises:
            OSError: if the disk refuses.
        """
        from lessonnet.figures import write_gif, write_slider
        from lessonnet.gallery import boundary_film

        film = boundary_film(scene, self.frames, self.features)
        if film is None:
            return
        frames, captions = film
        directory.mkdir(exist_ok=True)
        write_gif(frames, directory / "boundary.gif", seconds=0.2)
        write_slider(frames, directory / "boundary.html", captions, title=scene.data.title)
