"""The figures of a run, as PNG files and in TensorBoard."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import lightning.pytorch as pl

from lessonnet.durable import write_durably
from lessonnet.extensions import figure
from lessonnet.options import PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from lessonnet.inference import Scored
    from lessonnet.observation import Scene


class Figures(pl.Callback):
    """Draw a run's figures at its end: those that say most first, as many as its time allows.

    Args:
        seconds: that they may take together, > 0; what is left out then is named.
        dpi: pixels per inch, ≥ 1.
        features: the two whose plane is drawn, by name; null for the two that the first layer weighs most.
        extra: names of figures of plugins; each is drawn, however long it takes.

    Attributes:
        drawn: names to PNGs, after `draw` and `draw_extra`.
        left_out: names, for lack of time.
        empty: names of figures of plugins that had nothing to draw.
    """

    def __init__(
        self,
        seconds: PositiveFloat = 1.5,
        dpi: PositiveInt = 110,
        features: tuple[str, str] | None = None,
        extra: Sequence[str] = (),
    ) -> None:
        self.seconds, self.dpi, self.features, self.extra = seconds, dpi, features, tuple(extra)
        self.drawn: dict[str, bytes] = {}
        self.left_out: list[str] = []
        self.empty: list[str] = []

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
        from lessonnet.gallery import figures_of

        directory.mkdir(exist_ok=True)
        for name, draw in figures_of(scene, scored, self.features).items():
            if time.monotonic() - begun > self.seconds:
                self.left_out.append(name)
                continue
            self._write(name, draw(), directory)

    def draw_extra(self, name: str, scene: Scene, directory: Path) -> None:
        """Draw a plugin's figure, and write `<directory>/<name>.png`, unless there is nothing to draw.

        Args:
            name: one of `extra`.
            scene: the training at its end.
            directory: of the figures; made if missing.

        Raises:
            OptionError: if no package offers it any more.
            TypeError: if what is drawn is no figure.
            Exception: whatever the plugin raises.
        """
        from matplotlib.figure import Figure

        found = figure(name)(scene)
        if found is None:
            self.empty.append(name)
            return
        if not isinstance(found, Figure):
            raise TypeError(f"a figure is a matplotlib Figure or None, got {type(found).__name__}")
        directory.mkdir(exist_ok=True)
        self._write(name, found, directory)
        if pyplot := sys.modules.get("matplotlib.pyplot"):  # where such a figure would stay for good
            pyplot.close(found)

    def _write(self, name: str, drawn: Figure, directory: Path) -> None:
        from lessonnet.gallery import png

        self.drawn[name] = png(drawn, self.dpi)
        write_durably(directory / f"{name}.png", self.drawn[name])
