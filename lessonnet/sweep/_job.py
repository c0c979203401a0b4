"""What one config asks for, built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lessonnet.config import is_network
from lessonnet.data import DataSet, Fold
from lessonnet.models import Classifier, FromRun, ModuleClassifier
from lessonnet.nn import Fixed, Silenced, Zeros
from lessonnet.optim import TorchRule
from lessonnet.options import OptionError
from lessonnet.stack import PRECISIONS, Member, Stack, way_of
from lessonnet.sweep._found_rate import FoundRate
from lessonnet.sweep._making import made
from lessonnet.sweep._savable import refuse_unsavable


@dataclass(frozen=True)
class Job:
    """One job of a run or a sweep: its data, its model and its members.

    Attributes:
        tree: the config as plain dicts, interpolations resolved.
        data: set up.
        model: a model of the config's graph.
        members: one for each restart.
        found: the learning rate that `lr_find=true` has found for it; None where none was asked for, or not yet.
    """

    tree: Mapping[str, Any]
    data: DataSet
    model: Classifier
    members: list[Member]
    found: FoundRate | None = None

    @classmethod
    def of(
        cls,
        tree: Mapping[str, Any],
        *,
        goes_on: bool = False,
        data: DataSet | None = None,
        model: Classifier | None = None,
    ) -> "Job":
        """Build a job's parts from its config.

        Args:
            tree: the config as plain dicts.
            goes_on: whether a checkpoint holds its weights: an earlier run that it began with may be gone by then.
            data: what the config's node makes, set up, where another job has made it.
            model: of the same graph, where another job has one.

        Raises:
            OptionError: if the data cannot be split as asked, weights do not fit, or the model could not be saved.
        """
        data = data or data_of(tree)
        parts = {name: build(name, tree[name]) for name in ("regularizer", "dropout", "optimizer")}
        init, activation = build("init", tree["init"]), build("activation", tree["activation"])
        criterion = build("criterion", tree.get("criterion"))  # runs of earlier versions have no such part
        if goes_on and isinstance(init, FromRun):
            init = Zeros()
        if data.silent and not isinstance(init, Fixed | FromRun):
            init = Silenced(init, data.silent)
        graph = {"in_features": data.in_features, "classes": data.classes, "seed": tree["seed"]}
        if is_network(tree["model"]["_target_"]):
            model = model or build("model", tree["model"], **graph, **parts, criterion=criterion)
            assert isinstance(model, ModuleClassifier)
            init = model.start
        else:
            more = {"activation": activation, "init": init, "criterion": criterion}
            model = model or build("model", tree["model"], **graph, **parts, **more)
        scheduler = build("scheduler", tree["scheduler"])
        if scheduler is not None and isinstance(rule := parts["optimizer"], TorchRule) and not rule.follows_rates:
            raise OptionError(
                f"`scheduler` does nothing: {rule.kind.__name__} reads its learning rate at the first step alone. "
                "Choose scheduler=none."
            )
        members = [
            Member(seed=tree["seed"], restart=restart, initializer=init, scheduler=scheduler, **parts)
            for restart in range(tree["restarts"])
        ]
        refuse_unsavable(model, data, tree)
        return cls(tree, data, model, members)

    @property
    def predicts(self) -> bool:
        """Whether a model comes of it that can be used; of an error surface none does."""
        return self.model.criterion.has_classes

    @property
    def backprop(self) -> str:
        """How its gradients are found: as asked for, or by autograd where nothing else is known."""
        return way_of(self.tree["backprop"], self.model.network, self.model.criterion)

    def stack(self) -> Stack:
        """Return the job's members as a stack."""
        return stack_of([self])


def folds_of(tree: Mapping[str, Any]) -> Sequence[Fold | None]:
    """Return the folds that a config asks for; one None for a single split."""
    return [None] if tree["cv"] is None else build("cv", tree["cv"]).each()


def data_of(tree: Mapping[str, Any], fold: Fold | None = None) -> DataSet:
    """Return a config's data, set up.

    Args:
        tree: the config as plain dicts.
        fold: the fold whose rows validate, None where `data.val_fraction` says how many do.

    Raises:
        OptionError: if it cannot be read, or split as asked.
    """
    node = tree["data"] if fold is None or tree["data"].get("val_path") else {**tree["data"], "val_fraction": 0.0}
    data: DataSet = build("data", node)
    data.fold = fold
    data.setup()
    return data


def stack_of(jobs: Sequence[Job]) -> Stack:
    """Return the members of jobs of one graph as one stack, job after job."""
    first, data = jobs[0], list({id(job.data): job.data for job in jobs}.values())
    numbers = {id(own): number for number, own in enumerate(data)}
    size = first.data.batch_size
    return Stack(
        first.model.network,
        first.model.criterion,
        [replace(member, data=numbers[id(job.data)]) for job in jobs for member in job.members],
        [own.train for own in data],
        None if first.data.val is None else [own.val for own in data if own.val is not None],
        batch_size=None if size == "full" else size,
        backprop=first.tree["backprop"],
        max_steps=first.tree["trainer"]["max_steps"],
        dtype=PRECISIONS[first.tree["trainer"]["precision"]],
    )


def build(key: str, node: Mapping[str, Any] | None, **given: Any) -> Any:
    """Call what a config node names by `_target_` with the node's options; None for a part that is off.

    Args:
        key: the node's key.
        node: `_target_` and options, as plain values that have been checked.
        given: what the program adds.

    Raises:
        OptionError: if it names a class of another kind than the part's, or one that does not do what it must.
    """
    if node is None:
        return None
    options = {name: value for name, value in node.items() if name != "_target_"}
    return made(key, node["_target_"], options, given)
