"""Numbers of K members side by side: what varies within a stack without changing its graph."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch
from torch import Tensor

from lessonnet.options import Options

Numbers = dict[str, np.ndarray]
"""Option names to float64 arrays [K]."""


def numbers(parts: Sequence[Options]) -> Numbers:
    """Line up the numeric options of K parts of one class.

    Args:
        parts: K instances of one class; tuples (betas) become `name_0`, `name_1`; None becomes ∞ (a limit that is off).

    Returns:
        Each numeric option as float64 [K].

    Example:
        >>> from lessonnet.nn import L2
        >>> numbers([L2(0.1), L2(0.2)])["l2"]
        array([0.1, 0.2])
    """
    lined: Numbers = {}
    for field in fields(parts[0]):  # type: ignore[arg-type]
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], tuple):
            for i in range(len(values[0])):
                lined[f"{field.name}_{i}"] = np.array([v[i] for v in values], dtype=np.float64)
        elif not isinstance(values[0], str | bool):
            lined[field.name] = np.array([np.inf if v is None else v for v in values], dtype=np.float64)
    return lined


def columns(parts: Sequence[Options], like: Tensor) -> dict[str, Tensor]:
    """Line up the numeric options of K parts of one class as tensors.

    Args:
        parts: K instances of one class.
        like: gives dtype and device.

    Returns:
        Each numeric option as a tensor [K, 1].
    """
    return {name: torch.from_numpy(values_K[:, None]).to(like) for name, values_K in numbers(parts).items()}
