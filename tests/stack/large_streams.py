"""Train on a small stream and on one of twenty times the points; report how much the peak memory grew. A program."""

import gc
import json
import logging
import resource
import sys
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from lessonnet.data import Part, StreamedPart
from lessonnet.nn import BinaryCrossEntropy, DenseNetwork
from lessonnet.optim import SGD
from lessonnet.stack import Member, Stack, trainer

WIDTH, POINTS, TOGETHER = 30, 50_000, 4
"""A chunk has 6 MB, a group of four 24 MB."""


class Stream(StreamedPart):
    """Two clouds, drawn anew at each read."""

    def read(self, chunk: int) -> Part:
        draw = torch.Generator().manual_seed(chunk)
        targets = torch.randint(2, (self.sizes[chunk],), generator=draw)
        return Part(torch.randn(len(targets), WIDTH, generator=draw).add_(targets[:, None] - 0.5), targets)


def peak_after(chunks: int) -> int:
    """Train an epoch and return this process's peak memory so far, in bytes."""
    train, val = (Stream([POINTS] * count, WIDTH, TOGETHER) for count in (chunks, max(1, chunks // 4)))
    network, own = DenseNetwork(WIDTH, [], 1, None), [Member(optimizer=SGD(lr=0.1))]
    gc.collect()  # the stack before this one, whose last group it still holds
    stack = Stack(network, BinaryCrossEntropy(), own, [train], [val], batch_size=1024)
    trainer(max_epochs=1, accelerator="cpu").fit(stack)
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.set_num_threads(1)
    peaks = {chunks: peak_after(chunks) for chunks in (1, 5, 100)}
    whole = {chunks: chunks * POINTS * WIDTH * 4 for chunks in peaks}
    print(json.dumps({"peaks": list(peaks.values()), "whole": list(whole.values()), "group": TOGETHER * whole[1]}))


if __name__ == "__main__":
    main()
