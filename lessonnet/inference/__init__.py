"""What is done with a trained model: rows predicted, answers measured, the model handed on as ONNX."""

from lessonnet.inference._metrics import classification_metrics
from lessonnet.inference._metrics_table import metrics_table
from lessonnet.inference._model import Model, load
from lessonnet.inference._onnx import onnx_model, save_onnx
from lessonnet.inference._onnx_graph import onnx_package
from lessonnet.inference._onnx_network import refuse_onnx
from lessonnet.inference._output_file import refuse_output
from lessonnet.inference._predictions import predict_file
from lessonnet.inference._ranking import Ranking, ranking
from lessonnet.inference._reliability import Reliability, reliability
from lessonnet.inference._scored import Scored, scored_file, scored_part
from lessonnet.options import printable

__all__ = [
    "Model",
    "Ranking",
    "Reliability",
    "Scored",
    "classification_metrics",
    "load",
    "metrics_table",
    "onnx_model",
    "onnx_package",
    "predict_file",
    "printable",
    "ranking",
    "refuse_onnx",
    "refuse_output",
    "reliability",
    "save_onnx",
    "scored_file",
    "scored_part",
]
