"""What stands at the top level of a config: parts, each a node with a `_target_`, and a few plain settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Literal

from lessonnet.options import Option, Range, Seed, Size

PARTS = ("data", "model", "init", "activation", "optimizer", "trainer")
"""Parts that every config has."""

OPTIONAL_PARTS = ("criterion", "regularizer", "dropout", "scheduler", "cv", "logger")
"""Parts that are null when they are off."""

LATER_PARTS = ("criterion",)
"""Optional parts that the configs of earlier versions do not have."""

SUPPLIED: dict[str, frozenset[str]] = {
    "model": frozenset({"in_features", "outputs"}),
    "optimizer": frozenset({"params"}),
    "trainer": frozenset({"callbacks", "plugins"}),
    "callbacks": frozenset({"directory"}),
    "logger": frozenset({"directory"}),
}
"""Constructor parameters that a run fills in itself, and that are therefore no keys."""


def clipping_of(known: Mapping[str, Option], target: str) -> dict[str, Option]:
    """Return `clip_norm` for an optimizer of one's own that does not know it.

    The stack itself clips before an optimizer of PyTorch's kind takes its step. For others it may stand there as null:
    it does so in all our own, and Hydra cannot delete a key that is null.

    Args:
        known: options of the optimizer's constructor.
        target: what is built.
    """
    if "clip_norm" in known or target.startswith("lessonnet."):
        return {}
    wanted = Annotated[float, Range(above=0)] | None if "params" in known else NoneType
    return {"clip_norm": Option("clip_norm", wanted, None, required=False)}


@dataclass(frozen=True)
class Settings:
    """Hold the plain settings at the top level.

    Args:
        name: folder of the run under ``runs/``; None means ``<data>_<model>``.
        seed: of data, weights, order and masks, 0 to 2^63 − 1.
        restarts: starts from different weights, ≥ 1; the best is kept.
        resume: directory of the run to go on with.
        lr_find: whether the learning rate is found before the training, in place of `optimizer.lr`.
        backprop: how gradients are found; both give the same numbers.
        report: whether a page about the run is written at its end, as `report.html`.
        export: a further format to write the model in: `onnx`, with what it does to a row of the table before, as
            `model.onnx`; or one that an installed package offers, likewise.
    """

    name: str | None = None
    seed: Seed = 0
    restarts: Size = 1
    resume: str | None = None
    lr_find: bool = False
    backprop: Literal["closed_form", "autograd"] = "closed_form"
    report: bool = False
    export: str | None = None
