"""A stranger's model directory runs no code, reads nothing elsewhere and takes a bounded amount of memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.artifact.attacks.building import build
from tests.plugin_packages import environment_with

pytestmark = pytest.mark.slow

WATCHED = Path(__file__).parent / "attacks" / "watched.py"
SECRET = "what the environment holds and no model may learn"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def report(root: Path) -> dict[str, Any]:
    """What came of all attacks, each tried on everything that reads a model."""
    attacks = build(root)
    done = subprocess.run(
        [sys.executable, str(WATCHED), str(root)],
        env={**environment_with(root / "site"), "HOSTILE_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {"attacks": attacks, **json.loads(done.stdout)}


def above_start(report: dict[str, Any]) -> float:
    highest, _ = report["hungriest"]
    return float(highest - report["start_mib"])


def test_attacks_are_counted(report: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    seconds, slowest = report["slowest"]
    with capsys.disabled():
        print(
            f"\nattacks: {report['attacks']}, tries: {report['refused'] + report['loaded']} "
            f"({report['refused']} refused, {report['loaded']} harmless), code runs: {len(report['events'])}, "
            f"peak above start: {above_start(report):.0f} MiB ({report['hungriest'][1]}), "
            f"slowest: {seconds:.1f} s ({slowest})"
        )
    assert report["attacks"] > 200
    assert report["refused"] + report["loaded"] == 4 * report["attacks"]


def test_no_attack_runs_code_or_opens_another_file(report: dict[str, Any], root: Path) -> None:
    assert report["events"] == []
    assert not (root / "canary").exists()


def test_watch_sees_what_it_is_there_for(report: dict[str, Any]) -> None:
    assert any("pickle.find_class" in event for event in report["control"])
    assert report["opened"] > report["attacks"]


def test_every_attack_is_refused_or_does_nothing(report: dict[str, Any]) -> None:
    assert report["unexpected"] == []


def test_every_refusal_is_one_printable_line_that_names_the_directory(report: dict[str, Any]) -> None:
    assert report["not_one_line"] == []


def test_texts_come_back_as_they_stand(report: dict[str, Any]) -> None:
    assert report["changed_texts"] == []
    assert report["loaded"] >= 30


def test_refusing_takes_a_bounded_amount_of_memory(report: dict[str, Any]) -> None:
    # The largest file that is read is 16 MiB of JSON with at most two million values, some eighty bytes each.
    assert 16 < above_start(report) < 256
