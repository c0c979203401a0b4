"""The figures of a run, as PNG files and in TensorBoard."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import lightning.pytorch as pl

from lessonnet.durable import write_durably
from lessonnet.options import PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from pathlib import Path

    from lessonnet.inference import Scored
    from lessonnet.observation import Scene


class Figures(pl.Callback):
    """Draw a run's figures at its end: those that say most first, as many as its time allows.

    Args:
        seconds: that they may take together, > 0; what is left out then is named.
        dpi: pixels per inch, ≥ 1.
        features: the two whose plane is drawn, by name; null for the two that the first layer weighs most.

    Attributes:
        drawn: names to PNGs, after `draw`.
        left_out: names, for lack of time.
    """

    def __init__(
        self, seconds: PositiveFloat = 1.5, dpi: PositiveInt = 110, features: tuple[str, str] | None = None
    ) -> None:
        self.seconds, self.dpi, self.features = seconds, dpi, features
        self.drawn: dict[str, bytes] = {}
        self.left_out: list[str] = []

    def draw(self, scene: Scene, scored: Scored | None, directory: Path) -> None:
        """Draw, and write `<directory>/<name>.png`.

        Args:
            scene: the training at its end.
            scored: its model's answers to the points that it is judged by; None where there are none.
            directory: of the figures; made if missing.

        Raises:
            OSError: if the disk refuses.
        """
        begun = time.monotonic()
        from lessonnet.gallery import figures_of, png

        directory.mkdir(exist_ok=True)
        for name, draw in figures_of(scene, scored, self.features).items():
            if time.monotonic() - begun > self.seconds:
                self.left_out.append(name)
                continue
            self.drawn[name] = png(draw(), self.dpi)
            write_durably(directory / f"{name}.png", self.drawn[name])
