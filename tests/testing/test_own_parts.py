"""Parts that go another way through the engine than the built-in ones keep to the suites as well."""

from collections.abc import Iterator

import pytest

from lessonnet.testing import ActivationSuite, CallbackSuite, NetworkSuite, RuleSuite
from tests.plugin_packages import on_path, write_package

CODE = """
from typing import Any

import lightning.pytorch as pl
import torch
from torch import Tensor, nn

from lessonnet.nn import Activation
from lessonnet.options import PositiveFloat, PositiveInt


class Alone(Activation):
    '''Trains one by one, because its class says so.'''

    stacks = False

    def forward(self, z: Tensor) -> Tensor:
        return torch.atan(z)


class Branching(nn.Module):
    '''Asks for a number of its own, which no `vmap` gives: a loop goes over the members.'''

    is_mapped = False

    def __init__(self, in_features: int, outputs: int, bend: PositiveFloat = 1.0) -> None:
        super().__init__()
        self.bend = bend
        self.first, self.last = nn.Linear(in_features, 5), nn.Linear(5, outputs)

    def forward(self, x: Tensor) -> Tensor:
        steep = self.bend if float(self.first.weight.detach().abs().max()) < 1e6 else 0.0
        return self.last(torch.tanh(steep * self.first(x)))


class Largest(pl.Callback):
    '''Watches alone, writes into the run's directory, and remembers.'''

    def __init__(self, directory: str, every: PositiveInt = 1) -> None:
        self.directory, self.every, self.seen = directory, every, []

    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, number: int) -> None:
        if batch.ends_epoch and pl_module.epochs_done % self.every == 0:
            self.seen.append(float(pl_module.rows.abs().max()))

    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        with open(f"{self.directory}/largest.txt", "w") as file:
            file.write(str(self.seen))

    def state_dict(self) -> dict[str, Any]:
        return {"seen": self.seen}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        self.seen = list(state_dict["seen"])
"""
CONF = {
    "activation/alone.yaml": "# .\n_target_: lessonnet_own.Alone\n",
    "activation/hardtanh.yaml": "# .\n_target_: torch.nn.Hardtanh\nmin_val: -1.0\nmax_val: 1.0\n",
    "model/branching.yaml": "# .\n_target_: lessonnet_own.Branching\nbend: 1.0\n",
    "optimizer/adamax.yaml": (
        "# .\n_target_: torch.optim.Adamax\nlr: 0.002\nbetas: [0.9, 0.999]\neps: 1.0e-8\nweight_decay: 0.0\n"
    ),
    "callbacks/largest.yaml": "# .\nlargest:\n  _target_: lessonnet_own.Largest\n  every: 1\n",
}


@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    site = tmp_path_factory.mktemp("site")
    with on_path(write_package(site, "lessonnet-own", code={"__init__.py": CODE}, conf=CONF)):
        yield


class TestActivationThatTrainsAlone(ActivationSuite):
    option = "activation=alone"


class TestActivationOfPyTorch(ActivationSuite):
    option = "activation=hardtanh"
    left_out = ("inplace", "min_value", "max_value")


class TestNetworkThatIsNotMapped(NetworkSuite):
    option = "model=branching"


class TestOptimizerOfPyTorch(RuleSuite):
    option = "optimizer=adamax"
    left_out = ("foreach", "maximize", "differentiable", "capturable")


class TestCallbackThatWrites(CallbackSuite):
    option = "callbacks=largest"
