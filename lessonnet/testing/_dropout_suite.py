"""Tests of a dropout: factors of hidden units made of random numbers, and trainings with it."""

from typing import ClassVar

import numpy as np
import torch

from lessonnet.nn import Dropout
from lessonnet.nn._numbers import numbers
from lessonnet.testing._agreement import assert_agree
from lessonnet.testing._generators import assert_untouched
from lessonnet.testing._trained_suite import TrainedSuite
from lessonnet.testing._variants import variants

_ALL = 1 << 16
_PURE = "Make the factors of `bits` and nothing else: those follow from the seed, the layer and the step."


class DropoutSuite(TrainedSuite):
    """Tests of a dropout; subclass it and give `option` and, where the defaults do not do, `make`.

    Attributes:
        keeps_the_mean: whether the factors are 1 on average, so that a network answers as loudly without dropout.
    """

    keeps_the_mean: ClassVar[bool] = True
    without = "dropout=none"

    def test_factors_have_the_shape_of_the_random_numbers(self) -> None:
        """A finite factor for each unit, point, member and step, made of its own random number."""
        parts = self._members()
        bits = _bits((2, len(parts), 5, 4))
        found = self._factors(parts, bits)
        assert found.shape == bits.shape, f"of random numbers {bits.shape} it makes {found.shape}: keep the shape."
        assert np.isfinite(found).all(), "some factors are not finite."
        turned = self._factors(parts, np.ascontiguousarray(bits[:, :, ::-1, ::-1]))[:, :, ::-1, ::-1]
        what = "the factors of random numbers in another order"
        assert_agree(_tensor(turned), _tensor(found), 0.0, what, "Each factor comes of its own random number alone.")

    def test_members_have_factors_of_their_own(self) -> None:
        """The factors of members side by side are those of each alone."""
        parts = self._members()
        bits = _bits((2, len(parts), 5, 4))
        alone = [self._factors([part], bits[:, k : k + 1]) for k, part in enumerate(parts)]
        remedy = "`own` holds arrays [K, 1, 1]: compute number by number, without sums over the members."
        what = f"the factors of {len(parts)} members together and alone"
        assert_agree(_tensor(self._factors(parts, bits)), _tensor(np.concatenate(alone, axis=1)), 1e-12, what, remedy)

    def test_factors_are_a_pure_function_of_the_random_numbers(self) -> None:
        """The same random numbers give the same factors, and no generator is asked."""
        parts = self._members()
        bits = _bits((2, len(parts), 5, 4))
        kept = bits.copy()
        with assert_untouched(_PURE):
            first = self._factors(parts, bits)
        second = self._factors(parts, bits)
        assert (bits == kept).all(), "`factors` changes the random numbers that it is given."
        assert_agree(_tensor(second), _tensor(first), 0.0, "the factors of the same random numbers, twice,", _PURE)

    def test_mean_of_the_factors_is_one(self) -> None:
        """Over all random numbers that there are, the factors are 1 on average, and not all alike."""
        for part in self._members():
            found = self._factors([part], np.arange(_ALL, dtype=np.uint16).reshape(1, 1, _ALL, 1))
            mean = float(np.mean(found))
            # A distribution cut into 2¹⁶ pieces loses a little of its tails.
            assert not self.keeps_the_mean or abs(mean - 1) < 1e-3, (
                f"the mean factor of {part} is {mean:.5f}: divide by the probability of being kept, or say "
                "`keeps_the_mean = False`."
            )
        made = self._factors([self._made()], np.arange(_ALL, dtype=np.uint16).reshape(1, 1, _ALL, 1))
        assert np.ptp(made) > 0, f"all factors of {self._made()} are {made.flat[0]:g}: nothing of it is random."

    def _members(self) -> list[Dropout]:
        return variants(self._made())

    @staticmethod
    def _factors(parts: list[Dropout], bits: np.ndarray) -> np.ndarray:
        own = {name: values[:, None, None] for name, values in numbers(parts).items()}
        return type(parts[0]).factors(bits, own)

    def _made(self) -> Dropout:
        made = self.make()
        assert isinstance(made, Dropout), f"`make` must return a lessonnet.nn.Dropout, got a {type(made).__name__}."
        return made


def _bits(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).integers(0, _ALL, shape, dtype=np.uint16)


def _tensor(array: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))
