"""The perceptron's ledger: written, shown and filmed when its training has ended."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated, Literal

import lightning.pytorch as pl

from lessonnet.durable import write_durably
from lessonnet.options import NonNegativeInt, PositiveInt, Range

if TYPE_CHECKING:
    from pathlib import Path

    from lessonnet.ledger import Ledger as Rows
    from lessonnet.ledger import PastTraining


_Frames = Literal[0] | Annotated[int, Range(at_least=3)]
"""Of a film: it begins before the first update, and ends with all points."""


class Ledger(pl.Callback):
    """Write down each update of a perceptron: the point, the weights before and after, and the formula (rows L6 to L8).

    Nothing is watched while it trains: the updates are recomputed from the start, and compared with the weights that
    the training kept.

    Args:
        most_rows: updates that are written, ≥ 1: the first so many. A step's are not torn apart.
        show: updates that are printed as a table at the end of a run, ≥ 0.
        film: frames of `figures/perceptron.gif` and its page with a slider, at most, ≥ 3; 0 for no film. There is
            one for two features, two classes and points that are not streamed.
    """

    def __init__(self, most_rows: PositiveInt = 10_000, show: NonNegativeInt = 0, film: _Frames = 24) -> None:
        self.most_rows, self.show, self.film = most_rows, show, film

    def write(self, past: PastTraining, directory: Path, *, film: bool = True) -> Rows:
        """Write `ledger.parquet` and `ledger.csv`, and the film; return what was written.

        Args:
            past: the training at its end.
            directory: of the run.
            film: whether there may be one.

        Raises:
            OSError: if the disk refuses.
        """
        from lessonnet.ledger import ledger_of  # polars, which other runs need not wait for

        rows = ledger_of(past, self.most_rows)
        parquet, text = io.BytesIO(), io.BytesIO()
        rows.table.write_parquet(parquet)
        rows.table.write_csv(text)
        write_durably(directory / "ledger.parquet", parquet.getvalue())
        write_durably(directory / "ledger.csv", text.getvalue())
        if film:
            self._write_film(past, rows, directory / "figures")
        return rows

    def _write_film(self, past: PastTraining, rows: Rows, directory: Path) -> None:
        from lessonnet.data import Part
        from lessonnet.figures import TrickFilm, perceptron_film, write_gif, write_slider

        data, train = past.data, past.data.train
        is_plane = data.in_features == 2 and data.classes == 2 and isinstance(train, Part)
        if not is_plane or not rows.updates or self.film == 0:
            return
        units = "" if data.scaling is None else ", standardised"
        film = TrickFilm(
            train.features.double().numpy(),
            train.targets.numpy(),
            rows.updates,
            feature_names=[f"{name}{units}" for name in data.feature_names],
            class_names=data.class_names,
            is_whole=rows.is_whole,
            most=self.film,
        )
        frames, captions = perceptron_film(film)
        directory.mkdir(exist_ok=True)
        write_gif(frames, directory / "perceptron.gif")
        write_slider(frames, directory / "perceptron.html", captions, title=f"The perceptron trick on {data.title}")
