"""The perceptron, logistic regression and the multi-layer perceptron, trained exactly and many at a time."""

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessonnet.inference import Model
    from lessonnet.interactive import Run, Runs

__version__ = "0.1.0"


def load(path: str | os.PathLike[str], classes: Collection[type] = ()) -> "Model":
    """Read a trained model: ``lessonnet.load(path).predict(frame)``.

    Args:
        path: a run directory, or its model directory; a stranger's is safe to load.
        classes: of parts that no installed package offers, for a model that names such.

    Raises:
        OptionError: if there is no model, it is damaged, or it names parts that do not exist here.
    """
    from lessonnet.inference import load as load_model  # torch comes with it

    return load_model(path, classes)


def run(*overrides: str, directory: str | os.PathLike[str] | None = None) -> "Run":
    """Train one model as the command line does: ``lessonnet.run("experiment=xor", "optimizer.lr=0.5")``.

    Args:
        overrides: what would stand on the command line.
        directory: of the run, new or empty; None for ``runs/<name>/<date_time>``.

    Raises:
        OptionError: if an override is wrong, or stands for several runs; nothing has been written then.
    """
    from lessonnet.interactive import run as train_one

    return train_one(*overrides, directory=directory)


def run_many(*overrides: str, directory: str | os.PathLike[str] | None = None) -> "Runs":
    """Train one model for each combination of values: ``lessonnet.run_many("data=moons", "seed=0,1,2")``.

    Args:
        overrides: what would stand on the command line after ``-m``.
        directory: of the sweep, new or empty; None for ``sweeps/<name>/<date_time>``.

    Raises:
        OptionError: if an override is wrong; nothing has been written then.
    """
    from lessonnet.interactive import run_many as train_many

    return train_many(*overrides, directory=directory)
