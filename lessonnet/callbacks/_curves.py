"""What is written of a training, epoch by epoch, and under which names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from lessonnet.stack import Outcome, Stack

METRICS = {
    "train_error": "error/train",
    "train_accuracy": "accuracy/train",
    "val_error": "error/validation",
    "val_accuracy": "accuracy/validation",
    "penalty": "penalty",
    "objective": "objective",
    "lr": "learning_rate",
}
"""Columns of `metrics.csv` to TensorBoard's tags."""

LAYOUT = {
    "training": {
        "error": ["Multiline", ["error/train", "error/validation"]],
        "accuracy": ["Multiline", ["accuracy/train", "accuracy/validation"]],
        "learning rate": ["Multiline", ["learning_rate"]],
    },
    "layers": {
        "norm of the weights": ["Multiline", ["weight_norm/.*"]],
        "norm of the gradient": ["Multiline", ["gradient_norm/.*"]],
        "dead and saturated units": ["Multiline", ["dead_units/.*", "saturated_units/.*"]],
    },
}
"""TensorBoard's page of custom scalars: what matters, training and validation on one chart."""


def curves_of(stack: Stack | Outcome, member: int) -> dict[str, Tensor]:
    """Return one member's metrics over the epochs that it trained, each [E].

    Its objective is among them: training error plus penalty.
    """
    epochs = int(stack.record.epochs[member])
    curves = {name: values_EK[:epochs, member] for name, values_EK in stack.history.items()}
    return curves | {"objective": curves["train_error"] + curves["penalty"]} if curves else {}
