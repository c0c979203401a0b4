"""Error functions of scores: their errors point by point, their gradient, and the prediction that belongs to them.

Targets are zeros and ones [..., C]: one column for two classes, one-hot for several.
"""

import torch
from torch import Tensor

from lessonnet import functional


class Criterion:
    """What every error function offers to the models and the engine."""

    mean_over_points = True
    """Whether the objective averages over the mini-batch's points, or sums over them."""
    has_probabilities = True
    has_classes = True
    """Whether scores stand for classes, so that a prediction is right or wrong."""

    @property
    def has_closed_form(self) -> bool:
        """Whether `gradient` is there; without one the graph goes through autograd."""
        return type(self).gradient is not Criterion.gradient

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return one error ≥ 0 for each point [...] from scores and targets [..., C], recorded by autograd."""
        raise NotImplementedError

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write the gradient of each point's error by its scores [..., C]: for a cross-entropy ŷ − y."""
        raise NotImplementedError

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return ŷ [..., C] in [0, 1]."""
        raise NotImplementedError

    def total(self, scores: Tensor, targets: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return the sum of all errors, each times its point's weight [...] if there are any, through autograd."""
        errors = self.errors(scores, targets)
        return (errors if weights is None else errors * weights).sum()

    def scale(self, points: int) -> float:
        """Return the factor that makes the total of so many points the objective: 1/m, or 1 for a sum."""
        return 1 / points if self.mean_over_points else 1.0


class BinaryCrossEntropy(Criterion):
    """Cross-entropy of one score for two classes: −[y ln ŷ + (1 − y) ln(1 − ŷ)], ŷ = σ(s) (row L11).

    Example:
        >>> BinaryCrossEntropy().errors(torch.tensor([[0.0]]), torch.tensor([[1.0]]))
        tensor([0.6931])
    """

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the cross-entropy of each point [...]."""
        return functional.binary_cross_entropy(scores, targets).squeeze(-1)

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write σ(s) − y."""
        return torch.sigmoid(scores, out=out).sub_(targets)

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return σ(s), the probability of the second class [..., 1]."""
        return functional.sigmoid(scores)


class SoftmaxCrossEntropy(Criterion):
    """Cross-entropy of one score for each class: −ln p_y, p = softmax(s) (rows L10 and L11).

    Example:
        >>> SoftmaxCrossEntropy().errors(torch.tensor([[0.0, 0.0]]), torch.tensor([[1.0, 0.0]]))
        tensor([0.6931])
    """

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the cross-entropy of each point [...]."""
        return functional.softmax_cross_entropy(scores, targets)

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write softmax(s) − y."""
        return functional.softmax(scores, out=out).sub_(targets)

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return softmax(s) [..., C]."""
        return functional.softmax(scores)


class PerceptronCriterion(Criterion):
    """Σ (ŷ − y)·s over the scores, with Rosenblatt's rule for a gradient (row L6).

    Summed over the mini-batch, since the trick adds a·x for each misclassified point.

    Example:
        >>> PerceptronCriterion().errors(torch.tensor([[-3.0]]), torch.tensor([[1.0]]))
        tensor([3.])
    """

    mean_over_points = False
    has_probabilities = False

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return Σ_C (ŷ − y)·s of each point [...]: the scores on the wrong side of zero, all positive."""
        return ((functional.step(scores) - targets) * scores).sum(-1)

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write ŷ − y, with ŷ = 1 where s ≥ 0."""
        return torch.ge(scores, 0, out=out).sub_(targets)

    def probabilities(self, scores: Tensor) -> Tensor:
        """Refuse: a perceptron's score is no probability."""
        raise TypeError("A perceptron has scores, no probabilities; use its predictions.")

    def total(self, scores: Tensor, targets: Tensor, weights: Tensor | None = None) -> Tensor:
        """Return the perceptron criterion, through its custom autograd Function unless points have weights."""
        if weights is not None:
            # The same slope: the step function in `errors` has none.
            return super().total(scores, targets, weights)
        return functional.perceptron_criterion(scores, targets)


class SquaredError(Criterion):
    """Half the squared distance of the probabilities from the targets: ½·Σ_C (ŷ − y)².

    ŷ = σ(s) for one score, softmax(s) for several. By the chain rule the gradient is (ŷ − y)·ŷ(1 − ŷ) for one score,
    and ŷ_c·(d_c − Σ_j ŷ_j·d_j) with d = ŷ − y for several: it vanishes where the network is sure, be it wrong.

    Example:
        >>> SquaredError().errors(torch.tensor([[0.0]]), torch.tensor([[1.0]]))
        tensor([0.1250])
    """

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return half the squared distance of each point [...]."""
        return (self.probabilities(scores) - targets).square().sum(-1) / 2

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write the distance times the slope of σ or softmax."""
        p = self.probabilities(scores)
        distance = torch.sub(p, targets, out=out)
        if scores.shape[-1] == 1:
            return distance.mul_(p).mul_(1 - p)
        return distance.sub_((p * distance).sum(-1, keepdim=True)).mul_(p)

    def probabilities(self, scores: Tensor) -> Tensor:
        """Return σ(s) [..., 1] of one score, softmax(s) [..., C] of several."""
        return functional.sigmoid(scores) if scores.shape[-1] == 1 else functional.softmax(scores)


def predict(scores: Tensor) -> Tensor:
    """Predict class indices from scores.

    Args:
        scores: [..., C]; one column for two classes, else one for each class.

    Returns:
        int64 [...]: for one column 1 where score ≥ 0 (zero counts as 1), else the first largest score.

    Source:
        Row L2 of the lesson.

    Example:
        >>> predict(torch.tensor([[0.0], [-1.0]]))
        tensor([1, 0])
    """
    if scores.shape[-1] == 1:
        return (scores[..., 0] >= 0).long()
    # What `argmax` gives, in half its time; across points that lie next to each other, both would be slow.
    return scores.contiguous().max(-1).indices


def encode(classes: Tensor, outputs: int, dtype: torch.dtype) -> Tensor:
    """Encode class indices as the targets of `outputs` scores (row L10's one-hot encoding).

    Args:
        classes: int64 [...], in 0 … max(outputs, 2) − 1.
        outputs: scores of the network, ≥ 1; one stands for two classes.
        dtype: of the result.

    Returns:
        Zeros and ones [..., C].

    Example:
        >>> encode(torch.tensor([0, 2]), 3, torch.float32)
        tensor([[1., 0., 0.],
                [0., 0., 1.]])
    """
    if outputs == 1:
        return classes.unsqueeze(-1).to(dtype)
    # The points of one class lie next to each other, as they do in the engine's scores.
    numbers = torch.arange(outputs, dtype=dtype, device=classes.device)[:, None]
    targets = torch.empty(*classes.shape[:-1], outputs, classes.shape[-1], dtype=dtype, device=classes.device)
    # Compared as the dtype of the result: several times as fast as integers are.
    return torch.eq(classes.to(dtype).unsqueeze(-2), numbers, out=targets).mT


def cross_entropy(outputs: int) -> Criterion:
    """Return the cross-entropy for a network with so many scores: binary for one, softmax for more.

    Example:
        >>> type(cross_entropy(1)).__name__
        'BinaryCrossEntropy'
    """
    return BinaryCrossEntropy() if outputs == 1 else SoftmaxCrossEntropy()
