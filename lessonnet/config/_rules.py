"""What cannot work together: one small function for each rule, each naming the keys that it is about.

A rule looks at the whole config as plain dicts, defaults filled in, and returns None or the line that refuses it.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lessonnet.config._export_rules import export_is_known
from lessonnet.config._ledger_rules import ledger_is_of_the_plain_trick
from lessonnet.config._own_rules import OWN_RULES, own_network_has_its_own_nodes
from lessonnet.config._rate_rules import RATE_RULES
from lessonnet.config._shown_rules import (
    dashboards_have_a_board,
    figures_are_offered,
    folds_are_not_drawn,
    folds_are_watched_together,
)
from lessonnet.config._surface_rules import SURFACE_RULES, surface_has_no_layers
from lessonnet.options import BadValueError, UselessChoiceError

Tree = Mapping[str, Any]
Rule = Callable[[Tree, Sequence[str]], str | None]


def refuse_broken_rules(tree: Tree, overrides: Sequence[str]) -> None:
    """Refuse a config that breaks a rule.

    Raises:
        UselessChoiceError: if all that is wrong is that a choice does nothing.
        BadValueError: from the first other rule that is broken.
    """
    for rules, error in ((RULES, BadValueError), (USEFULNESS_RULES, UselessChoiceError)):
        for rule in rules:
            if line := rule(tree, overrides):
                raise error(line)


def _is(tree: Tree, part: str, target: str) -> bool:
    return tree[part] is not None and tree[part]["_target_"] == target


def _is_single_layer(tree: Tree) -> bool:
    if _is(tree, "model", "lessonnet.models.MLP"):
        return not tree["model"]["hidden"]
    return _is(tree, "model", "lessonnet.models.Perceptron") or _is(
        tree, "model", "lessonnet.models.LogisticRegression"
    )


def _is_lbfgs(tree: Tree) -> bool:
    return _is(tree, "optimizer", "lessonnet.optim.LBFGS")


def name_is_one_folder(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Keep runs inside ``runs/``."""
    if tree["name"] is None or re.fullmatch(r"\w[\w.+\- ]*", tree["name"]):
        return None
    return f"`name` must be one plain folder name of letters, digits, `_`, `-` and `.`, got {tree['name']!r}."


