"""What a training was asked to do, as far as a remedy may change it."""

from dataclasses import dataclass
from typing import Any

from lessonnet.data import DataSet
from lessonnet.nn import ACTIVATIONS, DenseNetwork, Silenced
from lessonnet.stack import Member

_ACTIVATION_NAMES = {kind: name for name, kind in ACTIVATIONS.items()}


@dataclass(frozen=True)
class Asked:
    """The choices that a config made, by the names that it made them with.

    Attributes:
        widths: D, the hidden layers' units, C.
        activation: of the hidden layers; None without any. One of one's own has its class's name.
        initializer: its name; `fixed` and `fromrun` among others.
        init_scale: factor of the initial weights; None where they are given.
        optimizer: its name.
        rate: the full learning rate.
        usual_rate: that the optimizer has where none is given; the same as `rate` for one of one's own.
        clip_norm: longest gradient; None for any, and `has_clip_norm` says whether the optimizer could have one.
        regularizer: its name; None for none.
        penalties: λ1 and λ2, zeros without one.
        dropout: its p; None for none.
        epochs: asked for at most.
        patience: of early stopping, in epochs; None without it.
        standardize: whether the features were scaled.
        class_weight: of a table, `balanced` or None; and `has_class_weight` says whether the data could have one.
    """

    widths: tuple[int, ...]
    activation: str | None
    initializer: str
    init_scale: float | None
    optimizer: str
    rate: float
    usual_rate: float
    clip_norm: float | None
    has_clip_norm: bool
    regularizer: str | None
    penalties: tuple[float, float]
    dropout: float | None
    epochs: int
    patience: int | None
    standardize: bool
    class_weight: str | None
    has_class_weight: bool

    @property
    def hidden(self) -> tuple[int, ...]:
        """Units of each hidden layer."""
        return self.widths[1:-1]

    @property
    def is_restrained(self) -> bool:
        """Whether a penalty or dropout may hold the weights back."""
        return self.regularizer is not None or self.dropout is not None


def asked_of(network: DenseNetwork, member: Member, data: DataSet, *, epochs: int, patience: int | None) -> Asked:
    """Return what was asked of one member of a stack.

    Args:
        network: the graph.
        member: what it has for itself.
        data: what it learned.
        epochs: asked for at most.
        patience: of early stopping; None without it.
    """
    initializer = member.initializer
    if isinstance(initializer, Silenced):
        initializer = initializer.initializer
    rate: float = member.optimizer.lr  # type: ignore[attr-defined]  # every rule has one
    return Asked(
        widths=network.widths,
        activation=None if network.activation is None else _ACTIVATION_NAMES.get(type(network.activation), "own"),
        initializer=_name(initializer),
        init_scale=getattr(initializer, "scale", None),
        optimizer=_name(member.optimizer),
        rate=rate,
        usual_rate=getattr(type(member.optimizer), "lr", rate),
        clip_norm=getattr(member.optimizer, "clip_norm", None),
        has_clip_norm=hasattr(member.optimizer, "clip_norm"),
        regularizer=None if member.regularizer is None else _name(member.regularizer),
        penalties=(0.0, 0.0) if member.regularizer is None else member.regularizer.factors(),
        dropout=None if member.dropout is None else member.dropout.p,
        epochs=epochs,
        patience=patience,
        standardize=data.standardize,
        class_weight=getattr(data, "class_weight", None),
        has_class_weight=hasattr(data, "class_weight"),
    )


def _name(part: Any) -> str:
    """Return what configs call a part: its class's name in small letters."""
    return type(part).__name__.lower()
