"""A network as most people would write it: Lightning, a DataLoader over a TensorDataset, Hydra. For `bench_sweep.py`.

`python scripts/plain_lightning.py -m seed=0,1 lr=0.1,0.03 data=digits`: one job trains, validates after each epoch and
writes its weights and its results into its own directory.
"""

import json
import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import hydra
import lightning.pytorch as pl
import torch
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class Settings:
    """What a job may be asked for."""

    data: str = "digits"
    hidden: int = 64
    batch_size: int = 64
    epochs: int = 20
    seed: int = 0
    lr: float = 0.1
    l2: float = 0.0
    accelerator: str = "cpu"


ConfigStore.instance().store(name="plain", node=Settings)


class Network(pl.LightningModule):
    """One hidden layer of sigmoids, momentum 0.9, the cross-entropy."""

    def __init__(self, inputs: int, classes: int, settings: Settings) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(inputs, settings.hidden), nn.Sigmoid(), nn.Linear(settings.hidden, classes)
        )
        self.settings = settings
        self.error = nn.CrossEntropyLoss()

    def training_step(self, batch: list[Tensor], batch_idx: int) -> Tensor:
        """Return the error of a mini-batch."""
        x, y = batch
        error: Tensor = self.error(self.layers(x), y)
        self.log("train_error", error)
        return error

    def validation_step(self, batch: list[Tensor], batch_idx: int) -> None:
        """Log the error of a validation batch."""
        x, y = batch
        self.log("val_error", self.error(self.layers(x), y))

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return the optimizer."""
        own = self.settings
        return torch.optim.SGD(self.parameters(), lr=own.lr, momentum=0.9, weight_decay=2 * own.l2)


@hydra.main(config_path=None, config_name="plain", version_base="1.3")
def main(settings: Settings) -> None:
    """Train one job."""
    from lessonnet.data import Digits, Moons

    warnings.filterwarnings("ignore")
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    torch.set_num_threads(1)
    pl.seed_everything(settings.seed, verbose=False)
    data = (Digits if settings.data == "digits" else Moons)(seed=settings.seed)
    data.setup()
    train, val = (
        DataLoader(
            TensorDataset(part.features.float(), part.targets),
            batch_size=settings.batch_size,
            shuffle=part is data.train,
        )
        for part in (data.train, data.val)
    )
    network = Network(data.in_features, data.classes, settings)
    trainer = pl.Trainer(
        max_epochs=settings.epochs,
        accelerator=settings.accelerator,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(network, train, val)
    directory = Path(HydraConfig.get().runtime.output_dir)
    torch.save(network.state_dict(), directory / "model.pt")
    results = {name: float(value) for name, value in trainer.callback_metrics.items()}
    (directory / "results.json").write_text(json.dumps(results))


if __name__ == "__main__":
    main()
