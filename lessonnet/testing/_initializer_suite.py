"""Tests of an initialisation: a pure function of widths, seed and restart."""

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

import numpy as np
import torch

from lessonnet.nn import Initializer, Layers
from lessonnet.options import OptionError
from lessonnet.testing._agreement import assert_agree
from lessonnet.testing._generators import assert_untouched, disturb
from lessonnet.testing._trained_suite import TrainedSuite

_PURE = "Draw from lessonnet.functional.random with seed, restart and layer, and from nothing else."


_MANY = 24


class InitializerSuite(TrainedSuite):
    """Tests of an initialisation; subclass it and give `option` and, where the defaults do not do, `make`.

    Attributes:
        widths: of networks whose weights it can give: inputs, hidden layers' units, scores.
        is_random: whether seeds and restarts give other weights; False of weights that are given or all alike.
    """

    widths: ClassVar[Sequence[Sequence[int]]] = ((4, 3), (2, 1), (3, 3, 3, 3), (64, 32, 10))
    is_random: ClassVar[bool] = True

    def test_gives_each_layer_its_weights_and_biases(self) -> None:
        """A weight [D, H] and a bias [H] for each layer, in double precision, all of them finite."""
        for widths in self.widths:
            layers = self._layers(widths)
            shapes = [(weight.shape, bias.shape) for weight, bias in layers]
            expected = [((d, h), (h,)) for d, h in pairwise(widths)]
            assert shapes == expected, f"for the widths {list(widths)} it gives {shapes}; each layer needs {expected}."
            for array in (array for layer in layers for array in layer):
                assert array.dtype == np.float64, f"it gives {array.dtype}: draw in float64, the network rounds it."
                assert np.isfinite(array).all(), f"for the widths {list(widths)} some numbers are not finite."

    def test_is_a_pure_function_of_seed_and_restart(self) -> None:
        """The same call gives the same weights, whatever was drawn before."""
        for widths in self.widths:
            first = self._row(widths, seed=3, restart=1)
            disturb()
            self._row(widths, seed=4)
            assert_agree(self._row(widths, seed=3, restart=1), first, 0.0, "the weights of one seed, twice", _PURE)

    def test_seeds_and_restarts_differ(self) -> None:
        """Another seed, another restart and another layer have numbers of their own."""
        # Of few numbers two draws may be alike by chance, such as a few signs.
        large = [widths for widths in self.widths if sum(d * h for d, h in pairwise(widths)) >= _MANY] or self.widths
        for widths in large if self.is_random else ():
            keys = ({"seed": 0}, {"seed": 1}, {"seed": 2**62}, {"seed": 0, "restart": 1}, {"seed": 1, "restart": 1})
            rows = [self._row(widths, **key) for key in keys]
            alike = [(keys[i], keys[j]) for i in range(5) for j in range(i) if torch.equal(rows[i], rows[j])]
            assert not alike, (
                f"{alike[0][1]} and {alike[0][0]} give the same weights: restarts would train one network several "
                f"times. {_PURE} If that is meant, say `is_random = False`."
            )
        for widths in (widths for widths in self.widths if self.is_random and len(set(widths)) == 1):
            weights = [weight for weight, _ in self._layers(widths)]
            assert not np.array_equal(weights[0], weights[1]), f"two layers have the same weights. {_PURE}"

    def test_leaves_the_global_generators_alone(self) -> None:
        """What others draw does not depend on who was initialised before."""
        with assert_untouched(_PURE):
            self._layers(self.widths[0])

    def _layers(self, widths: Sequence[int], seed: int = 0, restart: int = 0) -> Layers:
        made: Initializer = self.make()
        try:
            return made.layers(widths, seed=seed, restart=restart)
        except OptionError as error:
            raise AssertionError(
                f"for the widths {list(widths)} it gives no weights: {error} Name the widths that it is for: "
                "`widths = ((4, 3),)`."
            ) from error

    def _row(self, widths: Sequence[int], **key: int) -> torch.Tensor:
        arrays = (array.ravel() for layer in self._layers(widths, **key) for array in layer)
        return torch.from_numpy(np.concatenate(list(arrays)))
