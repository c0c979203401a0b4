"""Several processes that train one run together (`trainer=ddp`)."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import torch

from lessonnet.options import OptionError

Train = Callable[[Mapping[str, Any], Path, bool], Any]


_GRACE = 10.0
"""Seconds that rank 0 has for its own end after another rank's."""


class RankError(RuntimeError):
    """Another process of the run failed although this one did not."""


def is_shared(tree: Mapping[str, Any]) -> bool:
    """Tell whether a config asks for processes that train together, be it a single one."""
    return bool(tree["trainer"]["strategy"] == "ddp")


def world_size(tree: Mapping[str, Any]) -> int:
    """Return how many processes a config asks for."""
    return int(tree["trainer"]["devices"]) if is_shared(tree) else 1


@contextmanager
def other_ranks(train: Train, tree: Mapping[str, Any], directory: Path, resume: bool) -> Iterator[None]:
    """Start ranks 1 … n − 1 beside this process, which is rank 0 inside the block.

    Args:
        train: called in each with the config, the directory and whether to resume; importable by name.
        tree: the config as plain dicts.
        directory: of the run.
        resume: passed on.

    Raises:
        RankError: if one of them failed, once this process has left the block without an error.
    """
    count, port = world_size(tree), _free_port()
    context = multiprocessing.get_context("spawn")
    ranks = [
        context.Process(target=_rank, args=(train, tree, directory, resume, rank, port), daemon=True)
        for rank in range(1, count)
    ]
    with _ctrl_c_ignored():  # as they will inherit it, until they handle it themselves
        for process in ranks:
            process.start()
    before, has_left = dict(os.environ), threading.Event()
    threading.Thread(target=_end_without, args=(ranks, has_left), daemon=True).start()
    try:
        _join_world(0, count, port)
        yield
        _wait_for(ranks)
    finally:
        has_left.set()
        os.environ.clear()
        os.environ.update(before)
        if torch.distributed.is_initialized():
            torch.distributed.destroy_process_group()
        for process in ranks:
            process.kill()


def _wait_for(ranks: list[SpawnProcess]) -> None:
    for rank, process in enumerate(ranks, start=1):
        process.join()
        if process.exitcode:
            raise RankError(f"rank {rank} failed with exit code {process.exitcode}.")


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for the moment; elsewhere than in the main thread nothing can be said about signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_without(ranks: list[SpawnProcess], has_left: threading.Event) -> None:
    """End this process, rank 0, if another dies before they have met: it would wait for it for half an hour."""
    while not (has_left.wait(0.2) or torch.distributed.is_initialized()):
        for rank, process in enumerate(ranks, start=1):
            # A mistake that all ranks meet makes this one leave by itself.
            if process.exitcode and not has_left.wait(_GRACE):
                print(
                    f"rank {rank} ended with exit code {process.exitcode} before the training began.", file=sys.stderr
                )
                for other in ranks:
                    other.kill()
                os._exit(1)


def _rank(train: Train, tree: Mapping[str, Any], directory: Path, resume: bool, rank: int, port: int) -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    _join_world(rank, world_size(tree), port)
    # Rank 0 meets the same mistake, and tells the user.
    with suppress(OptionError):
        train(tree, directory, resume)


def _end_with_the_parent() -> None:
    """End this process as soon as its parent is gone: a signal may kill rank 0 before anybody handles it."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _join_world(rank: int, count: int, port: int) -> None:
    """Tell Lightning, by the environment, which of the processes this is."""
    os.environ.update(
        MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), WORLD_SIZE=str(count), LOCAL_RANK=str(rank), NODE_RANK="0"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
