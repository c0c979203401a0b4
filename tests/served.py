"""A real TensorBoard over a directory, asked over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Served:
    """A TensorBoard that listens on this machine alone."""

    url: str

    def data(self, plugin: str, route: str, **query: str) -> Any:
        """What a plugin's page would be told."""
        address = f"{self.url}data/plugin/{plugin}/{route}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            return json.loads(answer.read())

    def read(self, path: str) -> bytes:
        """What lies at an address below the server's own."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
            return bytes(answer.read())

    def ask(self, route: str, **body: Any) -> Any:
        """What the HParams page would be told."""
        request = urllib.request.Request(
            f"{self.url}data/plugin/hparams/{route}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())


@contextmanager
def served(directory: Path) -> Iterator[Served]:
    """Start TensorBoard over a directory, as its own command would, and end it afterwards."""
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(directory), "--port", "0"]
    more = ["--load_fast", "false", "--reload_interval", "0"]  # read once: the run has ended
    with subprocess.Popen([*command, *more], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            address = next(
                (found[1] for line in process.stderr if (found := re.search(r" at (http://\S+)", line))), None
            )
            assert address, "TensorBoard ended before it had said where it listens."
            yield Served(address)
        finally:
            process.terminate()
