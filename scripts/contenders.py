"""Ways to train one network on the digits, for `bench_step.py`: each returns its seconds and its final error.

All take the same 1438 points, the same number of epochs and mini-batches, momentum 0.9 at rate 0.1 or Adam at 0.001,
a sigmoid hidden layer and the softmax cross-entropy. Building and importing are not timed; whole fits are.

Those that validate measure error or accuracy on 359 more points after every epoch; scikit-learn, which splits them off
itself, on 360, and trains on 1437. The others do not; lessonnet, which selects its weights by validation, does it there
on as few points as may be, 18.
"""

import logging
import math
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np


class Task(NamedTuple):
    """What to train: units of the hidden layer, points of a mini-batch, optimizer and epochs."""

    hidden: int
    batch_size: int
    optimizer: str
    epochs: int


class Timing(NamedTuple):
    """Seconds of the whole fit, its optimizer steps, and the mean training error after it (NaN: not comparable)."""

    seconds: float
    steps: int
    error: float


FEW = {"val_fraction": 0.01, "test_fraction": 0.19}
"""The split of those that do not validate; the test part is not used."""
MANY = {"val_fraction": 0.2, "test_fraction": 0.0}
"""The split of those that do."""


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the training part that lessonnet itself uses: [1438, 64] float32, and classes [1438]."""
    from lessonnet.data import Digits

    data = Digits(**FEW)
    data.setup()
    return data.train.features.numpy().astype(np.float32), data.train.targets.numpy()


def lessonnet_validating(task: Task) -> Timing:
    """Train through `lessonnet.train`'s own path, and validate on 360 points after every epoch."""
    return lessonnet(task, MANY)


def lessonnet(task: Task, split: dict[str, float] = FEW) -> Timing:
    """Train through `lessonnet.train`'s own path: its config, its job, its stack, its Trainer."""
    import torch

    from lessonnet.models import load_row, measure
    from lessonnet.sweep import prepare, quiet

    overrides = [
        "data=digits",
        *(f"data.{name}={value}" for name, value in split.items()),
        f"data.batch_size={task.batch_size}",
        "model=mlp",
        f"model.hidden=[{task.hidden}]",
        f"optimizer={task.optimizer}",
        f"trainer.max_epochs={task.epochs}",
        f"trainer.num_threads={torch.get_num_threads()}",  # as `serve` was told
        "callbacks=none",
        "logger=none",
    ]
    job, stack, trainer, *_ = prepare(_composed(overrides), Path())
    with quiet():
        start = time.perf_counter()
        trainer.fit(stack)
        seconds = time.perf_counter() - start
    last = {name: view[0] for name, view in stack.layout.views(stack.rows.detach()).items()}
    network = load_row(job.model.network, last)
    return Timing(seconds, trainer.global_step, measure(network, job.model.criterion, job.data.train)["error"])


def _composed(overrides: list[str]) -> dict:
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf

    from lessonnet.command._conf import config_directory

    with initialize_config_dir(str(config_directory()), version_base="1.3"):
        tree = OmegaConf.to_container(compose("train", overrides), resolve=True)
    assert isinstance(tree, dict)
    return tree


def pytorch_loop(task: Task) -> Timing:
    """Train with a loop written by hand over sliced tensors."""
    import torch

    x, y, model, optimizer = _torch_parts(task)
    count, steps = len(x), 0
    start = time.perf_counter()
    for _ in range(task.epochs):
        order = torch.randperm(count)
        for rows in order.split(task.batch_size):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
            optimizer.step()
            steps += 1
    return Timing(time.perf_counter() - start, steps, _torch_error(model, x, y))


