"""Pure measurements of a network on points: what its layers hold, pass on and learn from.

Each looks at no more than `MOST_POINTS` points, spread evenly over those given, with dropout off; none changes the
network. Suffixes name the axes: B batch, D inputs, H hidden units, P flat parameters.
"""

from lessonnet.observation._activations import activations
from lessonnet.observation._at_row import at_row
from lessonnet.observation._error_plane import ErrorPlane, error_plane
from lessonnet.observation._layer_history import LayerHistory, layer_history
from lessonnet.observation._layer_norms import LayerNorms, layer_norms
from lessonnet.observation._sample import MOST_POINTS, sample
from lessonnet.observation._scene import Frame, Scene, spread
from lessonnet.observation._unit_shares import UnitShares, unit_shares
from lessonnet.observation._weights import parameters_of, weights_of

__all__ = [
    "MOST_POINTS",
    "ErrorPlane",
    "Frame",
    "LayerHistory",
    "LayerNorms",
    "Scene",
    "UnitShares",
    "activations",
    "at_row",
    "error_plane",
    "layer_history",
    "layer_norms",
    "parameters_of",
    "sample",
    "spread",
    "unit_shares",
    "weights_of",
]
