"""What is saved for use: a directory of `model.safetensors`, `model.json` and `SHA256SUMS`; no pickle, no code."""

from lessonnet.artifact._description import check_description
from lessonnet.artifact._json_schema import json_schema
from lessonnet.artifact._load import load_model
from lessonnet.artifact._plugins import GROUPS
from lessonnet.artifact._save import model_files, save_model
from lessonnet.artifact._table import check_table
from lessonnet.artifact._texts import check_text, check_texts

__all__ = [
    "GROUPS",
    "check_description",
    "check_table",
    "check_text",
    "check_texts",
    "json_schema",
    "load_model",
    "model_files",
    "save_model",
]
