"""Pictures of a network through its training: TensorBoard makes a slider of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonnet.callbacks._dashboard import Dashboard
from lessonnet.callbacks._image import image
from lessonnet.options import Fraction, PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard.compat.proto.summary_pb2 import Summary

    from lessonnet.observation import Frame, Scene

_DPI = 100


class Pictures(Dashboard):
    """Show the decision boundary with each hidden node's own line, the weights and the network, as images.

    The boundary is drawn for two features, or for the two that weigh most (rows L3, L13). Ten images of a slider are
    what TensorBoard keeps by default.

    Args:
        most: times that are shown at the end, ≥ 1; while training the newest is shown now and then.
        seconds: that all of it may take at the end, > 0.
        share: of the time of the training that it may take meanwhile, in [0, 1).
        features: the two whose plane is drawn, by name; null for the two that the first layer weighs most.
    """

    expected_seconds = 0.5

    def __init__(
        self,
        most: PositiveInt = 10,
        seconds: PositiveFloat = 0.5,
        share: Fraction = 0.002,
        features: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(most, seconds, share)
        self.features = features

    def values(self, scene: Scene, frame: Frame) -> Iterator[Summary.Value]:
        """Yield an image of each kind."""
        from lessonnet.gallery import passing_figures, png

        for name, draw in passing_figures(scene, frame, self.features).items():
            yield image(f"training/{name}", png(draw(), _DPI))
