"""Installed packages for the process that is watched: those that models may need, and one that none may wake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.artifact.model import NETWORK, SWISH, TINY
from tests.plugin_packages import write_package

SWISH_CODE = """
    from dataclasses import dataclass
    from pathlib import Path

    import numpy as np
    import torch
    from torch import nn

    from lessonnet.data import DataSet, Rows
    from lessonnet.nn import Activation
    from lessonnet.options import Points, Scale, check_value


    class SwishBeta(Activation):
        def __init__(self, beta: Scale = 1.0):
            super().__init__()
            self.beta = check_value("SwishBeta.beta", beta, Scale)

        def forward(self, z):
            return z * torch.sigmoid(self.beta * z)


    class Bumps(nn.Module):
        def __init__(self, in_features: int, outputs: int, nodes: int = 3, scales: list[float] = (1.0,), pad: int = 1):
            super().__init__()
            self.centres = nn.Parameter(torch.randn(nodes, in_features))
            self.last = nn.Linear(nodes, outputs)
            self.register_buffer("pad", torch.zeros(pad))
            self.register_buffer("slope", torch.ones(len(scales)))

        def forward(self, x):
            squares = (x.unsqueeze(1) - self.centres).square().sum(2)
            return self.last(torch.exp(-squares * self.slope[0])) + self.pad.sum()


    @dataclass(eq=False, repr=False)
    class Rings(DataSet):
        name = "rings of the plugin"

        points: Points = 60
        path: str = ""

        def rows(self):
            if self.path:
                Path(self.path).read_text()
            angles = np.linspace(0, 6.28, self.points)
            classes = np.arange(self.points) % 2
            x = np.stack([np.cos(angles), np.sin(angles)], 1) * (1 + classes[:, None])
            return Rows(x, classes, ["x1", "x2"], ["inner", "outer"])
"""
GREEDY_CODE = """
    from dataclasses import dataclass
    from pathlib import Path

    import numpy as np
    import torch
    from torch import nn

    from lessonnet.data import DataSet, Rows
    from lessonnet.nn import Activation, BinaryCrossEntropy


    @dataclass(eq=False, repr=False)
    class Many(DataSet):
        name = "many"
        rows_drawn: int = 20

        def rows(self):
            x = np.linspace(0, 1, 2 * self.rows_drawn).reshape(-1, 2)
            return Rows(x, np.arange(self.rows_drawn) % 2, ["a", "b"], ["left", "right"])


    class Table(Activation):
        def __init__(self, size: int = 4, path: str = ""):
            super().__init__()
            if path:
                Path(path).read_text()
            self.table = torch.zeros(size)

        def forward(self, z):
            return z + self.table[0]


    class Weighed(BinaryCrossEntropy):
        def __init__(self, size: int = 4, path: str = ""):
            if path:
                Path(path).read_text()
            self.table = torch.zeros(size)


    class Deep(nn.Module):
        def __init__(self, in_features: int, outputs: int, depth: int = 1, path: str = ""):
            super().__init__()
            if path:
                Path(path).read_text()
            self.layers = nn.ModuleList(nn.Linear(in_features, in_features) for _ in range(depth))
            self.last = nn.Linear(in_features, outputs)

        def forward(self, x):
            for layer in self.layers:
                x = torch.tanh(layer(x))
            return self.last(x)
"""
TRAP_CODE = """
    import os
    from pathlib import Path

    (Path(__file__).parents[2] / "canary").touch()

    from lessonnet.nn import Activation


    class Trap(Activation):
        def forward(self, z):
            return z
"""
CONF = {
    "activation/swish_beta.yaml": "# z · σ(βz).\n_target_: lessonnet_swish.SwishBeta\nbeta: 1.0\n",
    "model/bumps.yaml": "# Bumps.\n_target_: lessonnet_swish.Bumps\nnodes: 3\nscales: [1.0]\npad: 1\n",
    "data/rings.yaml": "# Rings.\n_target_: lessonnet_swish.Rings\npoints: 60\n",
}

BUMPS: dict[str, Any] = {
    **NETWORK,
    "criterion": None,
    "network": {"name": "bumps", "options": {"nodes": 3, "scales": [0.5, 2.0], "pad": 1}},
    "parameters": {"module.centres": [3, 2], "module.last.weight": [1, 3], "module.last.bias": [1]},
    "plugins": [{"package": "lessonnet-swish", "version": "0.1.0", "offers": ["model=bumps"]}],
}


GREEDY_CONF = {
    "data/many.yaml": "# Points.\n_target_: lessonnet_greedy.Many\n",
    "activation/table.yaml": "# A table.\n_target_: lessonnet_greedy.Table\n",
    "criterion/weighed.yaml": "# A weighed error.\n_target_: lessonnet_greedy.Weighed\n",
    "model/deep.yaml": "# Layers.\n_target_: lessonnet_greedy.Deep\n",
}
"""Parts that open what they are told to, and take as much memory as they are told to."""

_GREEDY = {"package": "lessonnet-greedy", "version": "0.1.0"}
DEEP: dict[str, Any] = {
    **BUMPS,
    "network": {"name": "deep", "options": {"depth": 1}},
    "parameters": {
        "module.layers.0.weight": [2, 2],
        "module.layers.0.bias": [2],
        "module.last.weight": [1, 2],
        "module.last.bias": [1],
    },
    "plugins": [{**_GREEDY, "offers": ["model=deep"]}],
}
TABLED: dict[str, Any] = {
    **SWISH,
    "activation": {"name": "table", "options": {"size": 4, "path": ""}},
    "plugins": [{**_GREEDY, "offers": ["activation=table"]}],
}
WEIGHED: dict[str, Any] = {
    **TINY,
    "format": 2,
    "network": None,
    "parameters": None,
    "criterion": {"name": "weighed", "options": {"size": 4, "path": ""}},
    "plugins": [{**_GREEDY, "offers": ["criterion=weighed"]}],
}


def install(site: Path) -> Path:
    """Install them below a directory, and return it."""
    write_package(site, "lessonnet-swish", code={"__init__.py": SWISH_CODE}, conf=CONF)
    write_package(site, "lessonnet-greedy", code={"__init__.py": GREEDY_CODE}, conf=GREEDY_CONF)
    conf = {
        "activation/trap.yaml": "# A trap.\n_target_: lessonnet_trap.Trap\n",
        "data/trap.yaml": "# A trap.\n_target_: lessonnet_trap.Trap\n",
    }
    return write_package(site, "lessonnet-trap", code={"__init__.py": TRAP_CODE}, conf=conf)
