"""What a config names by `_target_`, made a part: of our own classes, of PyTorch's, and of the user's."""

from collections.abc import Mapping
from typing import Any

import torch
from lightning.pytorch import Callback, Trainer
from torch import nn

from lessonnet.config import is_network, target_of
from lessonnet.data import DataSet, KFold
from lessonnet.extensions import naming_package
from lessonnet.models import Classifier, ModuleClassifier
from lessonnet.nn import Activation, Criterion, Dropout, Initializer, ModuleActivation, Regularizer
from lessonnet.optim import Rule, Schedule, TorchRule
from lessonnet.options import OptionError, options_of
from lessonnet.sweep._tried import refuse_unfit

KINDS: dict[str, type] = {
    "activation": Activation,
    "callbacks": Callback,
    "criterion": Criterion,
    "cv": KFold,
    "data": DataSet,
    "dropout": Dropout,
    "init": Initializer,
    "logger": Callback,
    "model": Classifier,
    "optimizer": Rule,
    "regularizer": Regularizer,
    "scheduler": Schedule,
    "trainer": Trainer,
}
"""What each part of a config is, whatever class of one's own it names."""

_OURS = "lessonnet."


def made(key: str, path: str, options: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Make a part.

    Args:
        key: the part's key.
        path: dotted path of a class or function.
        options: of the config, as plain values that have been checked.
        given: what the program adds.

    Raises:
        OptionError: if it is a class of another kind than the part's, or does not do what such a part must do.
    """
    target = target_of(key, path)
    if path.startswith(_OURS):
        _refuse_other_kind(key, path, target)
        return target(**options, **given)
    try:
        part = _of_ones_own(key, path, target, options, given)
        refuse_unfit(key, part)
    except OptionError as error:
        raise naming_package(error, path) from error
    return part


def _of_ones_own(key: str, path: str, target: Any, options: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Make a part of a class that is not built in, wrapped where it is one of PyTorch's kind."""
    is_class = isinstance(target, type)
    if key == "model" and is_network(path) and issubclass(target, nn.Module):
        return ModuleClassifier(target, options, **given)
    if key == "optimizer" and is_class and issubclass(target, torch.optim.Optimizer):
        return TorchRule.of(target, options)
    if key == "optimizer" and options.get("clip_norm", 0) is None and "clip_norm" not in options_of(target):
        options = {name: value for name, value in options.items() if name != "clip_norm"}  # off, as in our own
    is_module = key == "activation" and is_class and issubclass(target, nn.Module)
    if not is_module:
        _refuse_other_kind(key, path, target)
    try:
        part = target(**options, **given)
    except OptionError:
        raise
    except (Exception, SystemExit) as error:
        why = " ".join(str(error).split())
        raise OptionError(f"`{key}`: {path} cannot be built: {type(error).__name__}: {why}") from error
    if is_module and not isinstance(part, Activation):
        return ModuleActivation(part, options)
    kind = KINDS[key.partition(".")[0]]
    if not isinstance(part, kind):
        raise OptionError(f"`{key}._target_` must make a {kind.__name__}, got {type(part).__name__} from {path!r}.")
    return part


def _refuse_other_kind(key: str, path: str, target: Any) -> None:
    kind = KINDS[key.partition(".")[0]]
    if not isinstance(target, type) or issubclass(target, kind):
        return
    more = ""
    if key == "model":
        more = ", or a torch.nn.Module whose constructor takes `in_features` and `outputs`"
    raise OptionError(f"`{key}._target_` must name a subclass of {kind.__name__}{more}, got {path!r}.")
