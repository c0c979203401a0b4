"""What every part owes the engine: the same result alone, stacked, resumed and loaded."""

from pathlib import Path
from typing import ClassVar

import pytest

from lessonnet.sweep._graph_key import graph_key, why_alone
from lessonnet.testing._agreement import STACK_TOLERANCES, assert_agree
from lessonnet.testing._composing import FLOAT64, Lines, tree_of
from lessonnet.testing._generators import disturb
from lessonnet.testing._option_suite import OptionSuite
from lessonnet.testing._saved import assert_saved
from lessonnet.testing._trying import SavedAt, trained, trained_anew

_PURE = (
    "Draw nothing from a global generator and keep nothing between two trainings: random numbers come from "
    "lessonnet.functional.random, by seed and position."
)


class TrainedSuite(OptionSuite):
    """Tests of small trainings with a part; the base of the suites of all parts that a training has.

    Attributes:
        without: what stands on the command line in place of a part that can be off.
    """

    without: ClassVar[str | None] = None

    def jobs(self) -> list[Lines]:
        """Return the overrides of three jobs that are trained as one stack; two differ in all that they may."""
        first = self.lines("seed=1")
        own = [line for line in self.varied("seed=2") if self._stack(first, self.lines("seed=1", line))]
        return [first, self.lines("seed=2", *own), self.lines("seed=3")]

    def test_part_changes_the_training(self) -> None:
        """With the part, a training ends with other numbers than without it."""
        if self.without is None:
            return
        others = tuple(line for line in self.overrides if not line.lstrip("+").startswith(f"{self.key}."))
        assert self.numbers(self.lines()) != self.numbers((self.without, *others)), (
            f"a small training with `{self.option}` ends with the very weights that it has with `{self.without}`: the "
            "part does nothing there. If it needs another setting to be felt, give that in `overrides`."
        )

    @pytest.mark.parametrize("precision", list(STACK_TOLERANCES))
    def test_jobs_of_a_stack_end_as_alone(self, precision: str) -> None:
        """Who trains beside a network changes nothing of it; parts that say `stacks = False` train alone anyway."""
        jobs = [(*lines, f"trainer.precision={precision}") for lines in self.jobs()]
        if why_alone(tree_of(jobs[0])) is not None:
            return
        together = trained(*jobs)
        for lines, row in zip(jobs, together, strict=True):
            (alone,) = trained(lines)
            assert_agree(
                row,
                alone,
                STACK_TOLERANCES[precision],
                f"the weights of a network in a stack of {len(jobs)} and those of the same network alone",
                "A member's numbers may depend on its own row alone: look for sums, means, norms or draws over all "
                f"members, or for numbers that are kept between calls. The job is: {' '.join(lines)}. If it cannot be "
                "otherwise, set the class attribute `stacks = False`.",
            )

    def test_training_is_a_pure_function_of_its_config(self) -> None:
        """The same config gives the same weights, bit for bit, whatever was drawn before."""
        lines = self.lines(FLOAT64)
        first = trained_anew(lines)
        disturb()
        second = trained_anew(lines)
        assert_agree(second, first, 0.0, "the weights of two trainings of one config", _PURE)

    def test_resumed_training_ends_as_one_that_never_stopped(self, tmp_path: Path) -> None:
        """All that a training remembers is in its checkpoint."""
        checkpoint = tmp_path / "state.ckpt"
        lines = self.lines(FLOAT64, "trainer.log_every_n_steps=2")
        # With the usual three steps an epoch, chunks end after 2, 3, 5, 6 … steps: this is within an epoch.
        whole = trained_anew(lines, callbacks=[SavedAt(checkpoint, steps=5)])
        assert_agree(
            trained_anew(lines, resume=checkpoint),
            whole,
            0.0,
            "the weights of a training that was saved and gone on with, and of one that never stopped",
            "What a part remembers from step to step must be saved: a rule's in its `state`, a callback's in its "
            "`state_dict`; everything else must follow from the position.",
        )

    def test_saved_model_answers_as_the_trained_one(self, tmp_path: Path) -> None:
        """A model that is loaded knows the part and its options, those that are no defaults too."""
        assert_saved(self.lines(*self.varied()), tmp_path)

    def assert_ways_agree(self) -> None:
        """Raise AssertionError unless a training in closed form ends as one by autograd."""
        (closed,), (autograd,) = (
            trained(self.lines(FLOAT64, f"backprop={way}")) for way in ("closed_form", "autograd")
        )
        remedy = "See the test of the slope in closed form against autograd's."
        assert_agree(closed, autograd, 1e-9, "the weights after training in closed form and by autograd", remedy)

    @staticmethod
    def _stack(first: Lines, other: Lines) -> bool:
        return graph_key(tree_of(first)) == graph_key(tree_of(other))
