"""For every key of the YAML files: another value, where it is legal, and what the change has to show in.

A key is looked up as ``group=option.key`` first, then as ``group.key``, then as ``key``.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.sweep.curves import events_of
from tests.sweep.laboratory import Aspect, Observed


def numbers(observed: Observed) -> Any:
    return observed.numbers


def files(observed: Observed) -> Any:
    return observed.files


def drawings(observed: Observed) -> Any:
    return observed.drawings


def ledger(observed: Observed) -> Any:
    return (observed.directory / "ledger.csv").read_bytes()


def formulas(observed: Observed) -> Any:
    """How many updates of its ledger a run prints."""
    return observed.summary.count(" = (")


def board(observed: Observed) -> Any:
    """How many events of each tag TensorBoard has."""
    return Counter(value.tag for event in events_of(observed.directory) for value in event.summary.value)


def picture(observed: Observed) -> Any:
    return (observed.directory / "figures" / "learning_curves.png").read_bytes()


def boundary(observed: Observed) -> Any:
    return (observed.directory / "figures" / "boundary.png").read_bytes()


def pictures(observed: Observed) -> Any:
    """All images that TensorBoard has."""
    events = events_of(observed.directory)
    values = [value for event in events for value in event.summary.value if value.tag.startswith("training/")]
    assert values
    return [list(value.tensor.string_val) for value in values]


def film(observed: Observed) -> Any:
    return (observed.directory / "figures" / "boundary.gif").read_bytes()


def process(name: str) -> Aspect:
    return lambda observed: observed.process(name)


@dataclass(frozen=True)
class Change:
    """A key's other value.

    Args:
        value: as on the command line.
        base: overrides that both runs share.
        shows_in: by what the two runs must differ.
    """

    value: str
    base: tuple[str, ...] = ()
    shows_in: Aspect = numbers


SETTINGS: dict[str, tuple[str, ...]] = {
    "data": (),
    "data=none": ("model=surface",),
    "data=gate": ("data.gate=xor",),
    "data=table": ("data.path={table}", "data.target=admit"),
    "model": (),
    "model=surface": ("data=none",),
    "criterion": (),
    "init": ("model=mlp",),
    "init=fixed": ("init.weights=[1,1,-1]",),
    "init=run": ("init.path={run}",),
    "activation": ("model=mlp", "init=normal", "init.scale=1"),
    "regularizer": (),
    "dropout": ("model=mlp",),
    "cv": (),
    "optimizer": (),
    "optimizer=lbfgs": ("data.batch_size=full",),
    "scheduler": ("trainer.max_epochs=3",),
    "scheduler=step": ("trainer.max_epochs=3", "scheduler.step_size=2"),
    "scheduler=plateau": ("trainer.max_epochs=3", "scheduler.patience=0", "scheduler.threshold=0.9"),
    "trainer": (),
    "trainer=ddp": ("trainer.accelerator=cpu",),
    "callbacks": (),
    "callbacks=ledger": ("model=perceptron",),
    "logger": (),
}
"""Where an option of a group is legal, and does something; a single option's own setting takes the group's place."""

WITHOUT_PROGRESS = ("data=moons", "data.noise=0.4", "model=mlp", "optimizer.lr=20", "trainer.max_epochs=8")
"""A rate so large that the error goes up and down."""

PLATEAU = (*WITHOUT_PROGRESS, "scheduler.threshold=0.5", "scheduler.patience=0")
STOPPING = (*WITHOUT_PROGRESS, "callbacks.early_stopping.patience=1")
ONE_DEVICE = ("trainer.devices=1", "trainer.strategy=auto")
TWO_PROCESSES = ("trainer.accelerator=cpu", "trainer.strategy=ddp", "trainer.devices=2")
OFTEN = "0.000000001"

CHANGES: dict[str, Change] = {
    "seed": Change("5"),
    "restarts": Change("3"),
    "lr_find": Change("true"),
    "backprop": Change("autograd", shows_in=process("backprop")),
    "data.points": Change("150"),
    "data.noise": Change("0.33"),
    "data.rule": Change("curved"),
    "data.turns": Change("2"),
    "data.arms": Change("3"),
    "data.centers": Change("4"),
    "data.spread": Change("3"),
    "data.features": Change("3"),
    "data.batch_size": Change("20"),
    "data=gate.batch_size": Change("2"),
    "data.val_fraction": Change("0.3"),
    "data=gate.val_fraction": Change("0.5"),
    "data.test_fraction": Change("0.3"),
    "data=gate.test_fraction": Change("0.5"),
    "data.standardize": Change("false"),
    "data=gate.standardize": Change("true"),
    "data.seed": Change("7"),
    # A whole truth table is the same for every seed; its split is not.
    "data=gate.seed": Change("2", ("data.val_fraction=0.5",)),
    "data.gate": Change("or"),
    "data=trick.batch_size": Change("full"),
    "data=trick.val_fraction": Change("0.5"),
    "data=trick.test_fraction": Change("0.5"),
    "data=trick.standardize": Change("true"),
    # Two points are the same for every seed: that it is read shows in the refusal of a wrong one.
    "data=trick.seed": Change("-1"),
    "data.example": Change("first"),
    "data.path": Change("{other_table}"),
    "data.target": Change("colour"),
    "data.val_path": Change("{other_table}"),
    "data.test_path": Change("{other_table}"),
    # The file is then refused: it is not written so.
    "data.delimiter": Change("';'"),
    "data.header": Change("false", ("data.target=-1",)),
    "data.encoding": Change("utf-16"),
    "data.decimal": Change("','"),
    "data.quote": Change("'*'", ("data.path={quoted_table}",)),
    "data.missing_words": Change("['',red]"),
    "data=table.features": Change("[age]"),
    "data.numeric": Change("[id]"),
    "data.categorical": Change("[same]"),
    "data.ignore": Change("[age]"),
    "data.missing": Change("drop"),
    "data.max_categories": Change("1"),
    "data.weight_column": Change("id"),
    "data.class_weight": Change("balanced"),
    # Read in chunks it is split by other rules.
    "data.memory_limit": Change("1kB", ("data.path={parquet_table}",)),
    "export": Change("onnx", shows_in=files),
    "model.hidden": Change("[5]"),
    "model.surface": Change("kilimanjerror"),
    "init.scale": Change("0.5"),
    "init.weights": Change("[2,1,-1]"),
    "init.path": Change("{other_run}"),
    "activation.alpha": Change("0.5"),
    "activation.negative_slope": Change("0.2"),
    "regularizer.l1": Change("0.1"),
    "regularizer.l2": Change("0.1"),
    "dropout.p": Change("0.2"),
    "optimizer.lr": Change("0.05"),
    "optimizer.weight_decay": Change("0.5"),
    "optimizer.clip_norm": Change("0.01"),
    "optimizer.momentum": Change("0.5"),
    "optimizer.alpha": Change("0.5"),
    "optimizer.betas": Change("[0.5,0.9]"),
    "optimizer.eps": Change("0.1"),
    "optimizer.lr_decay": Change("0.5"),
    "optimizer.max_iter": Change("2"),
    "optimizer.history_size": Change("1"),
    "optimizer.tolerance_grad": Change("0.1"),
    "optimizer.tolerance_change": Change("0.1"),
    "optimizer.line_search": Change("none"),
    "scheduler.step_size": Change("1"),
    "scheduler=step.gamma": Change("0.5", ("scheduler.step_size=1",)),
    "scheduler.gamma": Change("0.5"),
    "scheduler.min_factor": Change("0.5"),
    "scheduler.pct_start": Change("0.6"),
    "scheduler.div_factor": Change("5"),
    "scheduler.final_div_factor": Change("10"),
    "scheduler.factor": Change("0.1", PLATEAU),
    "scheduler.patience": Change("3", PLATEAU),
    "scheduler.threshold": Change("0", PLATEAU),
    "scheduler.min_lr": Change("9", PLATEAU),
    "trainer.max_epochs": Change("1"),
    "trainer.accelerator": Change("gpu", ("trainer.accelerator=cpu", *ONE_DEVICE), process("accelerator")),
    "trainer.devices": Change("1", TWO_PROCESSES, process("world_size")),
    "trainer.strategy": Change("ddp", ONE_DEVICE, process("strategy")),
    "trainer.precision": Change("64-true"),
    "trainer.max_steps": Change("3"),
    "trainer.max_time": Change("'00:00:00:00'"),
    # Shorter chunks: a checkpoint after each of them.
    "trainer.log_every_n_steps": Change("1", (f"callbacks.checkpoint.every_seconds={OFTEN}",), files),
    "trainer.deterministic": Change("true", shows_in=process("deterministic")),
    "trainer.num_threads": Change("2", ("trainer.num_threads=1",), process("num_threads")),
    "callbacks.checkpoint.every_seconds": Change(OFTEN, shows_in=files),
    "callbacks.progress.refresh_seconds": Change(OFTEN, ("callbacks.progress.refresh_seconds=1000",), drawings),
    "callbacks.early_stopping.monitor": Change("accuracy", STOPPING),
    "callbacks.early_stopping.patience": Change("2", STOPPING),
    "callbacks.early_stopping.min_delta": Change("0.3", STOPPING),
    "callbacks.layers.most": Change("1", shows_in=board),
    # Without time only the last epoch is shown.
    "callbacks.layers.seconds": Change(OFTEN, ("callbacks.layers.seconds=100",), board),
    "callbacks.histograms.most": Change("1", shows_in=board),
    "callbacks.histograms.seconds": Change(OFTEN, ("callbacks.histograms.seconds=100",), board),
    "callbacks.pictures.most": Change("1", shows_in=board),
    "callbacks.pictures.seconds": Change(OFTEN, ("callbacks.pictures.seconds=100",), board),
    "callbacks.figures.seconds": Change(OFTEN, shows_in=files),
    "callbacks.figures.dpi": Change("50", shows_in=picture),
    "callbacks.film.frames": Change("2", shows_in=film),
    "callbacks.film.features": Change("[grades,test]", shows_in=film),
    "callbacks.figures.features": Change("[grades,test]", shows_in=boundary),
    "callbacks.pictures.features": Change("[grades,test]", shows_in=pictures),
    "callbacks.ledger.most_rows": Change("1", shows_in=ledger),
    "callbacks.ledger.show": Change("1", shows_in=formulas),
    "callbacks.ledger.film": Change("4", ("callbacks.ledger.film=0",), files),
    "cv.folds": Change("3"),
    "logger.max_event_dirs": Change("0", shows_in=files),
    "logger.every_seconds": Change(OFTEN, ("logger.every_seconds=1000", "trainer.max_epochs=3"), process("sizes")),
}

ELSEWHERE = {
    "name": "tests/test_train.py: it names the run's folder",
    "callbacks.layers.share": "tests/test_dashboards.py: it counts while the training goes on",
    "callbacks.histograms.share": "likewise",
    "callbacks.pictures.share": "likewise",
    "callbacks.figures.extra": "tests/sweep/test_figures_of_plugins.py: it needs a package that offers a figure",
    "report": "tests/test_report.py: the program writes the page, after the run",
    "resume": "tests/test_train.py and tests/sweep/test_resume.py: it goes on with a run",
}
"""Keys that the program uses up before there is a run, or that need more than a run; and where they are tested."""
