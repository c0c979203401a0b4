"""Evidence of a finished training, gathered from its outcome and its points."""

from functools import partial

import numpy as np
import torch
from torch import Tensor

from lessonnet.data import DataSet, Part, StreamedPart
from lessonnet.diagnosis._asked import asked_of
from lessonnet.diagnosis._evidence import Curves, Evidence, State
from lessonnet.diagnosis._facts import facts_of
from lessonnet.nn import Criterion, Layout, Network, encode, predict
from lessonnet.observation import at_row, layer_norms, sample, unit_shares
from lessonnet.options import OptionError
from lessonnet.stack import Member, Outcome

_RARE = 1e-12
"""Share that stands for none of the points: there is no score for 0."""


def evidence_of(
    network: Network,
    criterion: Criterion,
    member: Member,
    data: DataSet,
    outcome: Outcome,
    *,
    epochs: int,
    patience: int | None = None,
    rows: Tensor | None = None,
) -> Evidence:
    """Gather what is known of the best member of an outcome.

    What cannot be known is left out: of streamed points, everything but the curves.

    Args:
        network: the graph that was trained; its own weights do not matter.
        criterion: the error function.
        member: the best one, as it was asked for.
        data: what it learned, set up.
        outcome: of its training.
        epochs: asked for at most.
        patience: of early stopping; None without it.
        rows: the best member's parameters [F, P] at F moments, the first before the first step and the last after the
            last, as `Frames.of` gives them; None where they were not kept.
    """
    best = outcome.record.leader
    saved = at_row(network, outcome.record.best_rows[best])
    is_held = isinstance(data.train, Part)
    start = _start(network, member) if rows is None else at_row(network, rows[0])
    ended = saved if rows is None else at_row(network, rows[-1])
    at = partial(_state, criterion=criterion, train=data.train)
    return Evidence(
        status=outcome.record.status[best],
        asked=asked_of(network, member, data, epochs=epochs, patience=patience),
        has_probabilities=criterion.has_probabilities,
        epochs_begun=int(outcome.record.epochs[best]),
        curves=_curves(outcome, best),
        start=at(start),
        saved=at(saved),
        ended=at(ended),
        facts=facts_of(data, saved, criterion) if is_held else None,
        chance=_chance(criterion, data.train, data.classes) if is_held and criterion.has_probabilities else None,
    )


def _state(network: Network | None, *, criterion: Criterion, train: Part | StreamedPart) -> State | None:
    """Measure a network on a sample of training points, dropout off; what is not there is not known."""
    if network is None or not isinstance(train, Part):
        return None
    features, classes = sample(train.features), sample(train.targets)
    with torch.no_grad():
        scores = network(features.to(network.dtype))
        errors = criterion.errors(scores, encode(classes, scores.shape[-1], scores.dtype))
    return State(
        error=float(errors.double().mean()),
        accuracy=float((predict(scores) == classes).double().mean()),
        norms=layer_norms(network, criterion, features, classes),
        units=unit_shares(network, features),
    )


def _curves(outcome: Outcome, member: int) -> Curves:
    """Return a member's history up to its last epoch with finite errors."""
    history = {name: values_EM[:, member].numpy() for name, values_EM in outcome.history.items()}
    errors = [history[name] for name in ("train_error", "val_error") if name in history]
    finite = np.isfinite(np.array(errors)).all(0) if errors else np.zeros(0, bool)
    count = int(finite.argmin()) if not finite.all() else len(finite)
    kept = {name: values[:count].copy() for name, values in history.items()}
    none = np.zeros(0)
    return Curves(
        train_error=kept.get("train_error", none),
        train_accuracy=kept.get("train_accuracy", none),
        val_error=kept.get("val_error"),
        val_accuracy=kept.get("val_accuracy"),
        best_epoch=int(outcome.record.best_epoch[member]),
    )


def _start(network: Network, member: Member) -> Network | None:
    """Return the network as it began; None where the earlier run that it began with is gone."""
    try:
        named = member.initializer.parameters(network.widths, seed=member.seed, restart=member.restart)
    except (OptionError, OSError):
        return None
    return at_row(network, Layout(network).row(named).to(network.dtype))


def _chance(criterion: Criterion, train: Part, classes: int) -> float | None:
    """Return the mean error of always answering with the shares q of the classes: Σ q · E(s(q)).

    The scores s are those whose sigmoid or softmax is q; of a cross-entropy the error is −Σ q ln q, the least of any
    one answer for all points. None of a criterion whose probabilities are made in another way.
    """
    weights = None if train.weights is None else train.weights.double()
    totals = torch.bincount(train.targets, weights=weights, minlength=classes).double()
    shares = totals / totals.sum()
    logs = shares.clamp_min(_RARE).log()
    scores = (logs[1:] - logs[:1] if classes == 2 else logs).expand(classes, -1)
    errors = criterion.errors(scores, encode(torch.arange(classes), scores.shape[-1], scores.dtype))
    said = criterion.probabilities(scores[0])
    is_said = torch.allclose(said, shares[-len(said) :], atol=_RARE)
    return float((shares * errors).sum()) if is_said else None
