"""Large imports without looking for garbage or loading what nobody uses; later all is as ever."""

import subprocess
import sys

import pytest

CODE = """
import gc, sys
from lessonnet.imports import quick_imports
found = []
{before}
try:
    with quick_imports():
        found.append(gc.isenabled())
        {within}
except RuntimeError:
    pass
print(found[0], gc.isenabled(), gc.get_freeze_count() > 0)
"""


def found(before: str = "", within: str = "pass") -> str:
    code = CODE.format(before=before, within=within)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_garbage_is_not_looked_for_meanwhile_nor_later_among_what_was_imported() -> None:
    assert found(within="import torch") == "False True True"


def test_an_import_that_fails_changes_nothing() -> None:
    assert found(within="raise RuntimeError") == "False True True"


def test_nothing_is_done_where_all_is_there_already() -> None:
    assert found(before="import torch") == "True True False"


def test_who_looks_for_no_garbage_is_left_alone() -> None:
    assert found(before="gc.disable()") == "False False False"


LATER = """
import sys
from lessonnet.imports import quick_imports
with quick_imports():
    import lightning.pytorch
    from sklearn.datasets import load_digits, make_moons
load_digits(), make_moons(4)
print("{inner}" in sys.modules)
{use}
print("{inner}" in sys.modules)
"""


@pytest.mark.parametrize(
    ("inner", "use"),
    [
        ("signal._filter_design", "from scipy.signal import convolve; assert list(convolve([1], [3])) == [3]"),
        (
            "signal._filter_design",
            "import scipy; kept = scipy.signal; kept.convolve; assert kept.convolve([2], [3])[0] == 6",
        ),
        ("signal._filter_design", "import scipy, scipy.signal.windows as w; assert scipy.signal.hamming is w.hamming"),
        ("stats._stats_py", "from scipy import stats; assert stats.norm.cdf(0) == 0.5"),
    ],
)
def test_a_module_that_nobody_needs_is_loaded_as_soon_as_somebody_does(inner: str, use: str) -> None:
    code = LATER.format(inner=f"scipy.{inner}", use=use)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stdout.split() == ["False", "True"], found.stderr
