"""The film of a training: its decision boundary on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import lightning.pytorch as pl

from lessonnet.options import Range

if TYPE_CHECKING:
    from pathlib import Path

    from lessonnet.observation import Scene


_Moving = Annotated[int, Range(at_least=2)]


class Film(pl.Callback):
    """Draw the decision boundary's way at a run's end, as a GIF and as a page with a slider.

    Args:
        frames: at most, ≥ 2, spread evenly over the epochs.
        features: the two whose plane is drawn, by name; null for the two that the first layer weighs most.

    Attributes:
        left_out: after `draw`, why there is no film, in one line; None where there is one.
    """

    def __init__(self, frames: _Moving = 24, features: tuple[str, str] | None = None) -> None:
        self.frames, self.features = frames, features
        self.left_out: str | None = None

    def draw(self, scene: Scene, directory: Path) -> None:
        """Write `boundary.gif` and `boundary.html`; where there is no plane to draw, only note why.

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
            self.left_out = f"film: {_why_flat(scene)}"
            return
        frames, captions = film
        directory.mkdir(exist_ok=True)
        write_gif(frames, directory / "boundary.gif", seconds=0.2)
        write_slider(frames, directory / "boundary.html", captions, title=scene.data.title)


def _why_flat(scene: Scene) -> str:
    """Say why a training has no plane to draw a boundary in."""
    data = scene.data
    if not scene.model.criterion.has_classes:
        return "a surface has no boundary"
    if scene.points is None:
        return "a table that is read in pieces leaves no points to draw"
    if data.in_features < 2:
        return "a boundary is drawn for two features, and the data has one"
    return f"two of {data.in_features} features say little of the rest; name two by callbacks.film.features=[a,b]"
