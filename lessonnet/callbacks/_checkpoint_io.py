"""Checkpoints on disk: written durably, verified when read, the older one used when the newer is damaged.

A checkpoint is what ``torch.save`` writes, a zip archive, plus an archive comment that holds the SHA-256 of everything
before it. One file and one rename: there is no second file that a crash could leave out of step, or that gets lost when
somebody copies the checkpoint. ``torch.load`` and every zip reader take it as it is. The sum finds damage, not malice;
against malice everything is read with ``weights_only=True``.
"""

from __future__ import annotations

import io
import os
import re
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from lightning.fabric.utilities.types import _PATH
from lightning.pytorch.plugins.io import CheckpointIO

from lessonnet.durable import make_directory, sha256_of, write_durably
from lessonnet.options import OptionError

_NAME = re.compile(r"step-(?P<step>\d{9,})\.ckpt")
_MARK = b"sha256 "
_COMMENT_BYTES = len(_MARK) + 64
_KEPT = 2


def checkpoint_name(step: int) -> str:
    """Return the file name of the checkpoint taken after `step` optimizer steps: ``step-000000123.ckpt``."""
    return f"step-{step:09d}.ckpt"


def latest_checkpoint(directory: str | os.PathLike[str]) -> Path | None:
    """Return the newest checkpoint in `directory` that verifies; one that does not is passed over with a warning.

    Args:
        directory: a run's ``checkpoints/``; may be missing.

    Returns:
        Its path, or None where no checkpoint was ever written.

    Raises:
        OptionError: if there are checkpoints and none of them verifies.
    """
    found = _newest_first(Path(directory))
    for path in found:
        try:
            _read_verified(path)
        except (OSError, ValueError) as error:
            _warn_of(path, error)
        else:
            return path
    if found:
        raise OptionError(f"{directory}: no checkpoint in it can be used; the newest, {found[0].name}, is damaged.")
    return None


def prune_checkpoints(directory: Path) -> None:
    """Remove all checkpoints but the two newest that verify.

    Raises:
        OSError: if one cannot be removed.
    """
    good = 0
    for path in _newest_first(directory):
        if good < _KEPT and _verifies(path):
            good += 1
        else:
            path.unlink()


class DurableCheckpointIO(CheckpointIO):
    """Save and load a Trainer's checkpoints so that no kill, full disk or flipped bit costs the last good one."""

    def save_checkpoint(self, checkpoint: dict[str, Any], path: _PATH, storage_options: Any | None = None) -> None:
        """Write a checkpoint with its sum; what stood at `path` stays until all of the new one is on the disk.

        Raises:
            OSError: if the disk refuses; earlier checkpoints are as they were.
        """
        if storage_options is not None:
            raise TypeError("`storage_options` must be None: checkpoints are written to local files only.")
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        make_directory(Path(path).parent)
        write_durably(path, _with_sum(buffer.getvalue()))

    def load_checkpoint(
        self, path: _PATH, map_location: Any | None = None, weights_only: bool | None = None
    ) -> dict[str, Any]:
        """Read a checkpoint, or with a warning the next older one beside it that verifies.

        Args:
            path: the checkpoint.
            map_location: where its tensors go, as for ``torch.load``; None: the CPU.
            weights_only: taken as True whatever is passed; no pickled code is ever run.

        Raises:
            OptionError: if neither it nor an older one verifies.
        """
        wanted = Path(path)
        for candidate in (wanted, *_older_than(wanted)):
            try:
                data = _read_verified(candidate)
            except (OSError, ValueError) as error:
                _warn_of(candidate, error)
                continue
            target = "cpu" if map_location is None else map_location
            loaded: dict[str, Any] = torch.load(io.BytesIO(data), map_location=target, weights_only=True)
            return loaded
        raise OptionError(f"{wanted}: this checkpoint cannot be used, and no older one beside it can.")

    def remove_checkpoint(self, path: _PATH) -> None:
        """Remove a checkpoint; a missing one is fine."""
        Path(path).unlink(missing_ok=True)


def _with_sum(archive: bytes) -> bytes:
    # A zip ends in a record whose last two bytes are the length of the comment that follows: none, as torch writes it.
    body = archive[:-2] + struct.pack("<H", _COMMENT_BYTES)
    return body + _MARK + sha256_of(body).encode("ascii")


def _read_verified(path: Path) -> bytes:
    data = path.read_bytes()
    body, comment = data[:-_COMMENT_BYTES], data[-_COMMENT_BYTES:]
    if not comment.startswith(_MARK):
        raise ValueError("it does not end in the SHA-256 of its content")
    if comment != _MARK + sha256_of(body).encode("ascii"):
        raise ValueError("its content does not match its SHA-256")
    return data


def _verifies(path: Path) -> bool:
    try:
        _read_verified(path)
    except (OSError, ValueError):
        return False
    return True


def _warn_of(path: Path, error: Exception) -> None:
    reason = error.strerror if isinstance(error, OSError) else error
    warnings.warn(f"{path}: this checkpoint is passed over: {reason}.", stacklevel=3)


def _newest_first(directory: Path) -> list[Path]:
    if not directory.is_dir():
        return []
    steps = {path: int(match["step"]) for path in directory.iterdir() if (match := _NAME.fullmatch(path.name))}
    return sorted(steps, key=steps.__getitem__, reverse=True)


def _older_than(wanted: Path) -> Iterator[Path]:
    found = _newest_first(wanted.parent)
    if wanted in found:
        yield from found[found.index(wanted) + 1 :]
