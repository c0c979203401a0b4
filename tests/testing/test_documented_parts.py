"""The parts that docs/plugins.md shows, put into a package as it tells, keep to the suites of their kinds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonnet.testing import (
    ActivationSuite,
    CallbackSuite,
    CriterionSuite,
    DataSetSuite,
    DropoutSuite,
    InitializerSuite,
    NetworkSuite,
    PenaltySuite,
    RuleSuite,
    ScheduleSuite,
)
from tests.plugin_packages import on_path, write_package

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"
_DATA = "batch_size: 32\nval_fraction: 0.2\ntest_fraction: 0.2\nstandardize: true\nseed: ${seed}\n"
CONF = {
    "activation/softsign": ("Softsign", ""),
    "criterion/focal": ("FocalError", ""),
    "regularizer/largest": ("LargestWeight", "factor: 0.01\n"),
    "dropout/uniform_noise": ("UniformNoise", "width: 0.5\n"),
    "init/signs": ("Signs", "scale: 0.1\n"),
    "optimizer/sign_descent": ("SignDescent", "lr: 0.001\nmomentum: 0.9\nweight_decay: 0.0\nclip_norm: null\n"),
    "scheduler/inverse_time": ("InverseTime", "half: 10\n"),
    "model/skip": ("Skip", "units: 8\n"),
    "data/quadrants": ("Quadrants", f"points: 400\n{_DATA}"),
    "callbacks/epochs": ("Epochs", ""),
}


@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A package with the classes of the page, each with the YAML file that it asks for."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    shown = {match[1]: block for block in blocks if (match := re.search(r"^class (\w+)\(", block, flags=re.MULTILINE))}
    names = [name for name, _ in CONF.values()]
    code = {f"{name.lower()}.py": shown[name] for name in names}
    code["__init__.py"] = "".join(f"from lessonnet_shown.{name.lower()} import {name}\n" for name in names)
    conf = {f"{option}.yaml": _yaml(option, *own) for option, own in CONF.items()}
    with on_path(write_package(tmp_path_factory.mktemp("site"), "lessonnet-shown", code=code, conf=conf)):
        yield


def _yaml(option: str, name: str, keys: str) -> str:
    lines = f"_target_: lessonnet_shown.{name}\n{keys}"
    if not option.startswith("callbacks/"):
        return f"# Of the page.\n{lines}"
    return f"# Of the page.\n{option.partition('/')[2]}:\n" + "".join(f"  {line}\n" for line in lines.splitlines())


class TestActivation(ActivationSuite):
    option = "activation=softsign"


class TestCriterion(CriterionSuite):
    option = "criterion=focal"


class TestPenalty(PenaltySuite):
    option = "regularizer=largest"


class TestDropout(DropoutSuite):
    option = "dropout=uniform_noise"


class TestInitializer(InitializerSuite):
    option = "init=signs"


class TestRule(RuleSuite):
    option = "optimizer=sign_descent"


class TestSchedule(ScheduleSuite):
    option = "scheduler=inverse_time"


class TestNetwork(NetworkSuite):
    option = "model=skip"


class TestDataSet(DataSetSuite):
    option = "data=quadrants"


class TestCallback(CallbackSuite):
    option = "callbacks=epochs"
