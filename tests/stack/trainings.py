"""Small problems, members that differ in everything, and quick trainings: shared by the tests of the engine."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from lightning.pytorch import Callback
from torch import Tensor

from lessonnet.callbacks import EarlyStopping
from lessonnet.data import Blobs, DataSet
from lessonnet.nn import (
    L1,
    L2,
    Activation,
    DenseNetwork,
    DropoutPerBatch,
    DropoutPerEpoch,
    Elastic,
    Tanh,
    cross_entropy,
)
from lessonnet.optim import (
    SGD,
    Adagrad,
    Adam,
    AdamW,
    Cosine,
    ExponentialDecay,
    Momentum,
    Nesterov,
    OneCycle,
    Plateau,
    RMSprop,
    StepDecay,
)
from lessonnet.stack import Member, Stack, trainer

K = 8
RULES = {
    "sgd": [SGD(lr=0.05 * (k + 1)) for k in range(K)],
    "momentum": [Momentum(lr=0.02 * (k + 1), momentum=0.12 * k) for k in range(K)],
    "nesterov": [Nesterov(lr=0.02 * (k + 1), momentum=0.12 * k) for k in range(K)],
    "rmsprop": [RMSprop(lr=0.002 * (k + 1), alpha=0.9 + 0.01 * k, momentum=0.1 * k) for k in range(K)],
    "adagrad": [Adagrad(lr=0.02 * (k + 1), lr_decay=0.01 * k) for k in range(K)],
    "adam": [Adam(lr=0.002 * (k + 1), betas=(0.8 + 0.02 * k, 0.95 + 0.005 * k)) for k in range(K)],
    "adamw": [AdamW(lr=0.002 * (k + 1), betas=(0.8 + 0.02 * k, 0.95 + 0.005 * k)) for k in range(K)],
}
SCHEDULES = {
    "none": [None] * K,
    "step": [StepDecay(step_size=1 + k % 3, gamma=0.5 + 0.05 * k) for k in range(K)],
    "exponential": [ExponentialDecay(gamma=0.8 + 0.02 * k) for k in range(K)],
    "cosine": [Cosine(min_factor=0.1 * k) for k in range(K)],
    "onecycle": [OneCycle(pct_start=0.1 * k, div_factor=10 + k, final_div_factor=100 + k) for k in range(K)],
    "plateau": [Plateau(factor=0.3 + 0.05 * k, patience=k % 3, threshold=0.01 * k) for k in range(K)],
}
DROPOUTS = {
    "none": [None] * K,
    "per_batch": [DropoutPerBatch(0.08 * k) for k in range(K)],
    "per_epoch": [DropoutPerEpoch(0.08 * k) for k in range(K)],
}
_PENALTIES = [None, L1(1e-3), L2(1e-2), Elastic(1e-3, 2e-3), None, L1(3e-3), L2(3e-2), Elastic(0.0, 0.0)]
_SEEDS = [0, 1, 2, 3, 3, 5, 6, 2**40]  # two members share one


def members(rule: str, schedule: str = "none", dropout: str = "per_batch", *, limited: bool = False) -> list[Member]:
    """Eight members, no two alike; `limited` adds weight decay and clipping, the latter not to all of them."""
    rules = RULES[rule]
    if limited:
        rules = [
            replace(rule, clip_norm=0.1 * k if k % 4 else None, weight_decay=0.01 * (k % 3))
            for k, rule in enumerate(rules)
        ]
    parts = zip(_SEEDS, rules, SCHEDULES[schedule], _PENALTIES, DROPOUTS[dropout], strict=True)
    return [
        Member(seed=seed, restart=k % 2, optimizer=rule, scheduler=schedule, regularizer=penalty, dropout=off)
        for k, (seed, rule, schedule, penalty, off) in enumerate(parts)
    ]


def blobs(seed: int = 0, **options: Any) -> DataSet:
    """Three overlapping clouds in four dimensions: 72 training points, so that batches of 16 leave one of 8."""
    data = Blobs(**{"points": 120, "centers": 3, "features": 4, "spread": 6.0, "seed": seed, **options})
    data.setup()
    return data


def make_stack(members: Sequence[Member], data: Sequence[DataSet] = (), **options: Any) -> Stack:
    """A stack of multi-layer perceptrons over one or several data sets; `hidden`, `activation` can be chosen.

    Or the whole `network`.
    """
    sets = data or [blobs()]
    outputs = 1 if sets[0].classes == 2 else sets[0].classes
    activation: Activation = options.pop("activation", Tanh())
    dense = DenseNetwork(sets[0].in_features, options.pop("hidden", (6, 4)), outputs, activation)
    network = options.pop("network", dense)
    criterion = options.pop("criterion", cross_entropy(outputs))
    train, val = [one.train for one in sets], [one.val for one in sets if one.val is not None]
    return Stack(network, criterion, members, train, val or None, **{"batch_size": 16, **options})


def fit(stack: Stack, epochs: int = 5, callbacks: Sequence[Callback] = (), **options: Any) -> Stack:
    """Train on the CPU; an epoch of the blobs has five steps, in chunks of three and two."""
    ckpt_path = options.pop("ckpt_path", None)
    chosen = {"accelerator": "cpu", "max_epochs": epochs, "log_every_n_steps": 3, **options}
    trainer(callbacks=list(callbacks), **chosen).fit(stack, ckpt_path=ckpt_path, weights_only=True)
    return stack


def train(
    members: Sequence[Member],
    data: Sequence[DataSet] = (),
    *,
    epochs: int = 5,
    patience: int | None = None,
    **options: Any,
) -> Stack:
    """Make a stack and train it, until `patience` runs out where there is one."""
    stopping = [] if patience is None else [EarlyStopping(patience=patience)]
    return fit(make_stack(members, data, **options), epochs, stopping)


def train_alone(members: Sequence[Member], data: Sequence[DataSet] = (), **options: Any) -> list[Stack]:
    """Train each member in a stack of its own, on its own data set."""
    return [train([replace(one, data=0)], data[one.data : one.data + 1], **options) for one in members]


def rows_of(*stacks: Stack) -> Tensor:
    """Final parameters [K, P] of stacks that nobody left."""
    assert all(len(stack.rows) == len(stack.members) for stack in stacks)
    return torch.cat([stack.rows.detach() for stack in stacks])
