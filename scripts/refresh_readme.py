"""Run the README's commands and paste what they print: `python scripts/refresh_readme.py breast-cancer.csv`.

Every command in a block marked `console` is run as it is written, in order, in one directory that holds nothing but
the files that are given; what it prints takes the place of the lines below it. Runs are new and have new dates: later
commands are told of them. If a command fails for another reason than a user's mistake, nothing is changed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
PROMPT = "$ "
EXPECTED = (0, 2)
"""Exit codes: done, and the user's mistakes that the README shows."""

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^run +(\S+)$", re.MULTILINE)


def printed(command: str, directory: Path) -> str:
    """Return all that a command prints, as it looks in a file: no line ends in spaces."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        shell=True,
        cwd=directory,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode not in EXPECTED:
        sys.exit(f"{command}{done.stdout}exit code {done.returncode}: README.md stays as it was.")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def refreshed(block: str, directory: Path, renamed: dict[str, str]) -> str:
    """Return a block with new output; `renamed` learns which run now stands for which of the old ones."""
    lines = block.splitlines(keepends=True)
    starts = [i for i, line in enumerate(lines) if line.startswith(PROMPT)]
    fresh = ""
    for start, stop in pairwise([*starts, len(lines)]):
        command, old = lines[start], "".join(lines[start + 1 : stop])
        for before, now in renamed.items():
            command = command.replace(before, now)
        new = printed(command.removeprefix(PROMPT), directory)
        renamed.update(zip(RUN.findall(old), RUN.findall(new), strict=False))
        fresh += command + new
        print(command + new, end="", flush=True)
    return fresh


def main() -> None:
    renamed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        for file in sys.argv[1:]:
            shutil.copy(file, name)
        text = BLOCK.sub(lambda block: refreshed(block[0], Path(name), renamed), README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
