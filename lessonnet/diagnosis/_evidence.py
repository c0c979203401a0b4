"""What is known of a finished training: plain numbers, from which every diagnosis is made.

Suffixes name the axes: E epochs, C classes, D inputs.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lessonnet.diagnosis._asked import Asked
from lessonnet.inference import Reliability
from lessonnet.observation import LayerNorms, UnitShares

Curve = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """What was measured after each of E epochs, up to the last with finite numbers; E may be 0.

    Attributes:
        train_error: mean over the epoch's mini-batches, as they were trained: with dropout [E].
        train_accuracy: likewise [E].
        val_error: of the validation part at the epoch's end [E]; None without such a part.
        val_accuracy: likewise [E].
        best_epoch: that the saved weights were reached after; 0 stands for the start.
    """

    train_error: Curve
    train_accuracy: Curve
    val_error: Curve | None
    val_accuracy: Curve | None
    best_epoch: int

    @property
    def epochs(self) -> int:
        """E."""
        return len(self.train_error)

    def late(self, share: float) -> Curve:
        """Return the training errors of the last part of the epochs, at least of one; empty where E is 0."""
        return self.train_error[-max(1, round(share * self.epochs)) :]


@dataclass(frozen=True)
class State:
    """What a network was like at one moment.

    Attributes:
        error: mean error on a sample of the training points, dropout off.
        accuracy: on the same points.
        norms: of each layer.
        units: shares of dead and saturated units of each hidden layer.
    """

    error: float
    accuracy: float
    norms: LayerNorms
    units: UnitShares


@dataclass(frozen=True)
class Facts:
    """What the points are like.

    Attributes:
        counts: training points of each class, C numbers.
        class_names: C names.
        recalls: share of each class's points that the saved weights get right, on the validation part where there is
            one [C]; NaN of a class without points there.
        sizes: root mean square of each feature, as the network sees it, D numbers.
        feature_names: D names.
        neighbours: accuracy of the five nearest neighbours on training points; None of too few points.
        is_separable: whether a boundary without a bend parts the classes of the training points; None where the network
            could bend its own, or that is not known cheaply.
        is_truth_table: whether the training points are so few and distinct that a network can know them by heart.
        reliability: confidence against accuracy on the validation part; None without it, or without probabilities.
        judged: points of that part.
    """

    counts: list[int]
    class_names: list[str]
    recalls: list[float]
    sizes: list[float]
    feature_names: list[str]
    neighbours: float | None
    is_separable: bool | None
    is_truth_table: bool
    reliability: Reliability | None
    judged: int


@dataclass(frozen=True)
class Evidence:
    """All that is known of one finished training.

    Attributes:
        status: `completed`, `diverged`, `training` of one that was stopped.
        asked: what it was told to do.
        has_probabilities: whether the error is a cross-entropy; a perceptron's is none.
        epochs_begun: with the one that it diverged in, if it did.
        curves: what was measured while it trained.
        start: the network before the first step; None where that is not known.
        saved: with the saved weights; None where the points are not at hand.
        ended: with the weights after the last epoch; the saved ones where those are not known.
        facts: what the points are like; None where they are not at hand.
        chance: mean error of always answering with the classes' shares; None where points or probabilities are missing.
    """

    status: str
    asked: Asked
    has_probabilities: bool
    epochs_begun: int
    curves: Curves
    start: State | None
    saved: State | None
    ended: State | None
    facts: Facts | None
    chance: float | None

    @property
    def was_stopped_early(self) -> bool:
        """Whether early stopping ended it."""
        return self.status == "completed" and self.curves.epochs < self.asked.epochs and self.asked.patience is not None
