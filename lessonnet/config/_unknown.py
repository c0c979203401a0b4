"""The answer to a key that no part reads; for the trainer it says what to use instead of Lightning's own option."""

from collections.abc import Collection

from lessonnet import options
from lessonnet.options import OptionError

_STEP_IS_OURS = "the engine takes its own optimizer steps, many in each Lightning batch"
_PARTS_ARE_DATA = "each part of the data is always used whole; make it smaller with data.points or the fractions"
_EVERY_EPOCH = "validation runs at the end of every epoch, from tensors that are already on the device"
_ONE_MACHINE = "a run stays on one machine; trainer=ddp trainer.devices=2 uses several of its processes"

REFUSED = {
    "accumulate_grad_batches": f"{_STEP_IS_OURS}; set data.batch_size instead",
    "barebones": "callbacks=none logger=none leaves out what costs time",
    "benchmark": "there are no convolutions to choose an algorithm for",
    "callbacks": "choose them with the callbacks group, such as callbacks=none",
    "check_val_every_n_epoch": _EVERY_EPOCH,
    "default_root_dir": "a run writes into its own directory; set name or hydra.run.dir",
    "detect_anomaly": "a run that diverges stops within a chunk by itself, with status diverged",
    "enable_autolog_hparams": "logger=tensorboard writes the hyperparameters",
    "enable_checkpointing": "use callbacks.checkpoint, such as ~callbacks.checkpoint to go without",
    "enable_model_summary": "results.json and model/model.json describe the model",
    "enable_progress_bar": "use callbacks.progress, such as ~callbacks.progress to go without",
    "fast_dev_run": "set trainer.max_steps to try a few steps",
    "gradient_clip_algorithm": "clipping is by norm: set optimizer.clip_norm",
    "gradient_clip_val": f"{_STEP_IS_OURS}; set optimizer.clip_norm instead",
    "inference_mode": "evaluation never records gradients",
    "limit_predict_batches": _PARTS_ARE_DATA,
    "limit_test_batches": _PARTS_ARE_DATA,
    "limit_train_batches": _PARTS_ARE_DATA,
    "limit_val_batches": _PARTS_ARE_DATA,
    "logger": "choose it with the logger group, such as logger=none",
    "min_epochs": "set callbacks.early_stopping.patience, or leave early stopping out with ~callbacks.early_stopping",
    "min_steps": "set callbacks.early_stopping.patience, or leave early stopping out with ~callbacks.early_stopping",
    "model_registry": "a run saves its model into its own directory, as model/",
    "num_nodes": _ONE_MACHINE,
    "num_sanity_val_steps": _EVERY_EPOCH,
    "overfit_batches": _PARTS_ARE_DATA,
    "plugins": _ONE_MACHINE,
    "profiler": "Lightning's profiler sees one training step where the engine takes many",
    "reload_dataloaders_every_n_epochs": "batches are slices of tensors, in an order given by seed and epoch",
    "sync_batchnorm": "there is no batch normalisation",
    "use_distributed_sampler": "each process takes its share of the same global batch by itself",
    "val_check_interval": _EVERY_EPOCH,
}
"""Lightning's Trainer options that cannot work here, each with the reason or the replacement."""


def unknown_key(prefix: str, name: str, allowed: Collection[str]) -> OptionError:
    """Build the error for the key `name` under `prefix` ("" for the top level)."""
    if prefix == "trainer" and name in REFUSED:
        return OptionError(f"`trainer.{name}` cannot be used here: {REFUSED[name]}.")
    return options.unknown_key(prefix, name, allowed)
