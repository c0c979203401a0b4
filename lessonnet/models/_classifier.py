"""The LightningModule that the three models share: scores, objective, metrics, optimizer."""

from collections.abc import Sequence
from typing import Annotated, TypedDict

import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from lessonnet import functional
from lessonnet.nn import (
    Activation,
    Criterion,
    DenseNetwork,
    Dropout,
    Initializer,
    Layout,
    Masks,
    Network,
    Penalty,
    Regularizer,
    Xavier,
    columns,
    encode,
    predict,
)
from lessonnet.optim import SGD, Rule, clip
from lessonnet.options import OptionError, Range, check_value, unknown_key


class Parts(TypedDict, total=False):
    """What every model takes besides its own options.

    Attributes:
        in_features: D, inputs of a point, ≥ 1; needed.
        classes: of the targets, ≥ 2; needed. Two share one score, more have one each.
        criterion: the error function, where the model leaves the choice; its own by default.
        activation: of the hidden layers; needed if there are any.
        dropout: of the hidden layers; none by default.
        regularizer: penalties on the weights; none by default.
        init: of the weights; Xavier by default.
        optimizer: the update rule; its namesake in torch.optim trains the model. SGD by default.
        seed: of initial weights and masks, ≥ 0; 0 by default.
    """

    in_features: int
    classes: int
    criterion: Criterion | None
    activation: Activation | None
    dropout: Dropout | None
    regularizer: Regularizer | None
    init: Initializer
    optimizer: Rule
    seed: int


