"""Fill a small disk with a checkpoint that does not fit; report as JSON. Run as a program."""

import errno
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import torch

from lessonnet.callbacks import DurableCheckpointIO, latest_checkpoint
from lessonnet.callbacks._checkpoint_io import checkpoint_name


def main() -> None:
    directory = Path(sys.argv[1])
    io = DurableCheckpointIO()
    io.save_checkpoint({"weights": torch.zeros(10)}, directory / checkpoint_name(1))
    reported = "nothing"
    try:
        io.save_checkpoint({"weights": torch.rand(100_000)}, directory / checkpoint_name(2))
    except OSError as error:
        reported = errno.errorcode[error.errno or 0]
    newest = latest_checkpoint(directory)
    rubbish = len(list(directory.iterdir())) - 1
    print(json.dumps({"reported": reported, "newest": newest and newest.name, "rubbish": rubbish}))


if __name__ == "__main__":
    main()
