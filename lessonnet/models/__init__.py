"""The models of the lesson as ordinary LightningModules, ready for a stock Trainer and a stock DataLoader."""

from lessonnet.equations import line_equation, original_units, score_equation
from lessonnet.models._classifier import Classifier, Parts, outputs
from lessonnet.models._error_surface import ErrorSurface, SurfaceName
from lessonnet.models._from_run import FromRun, model_directory
from lessonnet.models._logistic_regression import LogisticRegression
from lessonnet.models._lookup import path_of, refuse_missing
from lessonnet.models._measure import load_row, measure
from lessonnet.models._mlp import MLP
from lessonnet.models._module_classifier import ModuleClassifier
from lessonnet.models._perceptron import Perceptron
from lessonnet.models._read_model import CRITERIA, MODELS, read_model
from lessonnet.models._saved import Saved
from lessonnet.models._title import title_of
from lessonnet.models._without_memory import refuse_large, refuse_other_shapes

__all__ = [
    "CRITERIA",
    "MLP",
    "MODELS",
    "Classifier",
    "ErrorSurface",
    "FromRun",
    "LogisticRegression",
    "ModuleClassifier",
    "Parts",
    "Perceptron",
    "Saved",
    "SurfaceName",
    "line_equation",
    "load_row",
    "measure",
    "model_directory",
    "original_units",
    "outputs",
    "path_of",
    "read_model",
    "refuse_large",
    "refuse_missing",
    "refuse_other_shapes",
    "score_equation",
    "title_of",
]
