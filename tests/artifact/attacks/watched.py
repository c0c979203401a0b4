"""Read every attack that `building` wrote, watched, and report as JSON. Run as a program, by itself.

A process of its own: an audit hook cannot be taken off again, the peak of memory is the process's, and what a forger
needs to write an attack must not be counted as what a reader needs to refuse it.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import sys
import time
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

import lessonnet
from lessonnet.artifact import load_model
from lessonnet.models import Saved, read_model
from lessonnet.options import OptionError
from tests.artifact.attacks.watching import Watch


def explained(directory: Path) -> str:
    """What a person does first with a model from elsewhere."""
    return lessonnet.load(directory).explain()


# Whatever reads a stranger's model belongs here, and into the lists of `building` if it loads harmless ones.
LOADERS: dict[str, Callable[[Path], Any]] = {
    "load_model": load_model,
    "read_model": read_model,
    "lessonnet.load": explained,
    "Saved.read": Saved.read,
}


def peak() -> float:
    """The most memory that the process has had so far, in MiB."""
    # Not `ru_maxrss`, which on Linux begins with what the process that started this one had.
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"^VmHWM:\s*(\d+) kB$", status, re.MULTILINE)[0]) / 1024


class Report:
    """What came of the attacks; empty lists are good news."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self.unexpected: list[str] = []
        self.not_one_line: list[str] = []
        self.changed_texts: list[str] = []
        self.refused = self.loaded = 0
        self.slowest = self.hungriest = (0.0, "none")

    def take(self, attack: str, loader: str, directory: Path, loads: list[str], watch: Watch) -> None:
        began = time.perf_counter()
        line, content = self._read(loader, directory, watch)
        self.slowest = max(self.slowest, (time.perf_counter() - began, f"{attack}, {loader}"))
        self.hungriest = max(self.hungriest, (peak(), f"{attack}, {loader}"), key=itemgetter(0))
        if line:
            self.refused += 1
            self._judge_line(line, directory)
        else:
            self.loaded += 1
            self._judge_texts(content, directory)
        if bool(line) == (loader in loads):
            self.unexpected.append(f"{loader}, {attack}: {line or 'loaded':.200}")

    def _read(self, loader: str, directory: Path, watch: Watch) -> tuple[str, Any]:
        try:
            with watch(directory):
                return "", LOADERS[loader](directory)
        except OptionError as error:  # to keep it would keep all that it was about
            return str(error), None

    def _judge_line(self, line: str, directory: Path) -> None:
        if not line.isprintable() or str(directory) not in line or len(line) > 800 or self._secret in line:
            self.not_one_line.append(f"{line!r:.900}")

    def _judge_texts(self, content: Any, directory: Path) -> None:
        """What was read says what stands in the file, letter by letter."""
        if isinstance(content, tuple) and content[0] != json.loads((directory / "model.json").read_text()):
            self.changed_texts.append(directory.name)


def main(root: Path) -> None:
    for good in (root / "good").iterdir():  # what is imported at the first use is imported now
        for name, loader in LOADERS.items():
            if name != "Saved.read" or good.name not in ("table", "dropped"):
                loader(good)
    watch = Watch()
    with watch(root):
        pickle.loads(pickle.dumps(Path))  # a control: the hook must see what a pickle does
    control = watch.events.copy()
    watch.events.clear()
    attacks, report = json.loads((root / "attacks.json").read_text()), Report(os.environ["HOSTILE_SECRET"])
    start = peak()
    report.hungriest = (start, "none")
    for attack, directory, loads in attacks:
        for loader in LOADERS:
            report.take(attack, loader, Path(directory), loads, watch)
    found = {"control": control, "events": watch.events, "opened": watch.opened, "start_mib": start}
    print(json.dumps({**vars(report), **found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
