"""One pure function for each figure: data in, a matplotlib Figure out, which belongs to no window."""

from lessonnet.figures._boundary import boundary_frames, decision_boundary
from lessonnet.figures._case import Case
from lessonnet.figures._climb import Climb
from lessonnet.figures._compared_curves import compared_curves
from lessonnet.figures._complexity_graph import complexity_graph
from lessonnet.figures._confusion_matrix import confusion_matrix
from lessonnet.figures._contour_paths import contour_paths
from lessonnet.figures._drawing import drawing
from lessonnet.figures._effects import effects
from lessonnet.figures._error_surface import error_surface
from lessonnet.figures._film import Frame, frame_of, write_gif, write_slider
from lessonnet.figures._layer_norms import layer_norms
from lessonnet.figures._learning_curves import learning_curves
from lessonnet.figures._network_diagram import network_diagram
from lessonnet.figures._perceptron_film import TrickFilm, perceptron_film
from lessonnet.figures._plane import Plane
from lessonnet.figures._ranking_curves import precision_recall_curve, roc_curve
from lessonnet.figures._rate_finder import rate_finder
from lessonnet.figures._reliability import calibration_curve, confidence_histogram
from lessonnet.figures._surface_3d import surface_3d
from lessonnet.figures._unit_shares import unit_shares
from lessonnet.figures._weight_images import weight_images
from lessonnet.figures._weight_sizes import weight_sizes

__all__ = [
    "Case",
    "Climb",
    "Frame",
    "Plane",
    "TrickFilm",
    "boundary_frames",
    "calibration_curve",
    "compared_curves",
    "complexity_graph",
    "confidence_histogram",
    "confusion_matrix",
    "contour_paths",
    "decision_boundary",
    "drawing",
    "effects",
    "error_surface",
    "frame_of",
    "layer_norms",
    "learning_curves",
    "network_diagram",
    "perceptron_film",
    "precision_recall_curve",
    "rate_finder",
    "roc_curve",
    "surface_3d",
    "unit_shares",
    "weight_images",
    "weight_sizes",
    "write_gif",
    "write_slider",
]
