"""The Lightning Trainer that a stack is trained with."""

from contextlib import AbstractContextManager, nullcontext
from typing import Annotated, Any, ClassVar, Literal, TypedDict, Unpack

import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import Checkpoint
from lightning.pytorch.profilers import PassThroughProfiler
from lightning.pytorch.strategies import DDPStrategy

from lessonnet.options import NonNegativeInt, PositiveInt, Range

PRECISIONS = {"32-true": torch.float32, "64-true": torch.float64, "bf16-mixed": torch.float32}
"""The dtype of parameters and data for each `trainer.precision`."""


class Attached(TypedDict, total=False):
    """What a program attaches to a Trainer; none of it is an option.

    Attributes:
        callbacks: called during training.
        plugins: such as a CheckpointIO.
    """

    callbacks: list[Callback]
    plugins: list[Any]


class _Unprofiled(PassThroughProfiler):
    """Profile nothing, in a third of the time that Lightning's own way takes: it is asked dozens of times an epoch."""

    _nothing: ClassVar[AbstractContextManager[None]] = nullcontext()

    def profile(self, action_name: str) -> AbstractContextManager[None]:  # type: ignore[override]
        """Return a context that does nothing."""
        return self._nothing


class _UnwrappedDDP(DDPStrategy):
    """Processes that train together without DistributedDataParallel.

    Its hooks fire on `backward()`, which a stack never calls; the engine adds up the gradients itself.
    """

    def configure_ddp(self) -> None:
        """Leave the module as it is."""


def trainer(
    max_epochs: NonNegativeInt = 100,
    accelerator: Literal["auto", "cpu", "gpu", "cuda"] = "auto",
    devices: PositiveInt = 1,
    strategy: Literal["auto", "ddp"] = "auto",
    precision: Literal["32-true", "64-true", "bf16-mixed"] = "32-true",
    max_steps: PositiveInt | Literal[-1] = -1,
    max_time: str | None = None,
    log_every_n_steps: PositiveInt = 50,
    deterministic: bool = False,
    num_threads: Annotated[int, Range(at_least=0, at_most=1024)] = 0,
    **attached: Unpack[Attached],
) -> Trainer:
    """Build the Trainer; its options have Lightning's own names and meanings.

    Args:
        max_epochs: epochs at most, ≥ 0; 0 trains nothing, and what is measured and saved is the start.
        accelerator: `cpu`, `gpu`, or `auto` for a GPU where there is one.
        devices: processes (CPU) or GPUs, a number ≥ 1: how many there are decides how a mini-batch is shared.
        strategy: `ddp` for several devices; each takes its share of every mini-batch.
        precision: `32-true`, `64-true`, or `bf16-mixed`.
        max_steps: optimizer steps at most, −1 for no limit; the stack itself keeps to it (see `Stack`).
        max_time: `DD:HH:MM:SS` at most; None for no limit.
        log_every_n_steps: optimizer steps of a chunk, ≥ 1: callbacks are called that often.
        deterministic: refuse operations that can give different results.
        num_threads: CPU threads of a process, at most 1024; 0 leaves them as they are.
        attached: see `Attached`.

    Returns:
        A Trainer without Lightning's own logger, progress bar and checkpoints: the stack brings its own.
    """
    if num_threads:
        torch.set_num_threads(num_threads)
    return Trainer(
        max_epochs=max_epochs,
        accelerator=accelerator,
        devices=devices,
        strategy=_UnwrappedDDP() if strategy == "ddp" else strategy,
        precision=precision,
        max_time=max_time,
        log_every_n_steps=log_every_n_steps,
        deterministic=deterministic,
        **attached,
        profiler=_Unprofiled(),
        logger=False,
        # Lightning's own would join in where no callback of its kind is attached.
        enable_checkpointing=any(isinstance(c, Checkpoint) for c in attached.get("callbacks", ())),
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        limit_val_batches=0,
        use_distributed_sampler=False,
    )
