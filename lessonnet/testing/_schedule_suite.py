"""Tests of a schedule: factors of the learning rate as a pure function of the position."""

import numpy as np
import torch

from lessonnet.optim import Plateau, Schedule, numbers
from lessonnet.testing._agreement import assert_agree
from lessonnet.testing._trained_suite import TrainedSuite
from lessonnet.testing._variants import variants

_EPOCHS, _STEPS = 7, 4


class ScheduleSuite(TrainedSuite):
    """Tests of a schedule; subclass it and give `option` and, where the defaults do not do, `make`.

    A plateau schedule reacts to the error and has no factors of its own: only trainings test it.
    """

    without = "scheduler=none"

    def test_factors_are_finite_and_never_negative(self) -> None:
        """Each member has a factor ≥ 0 at each step, be the training ever so short."""
        for epochs, steps in ((_EPOCHS, _STEPS), (1, 1), (1, _STEPS), (200, 1)):
            for epoch in sorted({0, epochs // 2, epochs - 1}):
                factors = self._factors(self._members(), epoch, epochs, steps)
                bad = factors[~(np.isfinite(factors) & (factors >= 0))]
                assert not bad.size, (
                    f"in epoch {epoch} of {epochs}, of {steps} step(s) each, a factor is {bad[0]}: keep it finite and "
                    "≥ 0, in a training of a single step too."
                )

    def test_members_have_factors_of_their_own(self) -> None:
        """The factors of members side by side are those of each alone."""
        members = self._members()
        for epoch in range(_EPOCHS if members else 0):
            together = self._factors(members, epoch)
            alone = np.concatenate([self._factors([member], epoch) for member in members], axis=1)
            remedy = "`own` holds arrays [K]: compute number by number, without sums or `own[...][0]`."
            what = f"the factors of {len(members)} members together and alone, in epoch {epoch},"
            assert_agree(torch.from_numpy(together), torch.from_numpy(alone), 1e-12, what, remedy)

    def test_factors_follow_from_the_position_alone(self) -> None:
        """A training that is resumed in the middle of an epoch has the factors that it would have had."""
        members = self._members()
        for epoch in range(_EPOCHS if members else 0):
            whole = self._factors(members, epoch)
            each = np.concatenate([self._factors(members, epoch, only=s) for s in range(_STEPS)])
            remedy = "Compute from `epoch` and `steps`; keep nothing between two calls, and do not count calls."
            what = f"the factors of the steps of epoch {epoch}, asked for at once and one by one,"
            assert_agree(torch.from_numpy(each), torch.from_numpy(whole), 0.0, what, remedy)

    def _members(self) -> list[Schedule]:
        made: Schedule = self.make()
        return [] if type(made) is Plateau else variants(made)

    @staticmethod
    def _factors(
        members: list[Schedule], epoch: int, epochs: int = _EPOCHS, steps: int = _STEPS, only: int | None = None
    ) -> np.ndarray:
        """Return the factors [S, K] of an epoch's steps, or of only one of them."""
        if not members:
            return np.ones((1, 1))
        taken = np.arange(steps) if only is None else np.array([only])
        found = type(members[0]).factors(numbers(members), epoch, epochs, epoch * steps + taken, epochs * steps)
        allowed = ((len(taken), len(members)), (1, len(members)))
        assert found.shape in allowed, (
            f"`factors` returns the shape {found.shape} for {len(taken)} steps of {len(members)} members: return "
            f"[S, K] or, where all steps share the factor, [1, K]."
        )
        return np.broadcast_to(found, allowed[0]).copy()
