"""What TensorBoard's HParams table says about a run."""

from collections.abc import Mapping
from typing import Any


def hyperparameters(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the config's choices as dotted keys, without targets and without what only steers the program."""
    flat: dict[str, Any] = {"seed": tree["seed"], "restarts": tree["restarts"]}
    for part in ("data", "model", "init", "activation", "regularizer", "dropout", "optimizer", "scheduler"):
        for name, value in (tree[part] or {}).items():
            flat[part if name == "_target_" else f"{part}.{name}"] = (
                value.rpartition(".")[2] if name == "_target_" else value
            )
    return flat


def final_metrics(results: Mapping[str, Any]) -> dict[str, float]:
    """Return the final numbers by the names that TensorBoard shows."""
    parts = {part: results[part] for part in ("train", "val", "test") if results[part]}
    return {f"final/{p}_{m}": v for p, measured in parts.items() for m, v in measured.items() if v is not None}
