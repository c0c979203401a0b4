"""An error surface over two parameters in the place of a model (row L26)."""

from typing import Literal, Unpack

from lessonnet.models._classifier import Classifier, Parts, refuse_criterion
from lessonnet.models._from_run import FromRun
from lessonnet.nn import DenseNetwork, He, Height
from lessonnet.options import OptionError, check_value
from lessonnet.surfaces import SURFACES

SurfaceName = Literal["errorest", "kilimanjerror", "reinererror", "ves_oops_vius", "eyjafvillajokull"]


class ErrorSurface(Classifier):
    """A network without inputs: its two scores are its two biases, a position, and its error is the height there.

    So it descends through the same engine, optimizers and schedules as any network: the chain rule through a layer
    without inputs leaves the slope of the surface as the gradient of the biases.

    Args:
        surface: which mountain.
        parts: see `Classifier`. `init` gives the start: Fixed a position [x, y], Uniform and Normal places around
            (0, 0), and those that leave biases at zero (0, 0) itself. There must be no features, no regularizer and
            no dropout.

    Raises:
        OptionError: if there are features, or a part that a surface has no use for.

    Example:
        >>> import torch
        >>> from lessonnet.nn import Fixed
        >>> climber = ErrorSurface("errorest", init=Fixed([1.0, 2.0]))
        >>> climber(torch.empty(1, 0))
        tensor([[1., 2.]], grad_fn=<AddBackward0>)
    """

    def __init__(self, surface: SurfaceName = "errorest", **parts: Unpack[Parts]) -> None:
        known = check_value("model.surface", surface, SurfaceName)
        refuse_criterion(parts, "model=surface")
        _refuse_useless(parts)
        self._begin(DenseNetwork(0, (), 2, None), Height(SURFACES[known]), parts)


def _refuse_useless(parts: Parts) -> None:
    if parts.get("in_features", 0) != 0:
        raise OptionError("`model=surface` has no features to learn from; add data=none.")
    for name in ("regularizer", "dropout"):
        if parts.get(name) is not None:
            raise OptionError(f"`{name}` does nothing on a surface, which has neither weights nor hidden nodes.")
    if isinstance(parts.get("init"), He | FromRun):
        raise OptionError("`init` of a surface must be fixed, uniform, normal or zeros: the place to start from.")
