"""Several trainings, one after another, in the same processes: starting these takes longer than the trainings."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lessonnet.config import plain
from lessonnet.sweep._processes import other_ranks
from lessonnet.sweep._run import train
from tests.sweep.runs import composed


def train_each(trees: Mapping[str, Any], directory: Path, resume: bool) -> None:
    for name, tree in trees["cases"].items():
        train(tree, directory / name, resume)


def trained_by_two(cases: Mapping[str, tuple[str, ...]], directory: Path) -> None:
    """Train each case in two processes; `<directory>/<case>/ranks` then holds what each rank ended with."""
    trees = {name: _tree(directory / name, overrides) for name, overrides in cases.items()}
    together = {"trainer": next(iter(trees.values()))["trainer"], "cases": trees}
    with other_ranks(train_each, together, directory, False):
        train_each(together, directory, False)


def _tree(directory: Path, overrides: tuple[str, ...]) -> dict[str, Any]:
    directory.mkdir(parents=True)
    witness = f"+callbacks.dump={{_target_:tests.sweep.witnesses.Witness,into:'{directory / 'ranks'}'}}"
    return plain(composed("trainer=ddp", "trainer.accelerator=cpu", *overrides, witness))
