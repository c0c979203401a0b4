"""What is saved for use: a directory of `model.safetensors`, `model.json` and `SHA256SUMS`; no pickle, no code."""

from lessonnet.artifact._load import load_model
from lessonnet.artifact._save import save_model

__all__ = ["load_model", "save_model"]
