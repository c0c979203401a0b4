"""What each layer went through (row L23)."""

import csv
import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lessonnet.observation._at_row import take_row
from lessonnet.observation._layer_norms import layer_norms
from lessonnet.observation._scene import Scene, spread
from lessonnet.observation._unit_shares import unit_shares

_MOST_TIMES = 60


@dataclass(frozen=True)
class LayerHistory:
    """Measurements of L layers at T times of a training.

    Attributes:
        epochs: finished epochs at each time.
        steps: optimizer steps at each time.
        weight: norms of the weights, [L][T].
        gradient: norms of the gradient of the mean error, [L][T].
        dead: shares of dead units of the hidden layers, [L − 1][T].
        saturated: shares of saturated units, likewise.
        names: of the layers, as `weights_of` has them.
    """

    epochs: Sequence[int]
    steps: Sequence[int]
    weight: list[list[float]]
    gradient: list[list[float]]
    dead: list[list[float]]
    saturated: list[list[float]]
    names: list[str]

    @property
    def columns(self) -> dict[str, Sequence[float]]:
        """Names to numbers, as in `layers.csv`: `weight_norm_1` is the first layer's, from the inputs on."""
        found = {f"{kind}_{name}": numbers for kind, name, numbers in self._curves}
        return {"epoch": self.epochs, "step": self.steps, **found}

    @property
    def tags(self) -> dict[str, Sequence[float]]:
        """Names to numbers, as TensorBoard shows them: `weight_norm/layer_1` is the first layer's."""
        return {f"{kind}/layer_{name}": numbers for kind, name, numbers in self._curves}

    @property
    def _curves(self) -> Iterator[tuple[str, str, Sequence[float]]]:
        kinds = {
            "weight_norm": self.weight,
            "gradient_norm": self.gradient,
            "dead_units": self.dead,
            "saturated_units": self.saturated,
        }
        for kind, layers in kinds.items():
            for name, numbers in zip(self.names, layers, strict=False):  # the last layer has no hidden units
                yield kind, name, numbers

    @property
    def table(self) -> str:
        """The columns as CSV, a row for each time."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*self.columns.values(), strict=True))
        return out.getvalue()


def layer_history(scene: Scene, most: int = _MOST_TIMES) -> LayerHistory | None:
    """Measure the layers of a network at times that are spread over its training.

    Args:
        scene: the training.
        most: times, ≥ 1.

    Returns:
        The measurements; None where there are no points to measure with.
    """
    points = scene.points
    if points is None:
        return None
    course = scene.course
    places = spread(len(course.epochs), most)
    # One copy for all times: making one takes as long as measuring it.
    network = deepcopy(scene.model.network)
    norms, shares = [], []
    for place in places:
        take_row(network, course.rows[place])
        norms.append(layer_norms(network, scene.model.criterion, points.features, points.targets))
        shares.append(unit_shares(network, points.features))
    return LayerHistory(
        [course.epochs[place] for place in places],
        [course.steps[place] for place in places],
        _by_layer([one.weight for one in norms]),
        _by_layer([one.gradient for one in norms]),
        _by_layer([one.dead for one in shares]),
        _by_layer([one.saturated for one in shares]),
        norms[0].names,
    )


def _by_layer(times: Sequence[Sequence[float]]) -> list[list[float]]:
    return [list(layer) for layer in zip(*times, strict=True)]
