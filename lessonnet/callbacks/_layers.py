"""Each layer's norms and idle units, over time (row L23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonnet.callbacks._dashboard import Dashboard
from lessonnet.options import Fraction, PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard.compat.proto.summary_pb2 import Summary

    from lessonnet.observation import Frame, Scene


class Layers(Dashboard):
    """Show the norms of each layer's weights and gradients, and the shares of dead and saturated units.

    The gradient is that of the mean error over at most 2048 training points, dropout off.

    Args:
        most: times that are shown at the end, ≥ 1; while training the newest is shown now and then.
        seconds: that all of it may take at the end, > 0.
        share: of the time of the training that it may take meanwhile, in [0, 1).
    """

    def __init__(self, most: PositiveInt = 100, seconds: PositiveFloat = 0.1, share: Fraction = 0.002) -> None:
        super().__init__(most, seconds, share)

    def values(self, scene: Scene, frame: Frame) -> Iterator[Summary.Value]:
        """Yield a number for each layer and kind."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        from lessonnet.observation import layer_norms, unit_shares

        points = scene.points
        if points is None:
            return
        norms = layer_norms(frame.network, scene.model.criterion, points.features, points.targets)
        shares = unit_shares(frame.network, points.features)
        kinds = {
            "weight_norm": norms.weight,
            "gradient_norm": norms.gradient,
            "dead_units": shares.dead,
            "saturated_units": shares.saturated,
        }
        for kind, numbers in kinds.items():
            for layer, number in zip(norms.names, numbers, strict=False):  # the last layer has no hidden units
                yield Summary.Value(tag=f"{kind}/layer_{layer}", simple_value=number)
