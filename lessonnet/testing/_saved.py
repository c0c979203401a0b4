"""A real run, its model loaded again, and both asked the same."""

from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

import lessonnet
from lessonnet.models import load_row
from lessonnet.sweep import run
from lessonnet.sweep._job import Job
from lessonnet.testing._agreement import assert_agree
from lessonnet.testing._composing import Lines, composed, tree_of
from lessonnet.testing._trying import threads_left_alone


def assert_saved(lines: Lines, directory: Path) -> None:
    """Train a run into a directory, load its model, and compare its answers with those of the network in memory.

    Args:
        lines: overrides of the run.
        directory: new or empty.

    Raises:
        AssertionError: if they differ.
    """
    with threads_left_alone():
        result = run(composed(lines), directory)
    assert result.results["status"] == "completed", f"the run ended as {result.results['status']}: {result.summary}"
    loaded, job = lessonnet.load(directory), Job.of(tree_of(lines))
    network = load_row(job.model.network, load_file(directory / "model" / "model.safetensors"))
    raw = job.data.raw_train.features
    mean, scale = job.data.scaling or ([0.0], [1.0])
    with torch.no_grad():
        expected = network(((raw - torch.tensor(mean)) / torch.tensor(scale)).to(network.dtype)).double()
    assert_agree(
        torch.from_numpy(loaded.scores(raw.numpy())),
        expected,
        1e-5,  # float32 scores of float32 features, scaled by NumPy here and by torch there
        "the scores of the loaded model and those of the network that was trained",
        "A loaded model is built anew from the options and the weights in its files: let all that the part computes "
        "follow from what its constructor takes, and keep that under its own name (`self.beta = beta`).",
    )
    assert loaded.predict(raw.numpy()) == [loaded.class_names[index] for index in loaded.decide(expected.numpy())]
    assert np.isfinite(loaded.scores(raw.numpy())).all()
