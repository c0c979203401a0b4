"""What a training was asked to do, as far as a remedy may change it."""

from dataclasses import dataclass
from typing import Any

from lessonnet.data import DataSet
from lessonnet.nn import ACTIVATIONS, DenseNetwork, Network, Silenced
from lessonnet.stack import Member

_ACTIVATION_NAMES = {kind: name for name, kind in ACTIVATIONS.items()}


@dataclass(frozen=True)
class Asked:
    """The choices that a config made, by the names that it made them with.

    Attributes:
        widths: D, the hidden layers' units, C.
        is_layered: whether the network's layers are known: those of one of one's own are not, and `hidden` is empty.
        activation: of the hidden layers; None without any. One of one's own has its class's name.
        initializer: its name; `fixed` and `fromrun` among others.
        init_scale: factor of the initial weights; None where they are given.
        optimizer: its name.
        rate: the full learning rate.
        usual_rate: that the optimizer has where none is given; the same as `rate` for one of one's own.
        clip_norm: longest gradient; None for any, and `has_clip_norm` says whether the optimizer could have one.
        regularizer: its name; None for none.
        penalties: λ1 and λ2, zeros without one.
        dropout: its p; None for none, and for one of one's own that has no p.
        has_dropout: whether there is any.
        epochs: asked for at most.
        patience: of early stopping, in epochs; None without it.
        standardize: whether the features were scaled.
        class_weight: of a table, `balanced` or None; and `has_class_weight` says whether the data could have one.
    """

    widths: tuple[int, ...]
    is_layered: bool
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
    has_dropout: bool
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
        return self.regularizer is not None or self.has_dropout


def asked_of(network: Network, member: Member, data: DataSet, *, epochs: int, patience: int | None) -> Asked:
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
        is_layered=isinstance(network, DenseNetwork),
        activation=_activation(network),
        initializer=_name(initializer),
        init_scale=getattr(initializer, "scale", None),
        optimizer=_name(member.optimizer),
        rate=rate,
        usual_rate=getattr(type(member.optimizer), "lr", rate),
        clip_norm=getattr(member.optimizer, "clip_norm", None),
        has_clip_norm=hasattr(member.optimizer, "clip_norm"),
        regularizer=None if member.regularizer is None else _name(member.regularizer),
        penalties=(0.0, 0.0) if member.regularizer is None else member.regularizer.factors(),
        dropout=getattr(member.dropout, "p", None),
        has_dropout=member.dropout is not None,
        epochs=epochs,
        patience=patience,
        standardize=data.standardize,
        class_weight=getattr(data, "class_weight", None),
        has_class_weight=hasattr(data, "class_weight"),
    )


def _activation(network: Network) -> str | None:
    if not isinstance(network, DenseNetwork) or network.activation is None:
        return None
    kind = type(network.activation)
    return _ACTIVATION_NAMES.get(kind, kind.__name__)


def _name(part: Any) -> str:
    """Return what configs call a part: its class's name in small letters."""
    return type(part).__name__.lower()
