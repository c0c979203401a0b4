"""The same ground for every test, and the reason why one is skipped that cannot run here."""

import os
import shutil
import signal

import pytest

collect_ignore = ["example_package"]
"""A package of its own with tests of its own: tests/test_example_package.py installs it and runs them."""

# Networks of this size, trained by several processes at once, are slowed by more threads. torch reads this once.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell starts what runs in its background deaf to Ctrl-C, and so would be every program that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _has_cuda() -> bool:
    import torch  # only when a gpu test was collected: it takes seconds

    return torch.cuda.is_available()


def _has_chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    conditions = {
        "gpu": (_has_cuda, "no CUDA device"),
        "browser": (_has_chromium, "no Chromium on the PATH"),
        "slow": (lambda: "slow" in config.option.markexpr, "slow: run it by `make slow`"),
    }
    for marker, (can_run, reason) in conditions.items():
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and not can_run():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))
