"""Large imports without looking for garbage, and garbage looked for as ever after them."""

import subprocess
import sys

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
