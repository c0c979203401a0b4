"""Many trainings at once: each a member of one stack with data of its own, and the evidence that it leaves."""

from collections.abc import Sequence
from typing import Any

from lightning.pytorch import Callback

from lessonnet.callbacks import EarlyStopping, Snapshots
from lessonnet.data import DataSet
from lessonnet.diagnosis import Evidence, evidence_of
from lessonnet.nn import Activation, Criterion, DenseNetwork, Sigmoid, cross_entropy
from lessonnet.stack import Member, Stack, trainer
from lessonnet.sweep import quiet


def courses(
    data: Sequence[DataSet],
    *,
    hidden: Sequence[int] = (),
    activation: Activation | None = None,
    criterion: Criterion | None = None,
    epochs: int = 60,
    patience: int | None = 20,
    batch_size: int | None = 32,
    **parts: Any,
) -> list[Evidence]:
    """Train one member on each data set, all of one size, and gather the evidence of each.

    Args:
        data: set up or not; a member's seed is its data's.
        hidden: units of each hidden layer.
        activation: of the hidden layers; a sigmoid where none is given.
        criterion: the error function; the cross-entropy where none is given.
        epochs: at most.
        patience: of early stopping; None without it.
        batch_size: of a mini-batch, None for all points.
        parts: of each member.
    """
    for one in data:
        one.setup()
    classes = data[0].classes
    outputs = 1 if classes == 2 else classes
    network = DenseNetwork(data[0].in_features, hidden, outputs, activation or Sigmoid())
    members = [Member(seed=one.seed, data=number, **parts) for number, one in enumerate(data)]
    chosen = criterion or cross_entropy(outputs)
    stack = Stack(network, chosen, members, [one.train for one in data], _validation(data), batch_size=batch_size)
    snapshots = Snapshots()
    callbacks: list[Callback] = [snapshots, *([] if patience is None else [EarlyStopping(patience=patience)])]
    with quiet():
        trainer(callbacks=callbacks, accelerator="cpu", max_epochs=epochs).fit(stack)
    evidence = []
    for k, (member, one) in enumerate(zip(members, data, strict=True)):
        outcome = stack.outcome([k])
        rows = snapshots.frames.of(k, int(outcome.record.epochs[0])).rows
        asked = {"epochs": epochs, "patience": patience}
        evidence.append(evidence_of(network, chosen, member, one, outcome, **asked, rows=rows if len(rows) else None))
    return evidence


def _validation(data: Sequence[DataSet]) -> list[Any] | None:
    return None if data[0].val is None else [one.val for one in data]


def several(kind: type[DataSet], seeds: Sequence[int], **options: Any) -> list[DataSet]:
    """One data set of a kind for each seed."""
    return [kind(seed=seed, **options) for seed in seeds]
