"""The height of an error surface, in the place of an error function (row L26)."""

from torch import Tensor

from lessonnet.nn._criteria import Criterion
from lessonnet.surfaces import Surface


class Height(Criterion):
    """The height where a climber stands: its two scores are its position, and there is nothing to compare them with.

    Args:
        surface: what is climbed.

    Attributes:
        surface: as given.

    Example:
        >>> import torch
        >>> from lessonnet.surfaces import REINERERROR
        >>> Height(REINERERROR).errors(torch.tensor([[-1.5, -0.001]]), torch.zeros(1, 2))
        tensor([0.5625])
    """

    has_probabilities = False
    has_classes = False

    def __init__(self, surface: Surface) -> None:
        self.surface = surface

    def errors(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the height at each position [...]; targets are not read."""
        return self.surface.height(scores)

    def gradient(self, scores: Tensor, targets: Tensor, out: Tensor) -> Tensor:
        """Write the slope at each position [..., 2]."""
        return out.copy_(self.surface.slope(scores))

    def probabilities(self, scores: Tensor) -> Tensor:
        """Refuse: a position is no probability."""
        raise TypeError("A position on an error surface is no probability.")
