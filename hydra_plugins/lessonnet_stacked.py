"""The launcher `stacked` for Hydra, which looks for it here; the work is done in `lessonnet.command`."""

from collections.abc import Sequence
from dataclasses import dataclass

from hydra._internal.core_plugins.basic_launcher import BasicLauncher
from hydra.core.config_store import ConfigStore
from hydra.core.utils import JobReturn


@dataclass
class StackedLauncherConf:
    """What `hydra/launcher=stacked` stands for."""

    _target_: str = "hydra_plugins.lessonnet_stacked.StackedLauncher"


ConfigStore.instance().store(group="hydra/launcher", name="stacked", node=StackedLauncherConf, provider="lessonnet")


class StackedLauncher(BasicLauncher):
    """Train all jobs of one graph as one tensor program; what is no job of ours is run as Hydra's own launcher does."""

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        """Run a batch of jobs.

        Args:
            job_overrides: the overrides of each.
            initial_job_idx: number of the first.
        """
        multirun = getattr(self.task_function, "multirun", None)
        if multirun is None:
            return super().launch(job_overrides, initial_job_idx)
        from lessonnet.command._multirun import (
            launch_stacked,
        )  # every program of Hydra's on this machine imports this file

        assert self.hydra_context is not None
        assert self.config is not None
        reason, returns = launch_stacked(self.hydra_context, self.config, multirun, job_overrides, initial_job_idx)
        if reason is not None:
            print(f"jobs run one by one: {reason}", flush=True)
            return super().launch(job_overrides, initial_job_idx)
        return returns
