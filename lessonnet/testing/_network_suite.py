"""Tests of a network: scores point by point, slopes, vmap, first weights, and trainings of it."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
import torch
from torch import Tensor, nn

from lessonnet.config import target_of
from lessonnet.nn import DenseNetwork, ModuleNetwork, Network, OwnStart, try_network
from lessonnet.options import OptionError
from lessonnet.testing._agreement import TOLERANCES, assert_agree, mapped
from lessonnet.testing._generators import assert_untouched
from lessonnet.testing._trained_suite import TrainedSuite

DTYPES = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=str)
OUTPUTS = pytest.mark.parametrize("outputs", [1, 3])
_D, _B = 4, 6


class NetworkSuite(TrainedSuite):
    """Tests of a network; subclass it and give `option` and, where the defaults do not do, `make`.

    Attributes:
        has_true_slope: whether autograd's slopes are those of the scores; False of stand-ins for slopes that are zero.
        passes_nan: whether scores of NaN are NaN, so that a training that diverges is noticed.
    """

    has_true_slope: ClassVar[bool] = True
    passes_nan: ClassVar[bool] = True

    def make(self, in_features: int = _D, outputs: int = 1) -> nn.Module:
        """Return the network for so many inputs and scores."""
        node = dict(self.node or {})
        kind: Callable[..., nn.Module] = target_of("model", node.pop("_target_"))
        return kind(in_features=in_features, outputs=outputs, **node)

    def made(self) -> nn.Module:
        """Return the network for one score."""
        return self.make(_D, 1)

    @OUTPUTS
    def test_is_a_network_that_can_be_trained(self, outputs: int) -> None:
        """It has parameters, makes scores [B, C], and has no module that mixes points or members."""
        try:
            network = self._network(outputs)
            if isinstance(network, ModuleNetwork):
                try_network(network)
        except OptionError as error:
            raise AssertionError(str(error)) from error

    @OUTPUTS
    @DTYPES
    def test_each_point_has_scores_of_its_own(self, outputs: int, dtype: torch.dtype) -> None:
        """The scores of a point are the same whatever points stand beside it."""
        network, x_BD = self._network(outputs).to(dtype), _points(dtype)
        scores = network(x_BD)
        assert (scores.shape, scores.dtype) == ((_B, outputs), dtype), (
            f"of inputs [{_B}, {_D}] {dtype} it makes {list(scores.shape)} {scores.dtype}: return [B, C] of the same "
            "dtype, and make no tensor of a fixed one within."
        )
        alone = torch.cat([network(x_D[None]) for x_D in x_BD])
        remedy = "Let no mean or norm go over the points, the first axis."
        assert_agree(scores, alone, TOLERANCES[dtype], "the scores of all points and of each alone", remedy)

    @OUTPUTS
    def test_vmap_equals_a_loop(self, outputs: int) -> None:
        """Members that are mapped have the scores and slopes that each has alone."""
        network, x_BD = self._network(outputs).double(), _points(torch.float64)
        if not network.is_mapped:
            return
        members = [_rows(self._network(outputs).double()) for _ in range(3)]
        stacked = {name: torch.stack([member[name] for member in members]) for name in members[0]}
        remedy = "Use operations that vmap knows and no fixed sizes, or say `is_mapped = False` in the class."
        found = mapped(lambda own: _slopes(network, own, x_BD), stacked, remedy=remedy)
        for name in found:
            looped = torch.stack([_slopes(network, member, x_BD)[name] for member in members])
            assert_agree(found[name], looped, 1e-10, f"under vmap and in a loop, {name}", remedy)

    def test_slopes_are_those_of_its_scores(self) -> None:
        """Autograd's slopes along a direction are the quotient of differences."""
        network, x_BD, step = self._network(3).double(), _points(torch.float64), 1e-6
        if not self.has_true_slope:
            return
        own, generator = _rows(network), torch.Generator().manual_seed(1)
        slopes = _slopes(network, own, x_BD)
        for name, values in own.items():
            way = torch.randn(values.shape, generator=generator, dtype=torch.float64)
            way /= way.norm()
            ahead, behind = (_total(network, {**own, name: values + sign * step * way}, x_BD) for sign in (1, -1))
            quotient = (ahead - behind) / (2 * step)
            # Differences of sums near 10 at 1e-6 carry 1e-9 of rounding.
            remedy = "Mend the backward of its autograd Functions; of a stand-in slope say `has_true_slope = False`."
            what = f"autograd's slope by `{name}` and the quotient of differences"
            assert_agree((slopes[name] * way).sum(), quotient, 1e-6, what, remedy)

    @OUTPUTS
    def test_every_parameter_counts(self, outputs: int) -> None:
        """No parameter is without an effect on the scores."""
        network = self._network(outputs).double()
        generator = torch.Generator().manual_seed(0)
        # Away from its start, where a layer may be all zeros.
        own = {name: w + torch.randn(w.shape, generator=generator).double() for name, w in _rows(network).items()}
        slopes = _slopes(network, own, _points(torch.float64))
        idle = [name for name, slope in slopes.items() if name != "the scores" and not slope.any()]
        assert not idle, f"{', '.join(idle)} changes no score: use it in `forward`, or leave it out."

    @OUTPUTS
    def test_extreme_inputs_stay_finite(self, outputs: int) -> None:
        """Scores and slopes at inputs of ±10⁴, 0 and the smallest numbers are finite; a NaN stays one."""
        for dtype in TOLERANCES:
            network = self._network(outputs).to(dtype)
            tiny = torch.finfo(dtype).tiny
            sizes = torch.tensor([-1e4, -tiny / 4, 0.0, tiny / 4, 1e4], dtype=dtype)
            for name, values in _slopes(network, _rows(network), sizes[:, None].expand(-1, _D)).items():
                assert values.isfinite().all(), f"at inputs up to ±10⁴ in {dtype}, {name} are not finite."
            if self.passes_nan:
                found = network(torch.full((1, _D), torch.nan, dtype=dtype))
                assert found.isnan().all(), "of NaN inputs it makes other scores: a divergence would go unnoticed."

    def test_first_weights_follow_from_seed_and_restart(self) -> None:
        """The constructor draws from PyTorch's generator alone, which is seeded for it and left as it was."""
        if isinstance(self._network(1), DenseNetwork):
            return  # an initialisation sets its weights
        start = OwnStart(lambda: self._network(1))
        remedy = "Draw in the constructor with torch's functions, without a generator or seed of your own."
        with assert_untouched(remedy):
            first = _flat(start.parameters([_D, 1], seed=3))
        again = _flat(start.parameters([_D, 1], seed=3))
        assert_agree(again, first, 0.0, "the first weights of one seed, twice,", remedy)
        for key in ({"seed": 4}, {"seed": 3, "restart": 1}):
            other = _flat(start.parameters([_D, 1], **key))
            assert not torch.equal(other, first), f"{key} gives the weights of seed 3, restart 0. {remedy}"

    def _network(self, outputs: int) -> Network:
        made: nn.Module = self.make(_D, outputs)
        return made if isinstance(made, Network) else ModuleNetwork(made, _D, outputs)


def _points(dtype: torch.dtype) -> Tensor:
    """Return inputs [B, D]."""
    return torch.randn(_B, _D, generator=torch.Generator().manual_seed(0), dtype=torch.float64).to(dtype)


def _rows(network: nn.Module) -> dict[str, Tensor]:
    return {name: parameter.detach() for name, parameter in network.named_parameters()}


def _flat(parameters: dict[str, Tensor]) -> Tensor:
    return torch.cat([values.flatten() for values in parameters.values()])


def _total(network: nn.Module, own: dict[str, Tensor], x_BD: Tensor) -> Tensor:
    """Return the sum of the squared scores: no parameter's slope is a sum that is zero by chance."""
    scores: Any = torch.func.functional_call(network, own, (x_BD,))
    return (scores + 1).square().sum()


def _slopes(network: nn.Module, own: dict[str, Tensor], x_BD: Tensor) -> dict[str, Tensor]:
    """Return the scores, and the slope of their squares by each parameter."""
    slopes: dict[str, Tensor] = torch.func.grad(lambda parameters: _total(network, parameters, x_BD))(own)
    return {"the scores": torch.func.functional_call(network, own, (x_BD,)), **slopes}
