"""Stock trainers for the models' tests."""

from typing import Any

import lightning.pytorch as pl
import torch
from torch.utils.data import DataLoader, TensorDataset

from lessonnet.data import DataSet
from lessonnet.models import Classifier


def stock_trainer(epochs: int, **options: Any) -> pl.Trainer:
    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    return pl.Trainer(**{"accelerator": "cpu", "max_epochs": epochs, "enable_checkpointing": False, **quiet, **options})


def stock_loaders(data: DataSet, batch_size: int = 16) -> dict[str, DataLoader]:
    """torch's own loaders over the training and validation parts, ready for `Trainer.fit`."""
    parts = [
        TensorDataset(part.features.to(torch.get_default_dtype()), part.targets) for part in (data.train, data.val)
    ]
    draw = torch.Generator().manual_seed(0)
    return {
        "train_dataloaders": DataLoader(parts[0], batch_size, shuffle=True, generator=draw),
        "val_dataloaders": DataLoader(parts[1], batch_size),
    }


def flat(model: Classifier) -> torch.Tensor:
    """All parameters as one vector."""
    layers = model.network.dense
    return torch.cat([one.weight.detach().flatten() for one in layers] + [one.bias.detach() for one in layers])
