"""Quick descents on error surfaces, shared by the tests of the engine."""

from collections.abc import Sequence
from typing import Any

import torch
from lightning.pytorch import Callback
from torch import Tensor

from lessonnet.callbacks import Snapshots
from lessonnet.data import NoData
from lessonnet.nn import DenseNetwork, Fixed, Height, Initializer
from lessonnet.optim import Rule, Schedule
from lessonnet.stack import Member, Stack
from lessonnet.surfaces import SURFACES
from tests.stack.trainings import fit

BASE_CAMP = Fixed([0.0, 0.0])


def climbers(
    rule: Rule, scheduler: Schedule | None = None, starts: Sequence[Initializer] = (BASE_CAMP,)
) -> list[Member]:
    return [Member(restart=k, optimizer=rule, scheduler=scheduler, initializer=start) for k, start in enumerate(starts)]


def stack_on(surface: str, members: Sequence[Member], **options: Any) -> Stack:
    data = NoData()
    data.setup()
    chosen = {"dtype": torch.float64, **options}
    return Stack(DenseNetwork(0, (), 2, None), Height(SURFACES[surface]), members, [data.train], **chosen)


def descend(
    surface: str, members: Sequence[Member], steps: int = 150, callbacks: Sequence[Callback] = (), **options: Any
) -> tuple[Stack, Tensor]:
    """Descend so many steps; return the stack and the paths [F, K, 2], the starts first."""
    snapshots, stack = Snapshots(), stack_on(surface, members, **options)
    fit(stack, steps, [snapshots, *callbacks], log_every_n_steps=50)
    return stack, snapshots.rows[..., :2]


def heights(surface: str, paths_FK2: Tensor) -> Tensor:
    return SURFACES[surface].height(paths_FK2)


def way_to(paths_FK2: Tensor, place: tuple[float, float]) -> Tensor:
    """How far each point of the paths is from a place [F, K]."""
    return (paths_FK2 - torch.tensor(place, dtype=paths_FK2.dtype)).norm(dim=-1)
