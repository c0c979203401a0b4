"""A plane of two features, and what a network makes of it (rows L1, L13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

Scores = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Plane:
    """A plane of two features, a network's scores on it and the points in it.

    Args:
        scores: maps points [N, 2], in the units of `points`, to scores [N, C]; C = 1 for two classes.
        points: [N, 2], float.
        classes: their class indices, int64 [N].
        class_names: one for each class index; none leaves the key out.
        feature_names: of the two axes.
        hidden_scores: maps points [N, 2] to the scores [N, H] of the nodes of a hidden layer before its activation;
            where a node's score is 0 its own line is drawn. None draws no lines.
        margin: how far the plane reaches beyond the points, as a share of their range, > 0.
        title: above the panel.
        note: below the figure, such as what is held where there are more than two features.
    """

    scores: Scores
    points: Tensor
    classes: Tensor
    class_names: Sequence[str] = ()
    feature_names: Sequence[str] = ("x1", "x2")
    hidden_scores: Scores | None = None
    margin: float = 0.08
    title: str = ""
    note: str = ""
