"""What docs/plugins.md shows runs as it stands."""

import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import torch

from lessonnet import train
from tests.sweep.runs import called

PAGE = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"### ([^\n]+)\n.*?```python\n(.*?)```", PAGE, re.DOTALL))
"""The code of each kind of part."""
MODULE = "shown_on_the_page"
CHOICES = {
    "Activation": ["model=mlp", f"activation._target_={MODULE}.Softsign"],
    "Error function": [f"+criterion._target_={MODULE}.FocalError"],
    "Penalty": [f"+regularizer._target_={MODULE}.LargestWeight", "+regularizer.factor=0.1"],
    "Dropout": ["model=mlp", f"+dropout._target_={MODULE}.UniformNoise", "+dropout.width=0.3"],
    "Initial weights": [f"init._target_={MODULE}.Signs"],
    "Optimizer": ["optimizer=momentum", f"optimizer._target_={MODULE}.SignDescent"],
    "Schedule": [f"+scheduler._target_={MODULE}.InverseTime", "+scheduler.half=3"],
    "Network": [f"model._target_={MODULE}.Skip"],
    "Data set": ["data=moons", f"data._target_={MODULE}.Quadrants", "~data.noise"],
    "Callback": [f"+callbacks.mine._target_={MODULE}.Epochs"],
}
"""How each is chosen without a package."""


def shown(code: str, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A module of the code, where imports find it."""
    module = types.ModuleType(MODULE)
    monkeypatch.setitem(sys.modules, MODULE, module)
    exec(compile(code, MODULE, "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("kind", CHOICES)
def test_part_on_the_page_trains(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown(BLOCKS[kind], monkeypatch)
    words = ["trainer=cpu", "trainer.max_epochs=3", "logger=none", "callbacks=checkpoint", *CHOICES[kind]]
    answer = called(tmp_path, train.main, *words, f"hydra.run.dir={tmp_path / 'run'}")
    assert (answer.code, answer.err) == (0, "")
    assert (tmp_path / "run" / "results.json").is_file()


def test_page_shows_each_kind_of_its_table() -> None:
    kinds = re.findall(r"^\| ([a-z ]+) \| (?:`|entry)", PAGE, re.MULTILINE)
    assert len(kinds) == 12
    assert {kind.capitalize() for kind in kinds} - {"Figure", "Export format"} == set(CHOICES)


def test_derivative_on_the_page_is_autograds(monkeypatch: pytest.MonkeyPatch) -> None:
    part: Any = shown(BLOCKS["Activation"], monkeypatch).Softsign()
    z = torch.linspace(-4, 4, 9, dtype=torch.float64, requires_grad=True)
    a = part(z)
    (expected,) = torch.autograd.grad(a.sum(), z)
    found = part.backprop(torch.ones_like(z), z.detach(), a.detach(), torch.empty_like(z))
    torch.testing.assert_close(found, expected)
