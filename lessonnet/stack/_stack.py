"""The LightningModule that the programs train: K members of one graph at once."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from lessonnet.data import Part
from lessonnet.nn import Criterion, DenseNetwork, Layout
from lessonnet.optim import LBFGS
from lessonnet.stack._batches import Points
from lessonnet.stack._blocks import block_size, blocks
from lessonnet.stack._chunks import Chunk, Chunks
from lessonnet.stack._engine import Engine, Graph, Process
from lessonnet.stack._members import Member, initial_rows, refuse_mixtures
from lessonnet.stack._optimizer import MemberwiseLBFGS, StackOptimizer
from lessonnet.stack._rates import Rates
from lessonnet.stack._record import Record
from lessonnet.stack._sums import Sums

_HOPELESS = 1e4
"""A mean error that many times above where the training began is divergence, even while it is finite."""


class Stack(LightningModule):
    """K members of one graph, trained as one tensor program; a run alone is a stack of one.

    One Lightning batch is a chunk of mini-batches, and `trainer.global_step` still counts optimizer steps. What a
    member ends with is what it would have had alone: its gradient, its order of points and its dropout masks depend
    on its own seed and position, never on who trains beside it.

    Args:
        network: the graph that all members share; its own weights are not used.
        criterion: the error function.
        members: what each has for itself.
        train: the training part of each data set that members refer to, all of one size.
        val: the validation parts likewise, or None: then the training error selects.
        batch_size: points of a mini-batch, or None for all.
        backprop: `closed_form` or `autograd`; both give the same numbers.
        dtype: of parameters and data.
        max_steps: optimizer steps of the whole training, or −1 for no limit. The trainer's own limit must be left
            alone: with one, Lightning skips epochs when it resumes.

    Attributes:
        rows: parameters [A, P] of the members that still train.
        record: best weights, errors and status of all K members.
        epochs_done: finished epochs.
        steps_done: optimizer steps taken.
        step_in_epoch: those of the unfinished epoch.
        epoch_metrics: of the newest epoch: names to float64 [K], NaN for members that had left.
        history: `epoch_metrics` of every epoch.
    """

    def __init__(
        self,
        network: DenseNetwork,
        criterion: Criterion,
        members: Sequence[Member],
        train: Sequence[Part],
        val: Sequence[Part] | None = None,
        *,
        batch_size: int | None = None,
        backprop: str = "closed_form",
        dtype: torch.dtype = torch.float32,
        max_steps: int = -1,
    ) -> None:
        super().__init__()
        refuse_mixtures(members)
        self.automatic_optimization = False
        # Inside a tuple the template is no submodule: its weights are not the stack's to save or move.
        self._graph = Graph(network, criterion, backprop)
        self.members = list(members)
        self.layout = Layout(network)
        outputs = network.widths[-1]
        self._train = Points.of(train, outputs, dtype)
        self._val = Points.of(val, outputs, dtype) if val is not None else None
        self._batch_size, self._max_steps = batch_size, max_steps
        self.rows = nn.Parameter(initial_rows(members, network.widths, dtype), requires_grad=False)
        self.record = Record(self.rows)
        self._rates = Rates(np.array([m.optimizer.lr for m in members]), [m.scheduler for m in members])  # type: ignore[attr-defined]
        self.epochs_done = self.steps_done = self.step_in_epoch = 0
        self.epoch_metrics: dict[str, Tensor] = {}
        self.history: list[dict[str, Tensor]] = []
        self._sums: Sums | None = None
        self._limit: Tensor | None = None
        self._seconds, self._started = 0.0, time.monotonic()

    @property
    def seconds(self) -> float:
        """Time of the training so far, in seconds; what passed between a stop and its resumption does not count."""
        return self._seconds + time.monotonic() - self._started

    @property
    def selected_by(self) -> str:
        """The part whose error selects: `val`, or `train` where there is no validation part."""
        return "train" if self._val is None else "val"

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches of an epoch, the last of which may be smaller."""
        return -(-self._points // min(self._batch_size or self._points, self._points))

    @property
    def active(self) -> Tensor:
        """Numbers of the members that still train, [A]."""
        return self.record.active

    @property
    def selection_error(self) -> Tensor:
        """The newest error that selects, float64 [K].

        The training part, where it takes the place of a missing validation part, selects by its error plus the
        penalty, which is what the training descends: without it, the weights from before the penalty has done its
        work would win.
        """
        if self.selected_by == "val":
            return self.epoch_metrics["val_error"]
        return self.epoch_metrics["train_error"] + self.epoch_metrics["penalty"]

    def leave(self, members: Sequence[int], status: str) -> None:
        """Take members out; the stack shrinks, and training stops when none is left.

        Args:
            members: their numbers among all K.
            status: why: `completed`, `diverged` …
        """
        stay = self.record.leave(members, status)
        if len(stay) == len(self.rows):
            return
        if len(stay) == 0:
            self.trainer.should_stop = True
        self._shrink(stay.to(self.rows.device))
        self._bind()

    def training_step(self, chunk: Chunk, batch_idx: int) -> None:
        """Take the optimizer steps of one chunk, and close the epoch with its last."""
        if not len(self.rows):
            return
        count = chunk.stop - chunk.first
        steps = np.arange(self.steps_done, self.steps_done + count)
        rates_SK = self._rates.at(chunk.epoch, self._epochs, steps, self._total_steps)
        with torch.no_grad():
            trained = [engine.train(chunk, rates_SK[:, engine.block], self.steps_done) for engine in self._engines]
        sums = Sums.joined(trained)
        self._count(count)
        self._sums = sums.plus(self._sums)
        hopeless = self._hopeless(sums.means()[0])
        if chunk.ends_epoch:
            hopeless |= self._close_epoch(rates_SK[-1])
        if self.steps_done == self._max_steps:
            self.trainer.should_stop = True
        if hopeless.any():
            self.leave(self.active[hopeless.cpu()].tolist(), "diverged")

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the optimizer of all rows."""
        rules = [member.optimizer for member in self.members]
        kind = MemberwiseLBFGS if isinstance(rules[0], LBFGS) else StackOptimizer
        self._optimizer = kind(self.rows, rules, self.active)
        return self._optimizer

    def train_dataloader(self) -> Chunks:
        """Return the chunks, as long as the trainer's log interval."""
        length: int = self.trainer.log_every_n_steps  # type: ignore[attr-defined]  # set by a connector
        return Chunks(self, self.steps_per_epoch, length, self._max_steps)

    def transfer_batch_to_device(self, batch: Chunk, device: torch.device, dataloader_idx: int) -> Chunk:
        """Return the chunk as it is: the data sits on the device already."""
        return batch

    def on_fit_start(self) -> None:
        """Bind the engine to the device that the trainer chose."""
        self._started = time.monotonic()
        self._train = self._train.to(self.device)
        self._val = self._val.to(self.device) if self._val is not None else None
        self._sums = self._sums.to(self.device) if self._sums is not None else None
        self.record.to(self.device)
        self._bind()
        if self._limit is None and len(self.rows):
            self._limit = self._error_limit()
        if not len(self.rows):
            # Everybody had left before the training that is resumed here was saved.
            self.trainer.should_stop = True

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Add the position, the record and the unfinished epoch's sums."""
        checkpoint["stack"] = {
            "position": [self.epochs_done, self.steps_done, self.step_in_epoch],
            "record": self.record.state(),
            "rates": self._rates.state(),
            "sums": None if self._sums is None else list(self._sums),
            "history": self.history,
            "limit": self._limit,
            "seconds": self.seconds,
        }

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Take them back, and shrink to the members that still trained."""
        state = checkpoint["stack"]
        self.record.restore(state["record"])
        self.rows.data = self.rows.data[self.record.active.to(self.rows.device)]
        self._rates.keep(self.record.active)
        self._rates.restore(state["rates"])
        self.epochs_done, self.steps_done, self.step_in_epoch = state["position"]
        self._sums = None if state["sums"] is None else Sums(*state["sums"])
        self.history, self._seconds, self._limit = state["history"], state["seconds"], state["limit"]
        self.epoch_metrics = self.history[-1] if self.history else {}

    @property
    def _points(self) -> int:
        return self._train.features.shape[1]

    @property
    def _epochs(self) -> int:
        return self.trainer.max_epochs if self.trainer.max_epochs and self.trainer.max_epochs > 0 else 1

    @property
    def _total_steps(self) -> int:
        total = self._epochs * self.steps_per_epoch
        return total if self._max_steps < 0 else min(total, self._max_steps)

    def _bind(self) -> None:
        """Build the engine of the members that still train."""
        if not len(self.rows):
            return
        process = Process(self.trainer.global_rank, self.trainer.world_size)
        members = [self.members[m] for m in self.active.tolist()]
        self._engines = [
            Engine(
                self._graph,
                self.rows,
                block,
                members[block],
                self._optimizer,
                train=self._train,
                batch_size=self._batch_size,
                process=process,
                mixed=self.trainer.precision == "bf16-mixed",
            )
            for block in self._blocks()
        ]

    def _blocks(self) -> list[slice]:
        """Cut the rows into blocks; each L-BFGS goes its own way in any case."""
        if isinstance(self._optimizer, MemberwiseLBFGS):
            return [slice(0, len(self.rows))]
        size = min(self._batch_size or self._points, self._points)
        return blocks(len(self.rows), block_size(self._graph.network.widths, size, self.rows[0]))

    def _shrink(self, stay: Tensor) -> None:
        self.rows.data = self.rows.data[stay]
        self._optimizer.keep(stay)
        self._rates.keep(stay)
        self._limit = self._limit[stay] if self._limit is not None else None
        if self._sums is not None:
            self._sums = self._sums.keep(stay)

    def _count(self, steps: int) -> None:
        """Count optimizer steps, for us and for Lightning, whose `global_step` reads this progress."""
        self.steps_done += steps
        self.step_in_epoch += steps
        progress = self.trainer.fit_loop.epoch_loop.manual_optimization.optim_step_progress
        for tracker in (progress.total, progress.current):
            tracker.ready += steps
            tracker.completed += steps

    def _close_epoch(self, rates_K: np.ndarray) -> Tensor:
        """Evaluate, record, and tell which of the active members have diverged, [A]."""
        assert self._sums is not None
        with torch.no_grad():
            chosen = [engine.evaluate((self._val or self._train).select(engine.sets)) for engine in self._engines]
            penalty = torch.cat([engine.penalty() for engine in self._engines])
        error, accuracy = Sums.joined(chosen).means()
        measured = dict(zip(("train_error", "train_accuracy"), self._sums.means(), strict=True))
        measured |= {f"{self.selected_by}_error": error, f"{self.selected_by}_accuracy": accuracy}
        measured |= {"penalty": penalty, "lr": torch.from_numpy(rates_K)}
        measured |= {"step": torch.full_like(error, self.steps_done)}
        self.epochs_done, self.step_in_epoch, self._sums = self.epochs_done + 1, 0, None
        self.epoch_metrics = {name: self._for_all(values) for name, values in measured.items()}
        self.history.append(self.epoch_metrics)
        chosen_error = error + penalty if self.selected_by == "train" else error
        self.record.close_epoch(self.rows, chosen_error, accuracy, self.epochs_done)
        self._rates.react(chosen_error)
        return self._hopeless(error)

    def _for_all(self, values_A: Tensor) -> Tensor:
        """Place values of the active members among all K, NaN for the others."""
        values = torch.full((len(self.members),), torch.nan, dtype=torch.float64)
        values[self.active] = values_A.double().cpu()
        return values

    def _hopeless(self, error_A: Tensor) -> Tensor:
        """Tell whose error or weights are no longer finite, or whose error is far beyond where it began, [A]."""
        finite = torch.cat([engine.finite() for engine in self._engines])
        # NaN fails every comparison, so it is hopeless too; ∞ is not below ∞.
        assert self._limit is not None
        return ~((error_A < self._limit.to(error_A.device)) & finite)

    def _error_limit(self) -> Tensor:
        """Return the error beyond which a member has diverged, [A]."""
        if not self._graph.criterion.mean_over_points:
            # A perceptron's error grows with its weights, and its weights with its rate; none of it is harm.
            return torch.full((len(self.rows),), torch.inf, dtype=torch.float64)
        with torch.no_grad():
            begun = [engine.evaluate(self._train.select(engine.sets)) for engine in self._engines]
        return _HOPELESS * Sums.joined(begun).means()[0].clamp(min=1.0)
