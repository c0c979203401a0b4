"""Initial weights taken from an earlier run (row L12a)."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from lessonnet.artifact import load_model
from lessonnet.models._lookup import refuse_missing
from lessonnet.nn import Initializer, Layers, perturb
from lessonnet.nn._initializers import Widths
from lessonnet.options import OptionError, Spread
from lessonnet.surfaces import PATHS


@dataclass(frozen=True)
class FromRun(Initializer):
    """Start from the best weights of an earlier run, so that fewer epochs are needed.

    Args:
        path: a run directory or its model directory.
        scale: standard deviation of normal noise added to each weight and bias, ≥ 0; random restarts need some.

    Raises:
        OptionError: if there is no model, it is damaged, or its layers have other widths.
    """

    path: str
    scale: Spread = 0.0

    def layers(self, widths: Widths, *, seed: int, restart: int = 0) -> Layers:
        """Return the earlier run's weight and bias of each layer, plus noise."""
        try:
            description, tensors = load_model(model_directory(Path(self.path)))
            refuse_missing(description)
        except (OptionError, OSError) as error:
            raise OptionError(f"`init.path` must be the directory of a run or a model; {error}") from error
        if description["model"] == "network":
            raise OptionError("`init.path` holds a network of one's own, whose weights fit no layers of this run.")
        found = [tensors[f"layers.{i}.weight"] for i in range(len(tensors) // 2)]
        shapes = [tuple(weight.shape) for weight in found]
        if shapes != list(pairwise(widths)):
            earlier = [shape[0] for shape in shapes] + [shapes[-1][1]]
            raise OptionError(
                f"`init.path` holds a network of widths {'-'.join(map(str, earlier))} ({description['model']}), "
                f"but this run's is {'-'.join(map(str, widths))}."
            )
        layers = [(w.double().numpy(), tensors[f"layers.{i}.bias"].double().numpy()) for i, w in enumerate(found)]
        return perturb(layers, self.scale, seed=seed, restart=restart)


def model_directory(path: Path) -> Path:
    """Return the model directory of a run, or of a sweep's best job, or the path itself where it is one.

    Raises:
        OptionError: if it is a run on an error surface, which has none, or a sweep without a best job.
    """
    if not (path / "model").is_dir() and (path / "best").is_symlink():
        best = (path / "best").readlink()
        if not best.is_absolute() and ".." not in best.parts:  # a sweep's own link stays within it
            path = path / best
    if (path / "model").is_dir():
        return path / "model"
    if (path / PATHS).is_file():
        raise OptionError(f"{path}: a descent on an error surface leaves no model to use; its way is in {PATHS}.")
    if (path / "sweep.json").is_file():
        raise OptionError(
            f"{path}: this sweep has no best job, as none completed or several data sets were learned; name a job's "
            "own directory."
        )
    return path