def lightning(task: Task, log: bool = True) -> Timing:
    """Train a LightningModule with a DataLoader over a TensorDataset, as its tutorials do."""
    import torch
    from lightning.pytorch import LightningModule, Trainer
    from torch.utils.data import DataLoader, TensorDataset

    x, y, model, optimizer = _torch_parts(task)

    class Module(LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def training_step(self, batch: list[torch.Tensor], batch_idx: int) -> torch.Tensor:
            loss = torch.nn.functional.cross_entropy(self.model(batch[0]), batch[1])
            if log:
                self.log("train_loss", loss)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return optimizer

    trainer = Trainer(
        accelerator="cpu",
        max_epochs=task.epochs,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    loader = DataLoader(TensorDataset(x, y), task.batch_size, shuffle=True)
    start = time.perf_counter()
    trainer.fit(Module(), loader)
    return Timing(time.perf_counter() - start, trainer.global_step, _torch_error(model, x, y))


def lightning_without_logging(task: Task) -> Timing:
    """Train the same without a call of `self.log`."""
    return lightning(task, log=False)


def scikit_learn_validating(task: Task) -> Timing:
    """Train scikit-learn's MLPClassifier, and validate on 360 of 1797 points after every epoch.

    It ends with the weights of its best epoch, and does not tell which points it trained on: no error to compare.
    """
    return scikit_learn(task, validate=True)


def scikit_learn(task: Task, validate: bool = False) -> Timing:
    """Train scikit-learn's MLPClassifier."""
    from sklearn.datasets import load_digits
    from sklearn.metrics import log_loss
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    x, y = digits()
    if validate:
        x, y = load_digits(return_X_y=True)
        x = StandardScaler().fit_transform(x).astype(np.float32)
    adam = task.optimizer == "adam"
    model = MLPClassifier(
        (task.hidden,),
        activation="logistic",
        solver="adam" if adam else "sgd",
        learning_rate_init=0.001 if adam else 0.1,
        nesterovs_momentum=False,
        alpha=0.0,
        batch_size=task.batch_size,
        max_iter=task.epochs,
        tol=0.0,
        n_iter_no_change=task.epochs + 1,
        early_stopping=validate,
        validation_fraction=0.2,
        random_state=0,
    )
    start = time.perf_counter()
    model.fit(x, y)
    seconds = time.perf_counter() - start
    trained_on = len(x) - math.ceil(0.2 * len(x)) if validate else len(x)
    steps = model.n_iter_ * -(-trained_on // task.batch_size)
    return Timing(seconds, steps, math.nan if validate else float(log_loss(y, model.predict_proba(x))))


def _torch_parts(task: Task) -> tuple:
    import torch

    torch.manual_seed(0)
    x, y = (torch.from_numpy(array) for array in digits())
    model = torch.nn.Sequential(torch.nn.Linear(64, task.hidden), torch.nn.Sigmoid(), torch.nn.Linear(task.hidden, 10))
    if task.optimizer == "adam":
        return x, y, model, torch.optim.Adam(model.parameters(), lr=0.001)
    return x, y, model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)


def _torch_error(model, x, y) -> float:
    import torch

    with torch.no_grad():
        return float(torch.nn.functional.cross_entropy(model(x), y))


CONTENDERS: dict[str, Callable[[Task], Timing]] = {
    "lessonnet": lessonnet,
    "lessonnet, validating": lessonnet_validating,
    "PyTorch loop": pytorch_loop,
    "Lightning + DataLoader": lightning,
    "Lightning without self.log": lightning_without_logging,
    "scikit-learn": scikit_learn,
    "scikit-learn, validating": scikit_learn_validating,
}


def serve(name: str, threads: int, tasks, timings) -> None:
    """Answer tasks from one queue on another until None comes; runs in a process of its own.

    Two untimed epochs come before each timed fit: the process has slept, and its caches are another's by then.
    """
    import torch
    from threadpoolctl import threadpool_limits

    warnings.simplefilter("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.set_num_threads(threads)
    with threadpool_limits(threads):
        for task in iter(tasks.get, None):
            CONTENDERS[name](task._replace(epochs=2))
            timings.put(CONTENDERS[name](task))
