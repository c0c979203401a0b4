"""What each known picture shows, in the order in which the page shows them."""

from __future__ import annotations

from typing import NamedTuple


class Caption(NamedTuple):
    """Title and one sentence under a picture."""

    title: str
    sentence: str


CAPTIONS = {
    "learning_curves": Caption(
        "Learning curves", "Error after each epoch; the weights that were kept are those of the marked epoch."
    ),
    "compared_curves": Caption("Learning curves side by side", "The same measure for each case, drawn together."),
    "curves_by_step": Caption(
        "Learning curves by step", "The same errors against optimizer steps, each of which sees one mini-batch."
    ),
    "effects": Caption(
        "Effect of each key", "The error of every job against the values of each key that the sweep goes through."
    ),
    "boundary": Caption(
        "Decision boundary",
        "Where the model changes its answer: each region has the colour of its class.",
    ),
    "boundaries": Caption("Decision boundaries side by side", "The regions of each case, over the same points."),
    "perceptron": Caption("The perceptron trick", "The line after each update, and the point that asked for it."),
    "confusion_matrix": Caption(
        "Confusion matrix", "Rows are the true classes, columns the answers; what lies off the diagonal is wrong."
    ),
    "roc": Caption(
        "ROC", "Share of positives found against share of negatives taken for them, as the threshold is lowered."
    ),
    "precision_recall": Caption(
        "Precision and recall", "How many of the accepted are right, against how many of the right are accepted."
    ),
    "calibration": Caption(
        "Calibration", "How often the model is right against how sure it says it is; on the diagonal it is honest."
    ),
    "confidence": Caption(
        "Confidence", "How sure the model is of its answers; on the whole it should be right that often."
    ),
    "weights": Caption("Weights", "The first layer's weights as pictures: white is zero, the two colours are signs."),
    "weight_sizes": Caption(
        "Sizes of weights", "All weights by size, the largest first: L1 leaves few that matter, L2 makes all small."
    ),
    "network": Caption("Network", "Nodes in layers; a line's width is the size of a weight, its colour the sign."),
    "layer_norms": Caption(
        "Norms of the layers",
        "A line for each layer; gradients vanish where those of the first layers are far smaller than the last one's.",
    ),
    "gradient_norms": Caption(
        "Gradients of the layers",
        "The norm of each layer's gradient; where the first layers' are far smaller, it vanishes on the way back.",
    ),
    "unit_shares": Caption(
        "Dead and saturated units", "Share of hidden units that hardly answer to any change of their input."
    ),
    "complexity": Caption(
        "Model complexity",
        "Error against size: too simple on the left, too flexible on the right.",
    ),
    "rate_finder": Caption(
        "Learning-rate finder", "Error after a short training at each rate; the suggested one is marked."
    ),
    "error_surface": Caption(
        "Error surface", "The error around the solution, in the plane that holds most of the path of the descent."
    ),
    "contour_paths": Caption("Paths of the descent", "Lines of equal height, and each path from its start to its end."),
    "surface_3d": Caption("The surface", "The same heights in three dimensions, with the paths upon them."),
}
"""By the name of the picture's file."""


def caption_of(name: str) -> Caption:
    """Return what a picture of this name shows; of an unknown one no more than the name.

    A name may go on after that of a known picture: `boundary_epoch_10`.
    """
    known = _known(name)
    words = name.replace("_", " ").strip()
    if known is None:
        return Caption(words, "")
    rest = name[len(known) :].replace("_", " ").strip()
    title, sentence = CAPTIONS[known]
    return Caption(f"{title}: {rest}" if rest else title, sentence)


def rank_of(name: str) -> tuple[int, str]:
    """Return what pictures are ordered by: the known ones first, in their order."""
    known = _known(name)
    return (list(CAPTIONS).index(known) if known is not None else len(CAPTIONS), name)


def _known(name: str) -> str | None:
    return max((key for key in CAPTIONS if name == key or name.startswith(f"{key}_")), key=len, default=None)
