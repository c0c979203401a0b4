"""Pictures of a network as it stood at some time: together they are a slider through the training."""

from collections.abc import Sequence
from functools import partial

from matplotlib.figure import Figure

from lessonnet import figures
from lessonnet.gallery._boundary import boundary_of
from lessonnet.gallery._drawing import Drawing
from lessonnet.nn import DenseNetwork
from lessonnet.observation import Frame, Scene

PASSING = ("boundary", "weights", "network")
"""What can be seen at any time: the decision boundary, the first layer's weights, the whole network."""

_DEEPEST = 8
"""Layers of nodes, beyond which a diagram is a carpet."""


def passing_figures(scene: Scene, frame: Frame, features: Sequence[str] | None = None) -> dict[str, Drawing]:
    """Return the figures that there are of a network at some time: those of `PASSING` that say something.

    Args:
        scene: the training.
        frame: one of its times.
        features: names of the two that the boundary is drawn for; None for those that weigh most.
    """
    if scene.points is None:
        return {}
    drawings: dict[str, Drawing] = {}
    network, data = frame.network, scene.data
    plane = boundary_of(data, network, features=features, title=f"{data.title}, {time_of(frame)}")
    if plane is not None:
        drawings["boundary"] = partial(figures.decision_boundary, plane)
    return drawings | _layered(scene, frame, network) if isinstance(network, DenseNetwork) else drawings


def _layered(scene: Scene, frame: Frame, network: DenseNetwork) -> dict[str, Drawing]:
    """Return the figures of layers: no others are known to lie one upon the other."""
    drawings: dict[str, Drawing] = {}
    data = scene.data
    if data.in_features > 2:
        drawings["weights"] = partial(_weights, scene, frame, network)
    if len(network.widths) <= _DEEPEST:
        drawings["network"] = partial(
            figures.network_diagram,
            [layer.weight.detach().numpy() for layer in network.dense],
            [layer.bias.detach().numpy() for layer in network.dense],
            input_names=data.feature_names,
            class_names=data.class_names,
            title=time_of(frame),
        )
    return drawings


def _weights(scene: Scene, frame: Frame, network: DenseNetwork) -> Figure:
    first, data = network.dense[0].weight.detach().numpy(), scene.data
    is_last = len(network.widths) == 2
    return figures.weight_images(
        first,
        shape=data.image_shape,
        names=_units(data.class_names, first.shape[1]) if is_last else None,
        input_names=data.feature_names,
        title=f"{data.title}: weights of the first layer, {time_of(frame)}",
    )


def _units(class_names: Sequence[str], count: int) -> Sequence[str]:
    """Return the classes that scores stand for: the only score of two classes is that of the second."""
    return class_names[1:] if count == 1 else class_names


def time_of(frame: Frame) -> str:
    """Say when a network stood so."""
    return f"epoch {frame.epoch}" if frame.epoch else "before the first step"
