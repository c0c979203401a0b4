"""A stranger's model directory runs no code, reads nothing elsewhere and takes no memory to speak of."""

import json
import subprocess
import sys
from pathlib import Path

# A process of its own: an audit hook cannot be taken off again, and the peak of memory is the process's.
WATCHED = Path(__file__).with_name("watched_attacks.py")


def test_load_model_survives_every_attack_without_running_code(tmp_path: Path, capsys) -> None:
    done = subprocess.run(
        [sys.executable, str(WATCHED), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    with capsys.disabled():
        print(f"\nattacks: {report['attacks']}, code runs: 0, peak above start: {report['peak_mib']:.0f} MiB")
    assert report["attacks"] >= 30
    assert report["control_seen"]
    assert report["accepted"] == []
    assert report["not_one_line"] == []
    assert report["events"] == []
    assert not (tmp_path / "canary").exists()
    # A refused file costs at most its own size and some copies; the largest here is below 2 MiB. The rest is slack for
    # the allocator.
    assert report["peak_mib"] < 64
