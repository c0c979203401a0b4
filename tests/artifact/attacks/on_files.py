"""Attacks by what stands in a file's place, and by what lies beside the files."""

from __future__ import annotations

import contextlib
import gzip
import os
import pickle
import socket
from collections.abc import Callable
from pathlib import Path

from tests.artifact.attacks.forging import MODEL_FILES, Files, Payload, model
from tests.artifact.model import TINY


def sums() -> dict[str, Files]:
    good = model(TINY)
    lines = good["SHA256SUMS"].decode()
    digest = lines[:64]

    def with_lines(text: str | bytes) -> Files:
        return {**good, "SHA256SUMS": text if isinstance(text, bytes) else text.encode()}

    return {
        "sums name an absolute path": with_lines(f"{digest}  /etc/passwd\n{lines}"),
        "sums name a path above": with_lines(f"{digest}  ../secret\n{lines}"),
        "sums name a terminal's command": with_lines(f"{digest}  \x1b[2J\n{lines}"),
        "sums name a file twice": with_lines(lines + lines),
        "sums too long": with_lines(lines * 100),
        "sums in binary": with_lines(b"\xff" * 64),
        "a gzip bomb for the sums": with_lines(gzip.compress(b"\0" * 2**20)),
        "a gzip bomb for json": {**good, "model.json": gzip.compress(b"\0" * 2**26)},
    }


def replaced(root: Path) -> dict[str, Path]:
    """Directories in which something else stands in the place of one of the three files."""
    outside = write(root / "outside", model(TINY))
    directories = {}
    for name in MODEL_FILES:
        makers: dict[str, Callable[[Path], None]] = {
            "a pipe": os.mkfifo,
            "a folder": Path.mkdir,
            "a socket": _socket,
            "a terabyte": _sparse,
            "nothing": lambda path: None,
            "a link to /dev/zero": _linked_to("/dev/zero"),
            "a link to /etc/passwd": _linked_to("/etc/passwd"),
            "a link to nowhere": _linked_to("nowhere"),
            "a link to itself": _linked_to(name),
            "a link to a good file": _linked_to(outside / name),
        }
        for what, make in makers.items():
            attack = f"{what} for {name}"
            directories[attack] = write(root / "attacks" / attack.replace("/", "_"), model(TINY))
            (directories[attack] / name).unlink()
            make(directories[attack] / name)
    return directories


def _linked_to(target: str | Path) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as bound:  # its address must be short
        bound.bind(path.name)


def _sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


def beside(canary: Path, files_of_model: Files) -> Files:
    """A good model with evil files beside it, which nobody has asked for."""
    evil = pickle.dumps(Payload(canary))
    code = f"open({str(canary)!r}, 'w')".encode()
    files = {"model.pkl": evil, "model.pt": evil, "__init__.py": code, "conftest.py": code, "sitecustomize.py": code}
    files |= {"torch.py": code, "lessonnet.py": code, ".hydra/config.yaml": b"_target_: os.system", ".env": code}
    files |= {"checkpoints/last.ckpt": evil, "results.json": evil, "usercustomize.py": code, "pickle.py": code}
    return {**files_of_model, **files}


def write(directory: Path, files: Files) -> Path:
    for name, data in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(data)
    return directory