class Classifier(LightningModule):
    """A network, its error function and its optimizer: an ordinary module with automatic optimisation.

    Args:
        hidden: units of each hidden layer.
        criterion: the error function.
        parts: see `Parts`.

    Raises:
        OptionError: if a part is unknown, missing or out of its range.

    Attributes:
        network: the layers.
        criterion: the error function.
    """

    def __init__(self, hidden: Sequence[int], criterion: Criterion, parts: Parts) -> None:
        check_parts(parts)
        network = DenseNetwork(parts["in_features"], hidden, outputs(parts["classes"]), parts.get("activation"))
        self._begin(network, criterion, parts)

    def _begin(self, network: Network, criterion: Criterion, parts: Parts) -> None:
        """Become a module of this network, and set its first weights."""
        super().__init__()
        self.network: Network = network
        self.criterion = criterion
        self._dropout, self._regularizer = parts.get("dropout"), parts.get("regularizer")
        self._rule, self._seed = parts.get("optimizer") or SGD(), parts.get("seed", 0)
        self._batch_size = 0
        initialize(self.network, parts.get("init") or Xavier(), seed=self._seed)

    def forward(self, x: Tensor) -> Tensor:
        """Return the scores [B, C] of inputs [B, D], dropout off."""
        scores: Tensor = self.network(x)
        return scores

    def predict(self, x: Tensor) -> Tensor:
        """Return the predicted class indices [B] of inputs [B, D]."""
        return predict(self(x))

    def predict_step(self, batch: Tensor | Sequence[Tensor], batch_idx: int) -> Tensor:
        """Return the predicted class indices of a batch of inputs, with or without targets beside them."""
        return self.predict(batch if isinstance(batch, Tensor) else batch[0])

    def training_step(self, batch: Sequence[Tensor], batch_idx: int) -> Tensor:
        """Return the objective of a mini-batch: its error, and the penalties.

        Args:
            batch: inputs [B, D], class indices [B], and where points have weights these [B].
            batch_idx: not used.
        """
        x, classes, weights = parts_of(batch)
        own_masks = self._masks(len(x))
        objective = self._objective(self.network(x, own_masks), classes, weights)
        self.log("train_objective", objective, prog_bar=True)
        return objective

    def validation_step(self, batch: Sequence[Tensor], batch_idx: int) -> None:
        """Log error and accuracy of a validation batch."""
        self._measure("val", batch)

    def test_step(self, batch: Sequence[Tensor], batch_idx: int) -> None:
        """Log error and accuracy of a test batch."""
        self._measure("test", batch)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the update rule's namesake in torch.optim."""
        return self._rule.torch_optimizer(self.parameters())

    def configure_gradient_clipping(
        self,
        optimizer: torch.optim.Optimizer,
        gradient_clip_val: float | None = None,
        gradient_clip_algorithm: str | None = None,
    ) -> None:
        """Clip by the update rule's own `clip_norm`, or as the Trainer asks."""
        limit: float | None = getattr(self._rule, "clip_norm", None)
        if gradient_clip_val is not None:
            self.clip_gradients(optimizer, gradient_clip_val, gradient_clip_algorithm)
        elif limit is not None:
            # Lightning's way divides by norm + 1e-6: a step that is smaller in its seventh digit than the stack's.
            gradients = [parameter.grad for parameter in self.parameters() if parameter.grad is not None]
            row = nn.utils.parameters_to_vector(gradients)[None]
            clip(row, row.new_tensor([[limit]]))
            nn.utils.vector_to_parameters(row[0], gradients)

    def _objective(self, scores: Tensor, classes: Tensor, weights: Tensor | None = None) -> Tensor:
        targets = encode(classes, scores.shape[-1], scores.dtype)
        objective = self.criterion.total(scores, targets, weights) * self.criterion.scale(len(scores))
        if isinstance(self._regularizer, Penalty):
            objective = objective + self._penalty(self._regularizer)
        elif self._regularizer is not None:
            l1, l2 = self._regularizer.factors()
            weights_of_all = [parameter for parameter in self.network.parameters() if parameter.ndim >= 2]
            for w in weights_of_all:
                objective = objective + l1 * functional.l1_penalty(w) + l2 * functional.l2_penalty(w)
        return objective

    def _penalty(self, penalty: Penalty) -> Tensor:
        layout = Layout(self.network)
        weights_1W = layout.row(dict(self.network.named_parameters()))[None, : layout.weights]
        return penalty.value(weights_1W, columns([penalty], weights_1W)).squeeze()

    def _masks(self, points: int) -> list[Tensor]:
        """Return this step's dropout masks, those that a stack of the same seed draws."""
        if self._dropout is None:
            return []
        # A last mini-batch may be smaller; its numbers lie where a whole one's would.
        self._batch_size = max(self._batch_size, points)
        like = next(self.network.parameters()).detach()
        drawn = Masks([self._dropout], [self._seed], self.network.hidden, self._batch_size, like)
        # Not `global_step`: batches whose gradients are accumulated have masks of their own.
        (masks,) = drawn.span(self.current_epoch, self.trainer.fit_loop.total_batch_idx, 1, points)
        return [mask_KBH[0] for mask_KBH in masks]

    def _measure(self, part: str, batch: Sequence[Tensor]) -> None:
        x, classes, weights = parts_of(batch)
        scores = self(x)
        errors = self.criterion.errors(scores, encode(classes, scores.shape[-1], scores.dtype))
        if weights is not None:
            errors = errors * weights
        metrics = {f"{part}_error": errors.mean()}
        if self.criterion.has_classes:
            metrics[f"{part}_accuracy"] = (predict(scores) == classes).float().mean()
        self.log_dict(metrics, batch_size=len(x), sync_dist=True)


def parts_of(batch: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor | None]:
    """Return inputs, class indices and weights of a batch, the last None where there are none."""
    x, classes, *weights = batch
    return x, classes, weights[0] if weights else None


def check_parts(parts: Parts) -> None:
    """Refuse parts that are unknown, missing or out of their range."""
    for name in parts:
        if name not in Parts.__annotations__:
            raise unknown_key("", name, Parts.__annotations__)
    for name, least in (("in_features", 1), ("classes", 2)):
        if name not in parts:
            raise OptionError(f"`{name}` must be given: a whole number ≥ {least}.")
        check_value(name, parts[name], Annotated[int, Range(at_least=least)])  # type: ignore[literal-required]


def outputs(classes: int) -> int:
    """Return the scores that so many classes need: one for two, else one for each."""
    return 1 if classes == 2 else classes


def refuse_criterion(parts: Parts, model: str) -> None:
    """Refuse another error function for a model that is made of its own."""
    if parts.get("criterion") is not None:
        raise OptionError(f"`criterion` cannot be chosen for {model}, which is its own error function; leave it out.")


def initialize(network: Network, init: Initializer, *, seed: int) -> None:
    """Set a network's parameters."""
    parameters = init.parameters(network.widths, seed=seed)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(parameters[name])
