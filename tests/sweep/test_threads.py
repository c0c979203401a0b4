"""The CPU threads that a training gets where the user left the choice."""

from types import SimpleNamespace
from typing import Any

import pytest

from lessonnet.data import Digits
from lessonnet.models import MLP
from lessonnet.nn import Sigmoid
from lessonnet.sweep import _threads


def threads(
    monkeypatch: pytest.MonkeyPatch, hidden: int, batch_size: Any, restarts: int = 1, processes: int = 1
) -> int:
    """Return the choice for a network on digits, on a machine of eight cores."""
    monkeypatch.setattr(_threads, "_AVAILABLE", 8)
    data = Digits(batch_size=batch_size)
    data.setup()
    model = MLP(hidden=[hidden], in_features=64, classes=10, activation=Sigmoid())
    job: Any = SimpleNamespace(data=data, model=model, members=[None] * restarts)
    return _threads.threads_for(job, processes)


@pytest.mark.parametrize(("hidden", "batch_size"), [(64, 64), (256, 128)])
def test_small_network_takes_one_thread(monkeypatch: pytest.MonkeyPatch, hidden: int, batch_size: int) -> None:
    assert threads(monkeypatch, hidden, batch_size) == 1


def test_wide_network_takes_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert threads(monkeypatch, 1024, 256) == 8


def test_many_restarts_of_a_small_network_take_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert threads(monkeypatch, 64, 64, restarts=100) == 8


def test_full_batch_counts_all_points(monkeypatch: pytest.MonkeyPatch) -> None:
    # 1079 training points times 18,944 weights
    assert threads(monkeypatch, 256, "full") == 8


def test_processes_share_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert threads(monkeypatch, 1024, 256, processes=2) == 4


def test_at_least_one_thread_is_left_for_each_of_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert threads(monkeypatch, 1024, 256, processes=100) == 1
