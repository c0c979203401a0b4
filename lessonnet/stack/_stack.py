"""The LightningModule that the programs train: K members of one graph at once."""

import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from lessonnet.data import Part, StreamedPart
from lessonnet.nn import Criterion, Layout, Network
from lessonnet.stack._backprop import placed, way_of
from lessonnet.stack._batches import Process, batch_points
from lessonnet.stack._blocks import joined
from lessonnet.stack._chunks import Chunk, Chunks
from lessonnet.stack._crew import Crew, engines_of
from lessonnet.stack._divergence import Divergence
from lessonnet.stack._engine import Engine, Graph
from lessonnet.stack._history import History
from lessonnet.stack._members import Member, initial_rows, refuse_mixtures
from lessonnet.stack._optimizers import optimizer_of
from lessonnet.stack._outcome import Outcome
from lessonnet.stack._points import Points
from lessonnet.stack._position import Position
from lessonnet.stack._rates import Rates
from lessonnet.stack._record import Record
from lessonnet.stack._replay import Recorder, recorder_for
from lessonnet.stack._sources import source_of, training_source
from lessonnet.stack._streamed import Streamed
from lessonnet.stack._sums import Sums


class Stack(LightningModule):
    """K members of one graph, trained as one tensor program; a run alone is a stack of one.

    One Lightning batch is a chunk of mini-batches, and `trainer.global_step` still counts optimizer steps. What a
    member ends with is what it would have had alone: its gradient, its order of points and its dropout masks depend
    on its own seed and position, never on who trains beside it.

    Args:
        network: the graph that all members share; its own weights are not used.
        criterion: the error function.
        members: what each has for itself.
        train: the training part of each data set that members refer to, all of one size; or a single streamed one.
        val: the validation parts likewise, or None: then the training error plus the penalty selects.
        batch_size: points of a mini-batch, or None for all.
        backprop: `closed_form` or `autograd`; both give the same numbers. Without a closed form it is autograd.
        dtype: of parameters and data.
        max_steps: optimizer steps of the whole training, or −1 for no limit. The trainer's own limit must be left
            alone: with one, Lightning skips epochs when it resumes.

    Attributes:
        members: as given, all K.
        layout: where each layer's parameters stand in a row.
        rows: parameters [A, P] of the members that still train.
        workers: threads that train blocks of members side by side, ≥ 1; set before the training. Whoever raises it
            leaves each product to one thread: see torch.set_num_threads. On CUDA, and of streamed data, one does all.
        recorder: how a step is recorded, to be replayed from then on; set before the training. None for a CUDA graph on
            CUDA, where closed-form backpropagation is done by one process, and for no recording elsewhere.
        record: best weights, errors and status of all K members.
    """

    def __init__(
        self,
        network: Network,
        criterion: Criterion,
        members: Sequence[Member],
        train: Sequence[Part | StreamedPart],
        val: Sequence[Part | StreamedPart] | None = None,
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
        self._graph = Graph(network, criterion, way_of(backprop, network, criterion))
        self.members = list(members)
        self.layout = Layout(network)
        outputs = network.widths[-1]
        self._train = training_source(train, outputs, dtype, members, batch_size)
        self._val = source_of(val, outputs, dtype) if val is not None else None
        self._batch_size, self._max_steps = batch_size, max_steps
        self.rows = nn.Parameter(initial_rows(members, network.widths, self.layout, dtype), requires_grad=False)
        self.record = Record(self.rows)
        self._rates = Rates(np.array([m.optimizer.lr for m in members]), [m.scheduler for m in members])  # type: ignore[attr-defined]
        self._position, self._history, self._divergence = Position(), History(len(members)), Divergence()
        self._seconds, self._started = 0.0, time.monotonic()
        self.workers = 1
        self.recorder: Recorder | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; the name of the running hook, which Lightning notes thirty times an epoch, at once."""
        if name == "_current_fx_name":
            # A Module first looks whether it is a parameter, a buffer or a module: ten times as long.
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)

    @property
    def seconds(self) -> float:
        """Time of the training so far, in seconds.

        What passed between a stop and its resumption does not count, nor what is drawn of it after the last step.
        """
        return self._seconds + max(0.0, self._position.moved_at - self._started)

    @property
    def epochs_done(self) -> int:
        """Finished epochs."""
        return self._position.epochs_done

    @property
    def steps_done(self) -> int:
        """Optimizer steps taken."""
        return self._position.steps_done

    @property
    def history(self) -> dict[str, Tensor]:
        """Metrics of all epochs: names to float64 [E, K], NaN for members that had left."""
        return self._history.epochs

    @property
    def selected_by(self) -> str:
        """The part that selects: `val` by its error, or without one `train` by its error plus the penalty."""
        return "train" if self._val is None else "val"

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches of an epoch, the last of which may be smaller."""
        return -(-self._train.count // batch_points(self._train.count, self._batch_size))

    @property
    def active(self) -> Tensor:
        """Numbers of the members that still train, [A]."""
        return self.record.active

    def leave(self, members: Sequence[int], status: str) -> None:
        """Take members out; the stack shrinks, and training stops when none is left.

        Args:
            members: their numbers among all K.
            status: why: `completed`, `diverged` …
        """
        stay = self.record.leave(members, status, self.steps_done)
        if len(stay) == len(self.rows):
            return
        if len(stay) == 0:
            self.trainer.should_stop = True
        self._shrink(stay.to(self.rows.device))
        self._bind()

    def outcome(self, members: Sequence[int] | None = None) -> Outcome:
        """Return what the training has made of some members, given by their numbers, or of all."""
        chosen = range(len(self.members)) if members is None else members
        return Outcome(
            record=self.record.of(chosen),
            history={name: values_EK[:, list(chosen)] for name, values_EK in self.history.items()},
            layout=self.layout,
            selected_by=self.selected_by,
            steps_done=self.steps_done,
            epochs_done=self.epochs_done,
            seconds=self.seconds,
            stack_size=len(self.members),
        )

    def training_step(self, chunk: Chunk, batch_idx: int) -> None:
        """Take the optimizer steps of one chunk, and close the epoch with its last."""
        if not len(self.rows):
            return
        steps = np.arange(self.steps_done, self.steps_done + chunk.stop - chunk.first)
        rates_SK = self._rates.at(chunk.epoch, self._epochs, steps, self._total_steps)
        steps_done = self.steps_done
        sums = Sums.joined(self._crew.each(lambda e: e.train(chunk, rates_SK[:, e.block], steps_done)))
        self._count(len(steps))
        self._history.add(sums)
        error, finite = sums.means()[0], joined(self._crew.each(Engine.finite))
        if chunk.ends_epoch:
            diverged = self._close_epoch(rates_SK[-1], error, finite)
        else:
            diverged = self._divergence.of(error, finite)
        if self.steps_done == self._max_steps:
            self.trainer.should_stop = True
        if diverged.any():
            self.leave(self.active[diverged.cpu()].tolist(), "diverged")

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the optimizer of all rows."""
        rules = [member.optimizer for member in self.members]
        self._optimizer = optimizer_of(self.rows, rules, self.active, self.layout)
        return self._optimizer

    def train_dataloader(self) -> Chunks:
        """Return the chunks, as long as the trainer's log interval."""
        length: int = self.trainer.log_every_n_steps  # type: ignore[attr-defined]  # set by a connector
        return Chunks(self._position, self.steps_per_epoch, length, self._max_steps)

    def transfer_batch_to_device(self, batch: Chunk, device: torch.device, dataloader_idx: int) -> Chunk:
        """Return the chunk as it is: the data sits on the device already."""
        return batch

    def on_fit_start(self) -> None:
        """Bind the engine to the device that the trainer chose."""
        self._started = time.monotonic()
        for held in (self._train, self._val, self.record, self._history, self._divergence):
            if held is not None:
                held.to(self.device)
        self._graph = self._graph._replace(network=placed(self._graph.network, self.rows))
        self._bind()
        if self._divergence.limit is None and len(self.rows):
            error, _ = self._evaluated(self._train.first_pieces()).means()
            self._divergence.begin(error, self._graph.criterion.mean_over_points)
        if not len(self.rows):
            # Everybody had left before the training that is resumed here was saved.
            self.trainer.should_stop = True

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Add the position, the record and the unfinished epoch's sums."""
        checkpoint["stack"] = {
            "position": self._position.state(),
            "record": self.record.state(),
            "rates": self._rates.state(),
            "history": self._history.state(),
            "limit": self._divergence.limit,
            "seconds": self.seconds,
        }

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Take them back, and shrink to the members that still trained."""
        state = checkpoint["stack"]
        self.record.restore(state["record"])
        self.rows.data = self.rows.data[self.record.active.to(self.rows.device)]
        self._rates.keep(self.record.active)
        self._rates.restore(state["rates"])
        self._position.restore(state["position"])
        self._history.restore(state["history"])
        self._divergence.limit, self._seconds = state["limit"], state["seconds"]

    @property
    def _epochs(self) -> int:
        return self.trainer.max_epochs if self.trainer.max_epochs and self.trainer.max_epochs > 0 else 1

    @property
    def _total_steps(self) -> int:
        total = self._epochs * self.steps_per_epoch
        return total if self._max_steps < 0 else min(total, self._max_steps)

    def _bind(self) -> None:
        """Build the engines of the members that still train."""
        if not len(self.rows):
            return
        process = Process(self.trainer.global_rank, self.trainer.world_size)
        # A streamed part is read in one order for all.
        workers = 1 if self.rows.is_cuda or isinstance(self._train, Streamed) else self.workers
        engines = engines_of(
            self._graph,
            self.rows,
            [self.members[m] for m in self.active.tolist()],
            self._optimizer,
            workers=workers,
            train=self._train,
            batch_size=self._batch_size,
            process=process,
            mixed=self.trainer.precision == "bf16-mixed",
            record=self.recorder or recorder_for(self.rows, self._graph.backprop, process.world_size),
        )
        self._crew = Crew(engines, workers)

    def _shrink(self, stay: Tensor) -> None:
        self.rows.data = self.rows.data[stay]
        self._optimizer.keep(stay)
        self._rates.keep(stay)
        self._divergence.keep(stay)
        self._history.keep(stay)

    def _count(self, steps: int) -> None:
        """Count optimizer steps, for us and for Lightning, whose `global_step` reads this progress."""
        self._position.take_steps(steps)
        progress = self.trainer.fit_loop.epoch_loop.manual_optimization.optim_step_progress
        for tracker in (progress.total, progress.current):
            tracker.ready += steps
            tracker.completed += steps

    def _close_epoch(self, rates_K: np.ndarray, seen_A: Tensor, finite_A: Tensor) -> Tensor:
        """Evaluate and record, though no weights of a member that has diverged; return which have, [A].

        Args:
            rates_K: learning rates of the last step.
            seen_A: mean errors of the epoch's last chunk.
            finite_A: whether all weights are finite.
        """
        assert self._history.unfinished is not None
        selecting = self._train if self._val is None else self._val
        error, accuracy = self._evaluated(selecting.pieces()).means()
        penalty = joined(self._crew.each(Engine.penalty))
        measured = dict(zip(("train_error", "train_accuracy"), self._history.unfinished.means(), strict=True))
        measured |= {f"{self.selected_by}_error": error, f"{self.selected_by}_accuracy": accuracy}
        measured |= {"penalty": penalty, "lr": error.new_tensor(rates_K)}
        measured |= {"step": torch.full_like(error, self.steps_done)}
        if not self._graph.criterion.has_classes:
            measured = {name: values_A for name, values_A in measured.items() if not name.endswith("_accuracy")}
        self._position.close_epoch()
        self._history.close_epoch(self.active, measured)
        # By the training error alone the weights from before the penalty has done its work would win.
        score = error + penalty if self.selected_by == "train" else error
        diverged = self._divergence.of(torch.maximum(seen_A, error), finite_A)  # a NaN in either is a NaN
        score = score.masked_fill(diverged, torch.nan)
        self.record.close_epoch(self.rows, score, error, accuracy, self.epochs_done)
        self._rates.react(score)
        return diverged

    def _evaluated(self, pieces: Iterable[Points]) -> Sums:
        """Return the sums of the members that still train over points of theirs, dropout off."""

        def of_all_blocks(points: Points) -> Sums:
            return Sums.joined(self._crew.each(lambda engine: engine.evaluate(points)))

        return Sums.total(map(of_all_blocks, pieces))
