"""How each layer's weights and outputs are spread, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessonnet.callbacks._dashboard import Dashboard
from lessonnet.options import Fraction, PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tensorboard.compat.proto.summary_pb2 import Summary
    from torch import Tensor

    from lessonnet.observation import Frame, Scene


class Histograms(Dashboard):
    """Show histograms of each layer's weights and biases, and of what its hidden units pass on.

    Of a network of one's own there is a histogram of each of its parameters, by its name.

    Args:
        most: times that are shown at the end, ≥ 1; while training the newest is shown now and then.
        seconds: that all of it may take at the end, > 0.
        share: of the time of the training that it may take meanwhile, in [0, 1).
    """

    def __init__(self, most: PositiveInt = 30, seconds: PositiveFloat = 0.1, share: Fraction = 0.002) -> None:
        super().__init__(most, seconds, share)

    def values(self, scene: Scene, frame: Frame) -> Iterator[Summary.Value]:
        """Yield a histogram for each layer and kind."""
        from torch.utils.tensorboard.summary import histogram

        for tag, numbers in self._spreads(scene, frame):
            if numbers.numel() and numbers.isfinite().all():  # of nothing and of a NaN there is no histogram
                yield from histogram(tag, numbers.detach().double().numpy(), bins="auto").value

    def _spreads(self, scene: Scene, frame: Frame) -> Iterator[tuple[str, Tensor]]:
        from lessonnet.nn import DenseNetwork
        from lessonnet.observation import activations, parameters_of

        if not isinstance(frame.network, DenseNetwork):
            yield from ((f"parameters/{name}", p) for name, p in parameters_of(frame.network).items())
            return
        for layer, dense in enumerate(frame.network.dense, 1):
            yield f"weights/layer_{layer}", dense.weight
            yield f"biases/layer_{layer}", dense.bias
        if scene.points is not None:
            for layer, outputs in enumerate(activations(frame.network, scene.points.features), 1):
                yield f"outputs/layer_{layer}", outputs