def resume_stands_alone(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a `resume` that reached the config other than from the command line."""
    return "`resume` belongs on the command line, as resume=<run directory>." if tree["resume"] is not None else None


def activation_has_a_hidden_layer(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse an activation chosen for a model that has no node to use it."""
    chosen = [line for line in overrides if re.match(r"\+{0,2}activation[=.]", line)]
    if not chosen or not _is_single_layer(tree):
        return None
    return f"`{chosen[0]}` does nothing: this model has no hidden layer. Choose model=mlp, or leave activation out."


def dropout_has_a_hidden_layer(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse dropout for a model that has no node to turn off."""
    if tree["dropout"] is None or not _is_single_layer(tree):
        return None
    return "`dropout` turns off hidden nodes, and this model has no hidden layer. Choose model=mlp or dropout=none."


def step_is_not_trained_through(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse the step in a hidden layer: its slope is 0, so nothing before it would ever change."""
    is_trained = tree["trainer"]["max_epochs"] > 0
    if _is_single_layer(tree) or not is_trained or not _is(tree, "activation", "lessonnet.nn.Step"):
        return None
    return (
        "`activation=step` is flat, so gradients cannot train through a hidden layer of it. "
        "Choose activation=sigmoid, tanh or relu, or trainer.max_epochs=0 to look at given weights."
    )


def lbfgs_sees_all_points(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse mini-batches under lbfgs: its line search needs one and the same error throughout."""
    if not _is_lbfgs(tree) or tree["data"].get("batch_size", "full") == "full":
        return None
    return (
        "`optimizer=lbfgs` needs all points in each step: "
        f"add data.batch_size=full, found `data.batch_size={tree['data']['batch_size']}`."
    )


def lbfgs_has_no_dropout(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse dropout under lbfgs: masks would change the error between two looks at it."""
    if not _is_lbfgs(tree) or tree["dropout"] is None:
        return None
    return "`optimizer=lbfgs` cannot be used with dropout, which changes the error at each look. Choose dropout=none."


def lbfgs_has_no_schedule(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a schedule under lbfgs, whose line search sets the length of each step."""
    if not _is_lbfgs(tree) or tree["scheduler"] is None:
        return None
    return "`optimizer=lbfgs` finds the length of its steps itself. Choose scheduler=none."


def lbfgs_runs_in_one_process(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse DDP under lbfgs."""
    if not _is_lbfgs(tree) or tree["trainer"]["strategy"] != "ddp":
        return None
    return "`optimizer=lbfgs` cannot be used with `trainer.strategy=ddp`. Choose trainer=auto, cpu or gpu."


def folds_make_validation_parts(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a validation part chosen beside the folds that make one each."""
    chosen = next((line for line in overrides if re.match(r"\+{0,2}data\.val_(fraction|path)=", line)), None)
    if tree["cv"] is None or chosen is None:
        return None
    return f"`{chosen}` does nothing beside cv=kfold, whose folds are the validation parts; leave one of them out."


def folds_are_trained_in_one_process(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse what can train but one stack beside cross-validation, which trains one or two."""
    if tree["cv"] is None:
        return None
    if tree["trainer"]["strategy"] == "ddp":
        return "cv=kfold cannot be used with `trainer.strategy=ddp`. Choose trainer=auto, cpu or gpu."
    if tree["trainer"]["max_time"] is not None:
        return (
            "cv=kfold trains its folds in turns, and `trainer.max_time` would end them at unlike epochs; leave it out."
        )
    return None


def something_is_left_to_train_on(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse fractions that leave no training part."""
    val, test = (tree["data"].get(f"{part}_fraction") or 0 for part in ("val", "test"))
    val = 0 if tree["cv"] is not None else val
    if val + test < 1:
        return None
    return f"`data.val_fraction` + `data.test_fraction` must be < 1, got {val} + {test}: nothing is left to train on."


def restarts_differ(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse restarts that would all start from the same weights."""
    noiseless_run = _is(tree, "init", "lessonnet.models.FromRun") and tree["init"]["scale"] == 0
    same = _is(tree, "init", "lessonnet.nn.Zeros") or _is(tree, "init", "lessonnet.nn.Fixed") or noiseless_run
    if tree["restarts"] == 1 or not same:
        return None
    remedy = "a positive init.scale" if noiseless_run else "init=xavier, he, uniform or normal"
    return f"`restarts={tree['restarts']}` would train the same start again. Choose {remedy}, or restarts=1."


def devices_are_shared_by_ddp(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse several devices without the strategy that uses them."""
    devices, strategy = tree["trainer"]["devices"], tree["trainer"]["strategy"]
    if devices == 1 or strategy == "ddp":
        return None
    return f"`trainer.devices={devices}` needs trainer=ddp, found `trainer.strategy={strategy}`."


def max_time_is_a_time(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a time that Lightning would stumble over."""
    found = tree["trainer"]["max_time"]
    if found is None or re.fullmatch(r"\d{1,5}:([01]\d|2[0-3]):[0-5]\d:[0-5]\d", found):
        return None
    return f"`trainer.max_time` must be days:hours:minutes:seconds such as '00:00:10:00', or null, got {found!r}."


def processes_have_cores(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse far more processes than a machine has cores."""
    devices, most = tree["trainer"]["devices"], max(8, os.cpu_count() or 1)
    if tree["trainer"]["accelerator"] in ("gpu", "cuda") or devices <= most:
        return None
    return f"`trainer.devices` must be ≤ {most} on this machine's processors, got {devices}."


def gpu_is_there(tree: Tree, overrides: Sequence[str]) -> str | None:
    """Refuse a GPU that this machine does not have."""
    if tree["trainer"]["accelerator"] not in ("gpu", "cuda"):
        return None
    import torch  # only a config that asks for a GPU pays for this import

    if not torch.cuda.is_available():
        return "`trainer.accelerator=gpu` needs a CUDA device, and none is found here. Choose trainer=auto or cpu."
    found, wanted = torch.cuda.device_count(), tree["trainer"]["devices"]
    if wanted > found:
        return f"`trainer.devices` must be ≤ {found}, the CUDA devices found here, got {wanted}."
    return None


RULES: tuple[Rule, ...] = (
    name_is_one_folder,
    resume_stands_alone,
    step_is_not_trained_through,
    lbfgs_sees_all_points,
    lbfgs_has_no_dropout,
    lbfgs_has_no_schedule,
    lbfgs_runs_in_one_process,
    something_is_left_to_train_on,
    folds_make_validation_parts,
    folds_are_trained_in_one_process,
    restarts_differ,
    devices_are_shared_by_ddp,
    max_time_is_a_time,
    processes_have_cores,
    gpu_is_there,
    ledger_is_of_the_plain_trick,
    figures_are_offered,
    folds_are_watched_together,
    export_is_known,
    *RATE_RULES,
    *SURFACE_RULES,
    *OWN_RULES,
)
"""What cannot be trained."""

USEFULNESS_RULES: tuple[Rule, ...] = (
    activation_has_a_hidden_layer,
    dropout_has_a_hidden_layer,
    surface_has_no_layers,
    own_network_has_its_own_nodes,
    dashboards_have_a_board,
    folds_are_not_drawn,
)
"""What can be trained, and differs in nothing from a config without the choice."""
