"""What each member of a stack has for itself: everything that changes numbers and not the graph."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Dropout, Initializer, Layout, Penalty, Regularizer, Xavier, aligned
from lessonnet.optim import SGD, Rule, Schedule
from lessonnet.stack._penalties import OwnPenalties


@dataclass(frozen=True)
class Member:
    """One network of a stack.

    Args:
        seed: of its shuffles, masks and initial weights, ≥ 0.
        restart: number of the random restart; restarts of one run differ in their initial weights alone.
        optimizer: its update rule; one class throughout a stack, as all parts are.
        initializer: of its weights.
        scheduler: of its learning rate; None keeps the rate.
        regularizer: its penalties; None for none.
        dropout: of its hidden layers; None for none.
        data: number of the data set that it learns, among those given to the stack.
    """

    seed: int = 0
    restart: int = 0
    optimizer: Rule = SGD()
    initializer: Initializer = Xavier()
    scheduler: Schedule | None = None
    regularizer: Regularizer | None = None
    dropout: Dropout | None = None
    data: int = 0


def refuse_mixtures(members: Sequence[Member]) -> None:
    """Raise ValueError unless the members' parts have one class each: a stack has one graph."""
    if not members:
        raise ValueError("A stack needs at least one member.")
    for part in ("optimizer", "scheduler", "dropout"):
        classes = {type(getattr(member, part)).__name__ for member in members}
        if len(classes) > 1:
            raise ValueError(f"The members of a stack must have one class of {part}, got {', '.join(sorted(classes))}.")
    kinds = {type(member.regularizer) for member in members}
    if len(kinds) > 1 and any(issubclass(kind, Penalty) for kind in kinds):
        raise ValueError("The members of a stack must have one class of penalty, where it is one of one's own.")


def initial_rows(members: Sequence[Member], widths: Sequence[int], layout: Layout, dtype: torch.dtype) -> Tensor:
    """Return the initial parameters of K members as rows [K, P] in a layout's order.

    Zeros that stand for nothing fill the rows up, so that each begins on a boundary (see nn.aligned).
    """
    rows = torch.zeros(len(members), aligned(layout.size), dtype=dtype)
    for row, member in zip(rows, members, strict=True):
        named = member.initializer.parameters(widths, seed=member.seed, restart=member.restart)
        row[: layout.size] = layout.row(named)
    return rows


def own_penalties(members: Sequence[Member], weights_KW: Tensor, backprop: str) -> OwnPenalties | None:
    """Return the members' penalties of one's own, None where they have none."""
    parts = [member.regularizer for member in members if isinstance(member.regularizer, Penalty)]
    return OwnPenalties(parts, weights_KW, backprop) if parts else None


def penalty_factors(members: Sequence[Member]) -> tuple[np.ndarray, np.ndarray]:
    """Return λ1 and λ2 of K members, each [K, 1]."""
    factors = [member.regularizer.factors() if member.regularizer else (0.0, 0.0) for member in members]
    l1, l2 = np.array(factors, dtype=np.float64).T
    return l1[:, None], l2[:, None]
