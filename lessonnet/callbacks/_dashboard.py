"""What TensorBoard shows of a network besides its curves."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import lightning.pytorch as pl

from lessonnet.options import Fraction, PositiveFloat, PositiveInt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tensorboard.compat.proto.summary_pb2 import Summary

    from lessonnet.observation import Frame, Scene


class Dashboard(pl.Callback):
    """Say what is to be seen of a network at some time; `TensorBoard` says when.

    Args:
        most: times that are shown at the end, ≥ 1; while training the newest is shown now and then.
        seconds: that all of it may take at the end, > 0.
        share: of the time of the training that it may take meanwhile, in [0, 1); 0 for nothing before the end.

    Attributes:
        expected_seconds: what showing one time takes, before that has been measured.
    """

    expected_seconds = 0.02

    def __init__(self, most: PositiveInt, seconds: PositiveFloat, share: Fraction) -> None:
        self.most, self.seconds, self.share = most, seconds, share

    @abstractmethod
    def values(self, scene: Scene, frame: Frame) -> Iterable[Summary.Value]:
        """Yield what TensorBoard is to have of a network.

        Args:
            scene: its training so far.
            frame: the network at one time.
        """
