"""A finished run, read back from its directory: numbers, model, data, pictures."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import torch
from torch import Tensor

from lessonnet.data import DataSet
from lessonnet.inference import Model, load
from lessonnet.interactive._climbers import climbers_of
from lessonnet.interactive._table import Summary, number_shown
from lessonnet.models import Saved, line_equation, original_units, read_model, score_equation
from lessonnet.nn import DenseNetwork, Network
from lessonnet.options import OptionError
from lessonnet.sweep import classes_of_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lessonnet.figures import Plane

PARTS = {"train": "training", "val": "validation", "test": "test"}

_MOST_LINES = 8
"""Hidden nodes up to which each has its own line in a picture by default."""


class Run:
    """What a run left: everything is read when it is first asked for.

    Args:
        directory: of the run.
        told: what was said before the training: what a table's columns hold, which learning rate was found.
        is_own: whether this program has trained it, and may use the classes that its config names.

    Raises:
        OptionError: if there is no run in it.

    Attributes:
        directory: of the run.
        told: as given.
        results: the content of `results.json`.
    """

    def __init__(self, directory: str | os.PathLike[str], told: str = "", *, is_own: bool = False) -> None:
        self.directory, self.told, self._is_own = Path(directory), told, is_own
        try:
            self.results: dict[str, Any] = json.loads((self.directory / "results.json").read_bytes())
        except (OSError, ValueError) as error:
            raise OptionError(f"{self.directory} holds no finished run: results.json cannot be read.") from error

    @cached_property
    def history(self) -> pl.DataFrame:
        """The rows of `metrics.csv`, one for each epoch.

        Raises:
            OptionError: if the run kept none.
        """
        return self._table("metrics.csv", "the run kept no history: choose a logger other than none.")

    @cached_property
    def layers(self) -> pl.DataFrame:
        """The rows of `layers.csv`: norms of weights and gradients of each layer, shares of dead and saturated units.

        Raises:
            OptionError: if the run kept none.
        """
        return self._table(
            "layers.csv", "the run did not look at its layers: choose callbacks=[layers], or the default."
        )

    @cached_property
    def paths(self) -> list[Tensor]:
        """The ways of the climbers over an error surface, each [F, 2] from its start to its end.

        Raises:
            OptionError: if it was no surface that was descended.
        """
        table = self._table("paths.csv", "only a run of model=surface has paths.")
        climbers = table.partition_by("climber", maintain_order=True)
        return [torch.from_numpy(own.select("x", "y").to_numpy()) for own in climbers]

    @cached_property
    def model(self) -> Model:
        """The trained model: rows of a table in, predictions out."""
        return load(self.directory, self._classes)

    @cached_property
    def network(self) -> Network:
        """The network with the weights that were kept; they take features as they were trained on, see `inputs`."""
        return read_model(self.directory, self._classes)[1].network

    @cached_property
    def data(self) -> DataSet:
        """The data set with the very split of the training; `data.raw_train` is in original units.

        Raises:
            OptionError: if it was a table, which a run does not hold.
        """
        return Saved.read(self.directory, self._classes).data

    @property
    def figures(self) -> dict[str, Path]:
        """The pictures that the run drew, by their names."""
        return pictures(self.directory)

    @cached_property
    def equations(self) -> list[str]:
        """The score, and the boundary, of a model that is linear in at most two features, in original units."""
        network = self.network
        if not isinstance(network, DenseNetwork) or network.hidden or network.widths[0] > 2:
            return []
        names, classes, (layer,) = self.data.feature_names, self.data.class_names, network.dense
        columns = zip(layer.weight.T.tolist(), layer.bias.tolist(), strict=True)
        scores = [original_units(weights, bias, self.data.scaling) for weights, bias in columns]
        if len(scores) > 1:
            return [f"score {c} = {score_equation(*score, names)}" for c, score in zip(classes, scores, strict=True)]
        line = line_equation(*scores[0], names) if len(names) == 2 else None
        return [f"score = {score_equation(*scores[0], names)}", *([line] if line else [])]

    def inputs(self, points: Tensor) -> Tensor:
        """Return points [N, D] in original units as the network takes them."""
        mean, scale = self.data.scaling or ([0.0], [1.0])
        return ((points - torch.tensor(mean)) / torch.tensor(scale)).to(self.network.dtype)

    def plane(self, title: str = "", *, hidden_lines: bool | None = None, margin: float = 0.08) -> "Plane":
        """Return what `lessonnet.figures.decision_boundary` draws as one panel.

        Args:
            title: above the panel.
            hidden_lines: whether each node of the first hidden layer has its own line; None where there are few.
            margin: how far the plane reaches beyond the points, as a share of their range, > 0.

        Raises:
            OptionError: if the data has not two features.
        """
        from lessonnet.figures import Plane  # matplotlib comes with it

        if self.data.in_features != 2:
            raise OptionError(f"a boundary is drawn over two features, and the data has {self.data.in_features}.")
        network = self.network
        first = network.dense[0] if isinstance(network, DenseNetwork) else None
        if hidden_lines is None:
            hidden_lines = 0 < sum(network.hidden[:1]) <= _MOST_LINES
        return Plane(
            lambda points: network(self.inputs(points)),
            self.data.raw_train.features,
            self.data.raw_train.targets,
            class_names=self.data.class_names,
            feature_names=self.data.feature_names,
            hidden_scores=(lambda points: first(self.inputs(points))) if first and hidden_lines else None,
            margin=margin,
            title=title,
        )

    def boundary(self, title: str = "", *, hidden_lines: bool | None = None, margin: float = 0.08) -> "Figure":
        """Draw the regions of the classes and the training points; see `plane`."""
        from lessonnet.figures import decision_boundary

        return decision_boundary(self.plane(title, hidden_lines=hidden_lines, margin=margin))

    def curves(self, title: str = "") -> "Figure":
        """Draw the errors of the training, and its best epoch."""
        from lessonnet.figures import learning_curves

        return learning_curves(self.history.to_dicts(), title=title)

    def __repr__(self) -> str:
        return self._summary.text()

    def _repr_html_(self) -> str:
        return self._summary.html()

    @cached_property
    def _summary(self) -> Summary:
        """What a reader wants to see first; neither times nor paths, so that it is the same each time."""
        if "climbers" in self.results:
            return climbers_of(self.results, self._course())
        measured = {name: self.results[name] for name in PARTS if self.results.get(name)}
        rows = [
            [PARTS[name], self._points(name), *(number_shown(numbers[key]) for key in ("error", "accuracy"))]
            for name, numbers in measured.items()
        ]
        return Summary(self._title, ("part", "points", "error", "accuracy"), rows, [*self._course(), *self._notes()])

    @cached_property
    def _classes(self) -> list[type]:
        return classes_of_run(self.directory) if self._is_own else []

    def _table(self, name: str, refusal: str) -> pl.DataFrame:
        path = self.directory / name
        if not path.is_file():
            raise OptionError(refusal)
        return pl.read_csv(path)

    @property
    def _title(self) -> str:
        description = read_model(self.directory, self._classes)[0]
        data = "table" if description["table"] is not None else description["data"]["name"]
        return f"{data}: {self.model.title}"

    def _points(self, part: str) -> str:
        with suppress(OptionError):  # a table is elsewhere
            return str(getattr(self.data, part).points)
        return ""

    def _course(self) -> list[str]:
        results = self.results
        by = "validation error" if results["selected_by"] == "val" else "training error"
        errors = results["restart_errors"]
        restarts = [f"restarts: errors {', '.join(number_shown(error) for error in errors)}"] if len(errors) > 1 else []
        course = f"{results['status']} after {results['epochs']} epochs, {results['steps']} steps"
        return [f"{course}; best epoch {results['best_epoch']} by {by}", *restarts]

    def _notes(self) -> list[str]:
        found: list[Mapping[str, str]] = self.results.get("diagnosis") or []
        words = [one["words"] for one in found]
        with suppress(OptionError):  # a table's scaling is known, its names are elsewhere
            return [*self.equations, *words]
        return words


def pictures(directory: Path) -> dict[str, Path]:
    """Return the pictures of a run or a sweep, by their names."""
    return {path.stem: path for path in sorted((directory / "figures").glob("*.png"))}
