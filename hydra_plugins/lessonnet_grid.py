"""The sweeper `grid` for Hydra: Hydra's own, less a second composition of each job."""

from collections.abc import Sequence
from dataclasses import dataclass

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper, BasicSweeperConf
from hydra.core.config_store import ConfigStore


@dataclass
class GridSweeperConf(BasicSweeperConf):
    """What `hydra/sweeper=grid` stands for."""

    _target_: str = "hydra_plugins.lessonnet_grid.GridSweeper"


ConfigStore.instance().store(group="hydra/sweeper", name="grid", node=GridSweeperConf, provider="lessonnet")


class GridSweeper(BasicSweeper):
    """Go through all combinations of the values."""

    def validate_batch_is_legal(self, batch: Sequence[Sequence[str]]) -> None:
        """Do nothing: the program has checked its jobs before it began, and the launcher composes them."""
