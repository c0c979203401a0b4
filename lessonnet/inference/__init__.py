"""What is done with a trained model."""

from lessonnet.inference._model import Model, load
from lessonnet.inference._output_file import refuse_output
from lessonnet.inference._predictions import predict_file

__all__ = ["Model", "load", "predict_file", "refuse_output"]
