"""A trained model in a format for other programs: ONNX, or a plugin's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from lessonnet.extensions import export
from lessonnet.inference import Model, load, save_onnx
from lessonnet.sweep._own_classes import classes_of

Exporter = Callable[[Model, Path], None]


def exporter(name: str) -> Exporter:
    """Return the function of a plugin's export format.

    Raises:
        OptionError: if there is none of that name, or it cannot be imported.
    """
    found: Exporter = export(name)
    return found


def write_export(
    directory: Path, tree: Mapping[str, Any], description: Mapping[str, Any], tensors: Mapping[str, Tensor]
) -> Path:
    """Write `model.<format>` into a run's directory, whose config asks for one.

    Args:
        directory: of the run, its model written.
        tree: the config.
        description: the content of `model.json`.
        tensors: the weights by name.

    Returns:
        the file.

    Raises:
        OSError: if the disk refuses.
        RuntimeError: if a plugin's format fails, or leaves no file.
    """
    name = tree["export"]
    path = directory / f"model.{name}"
    if name == "onnx":
        save_onnx(path, description, tensors)
        return path
    try:
        exporter(name)(load(directory / "model", classes_of(tree)), path)
    except OSError:
        raise
    except Exception as error:  # it is somebody else's, and may raise whatever it likes
        raise RuntimeError(f"`export={name}` failed: {type(error).__name__}: {error}") from error
    if not path.is_file():
        raise RuntimeError(f"`export={name}` left no file {path}.")
    return path
