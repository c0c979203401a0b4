"""The configs, and the check of a whole one."""

import inspect
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hydra
import pytest
from lightning import Trainer
from omegaconf import DictConfig, OmegaConf

from lessonnet.command._conf import comment_of, config_directory, options_in
from lessonnet.config import OPTIONAL_PARTS, PARTS, Settings, check, check_tree, plain
from lessonnet.config._rules import RULES, USEFULNESS_RULES
from lessonnet.config._schema import SUPPLIED
from lessonnet.config._unknown import REFUSED
from lessonnet.options import OptionError, check_value, options_of

CONF = Path(__file__).parents[1] / "conf"
CHOICES = sorted((p.parent.name, p.stem) for p in CONF.glob("*/*.yaml") if p.parent.name != "hparams_search")
"""All but searches, which compose only where Optuna is installed."""
BUILDING = [choice for choice in CHOICES if choice[0] != "experiment" and choice[1] not in ("none", "default", "shown")]
NEEDED = {
    "ledger": ["model=perceptron"],
    "fixed": ["init.weights=[1,1,-1]"],
    "run": ["init.path=runs/x"],
    "table": ["data.path=table.csv", "data.target=label"],
}


@pytest.fixture(scope="module", autouse=True)
def _hydra() -> Iterator[None]:
    with hydra.initialize_config_dir(str(config_directory()), version_base="1.3"):
        yield


def compose(*overrides: str) -> DictConfig:
    return hydra.compose("train", list(overrides))


def part(group: str, option: str) -> dict[str, Any]:
    node = plain(compose(f"{group}={option}", *NEEDED.get(option, [])))[group]
    return node[option] if group == "callbacks" else node


def target(node: dict[str, Any]) -> Any:
    return hydra.utils.get_object(node["_target_"])


@pytest.mark.parametrize(("group", "option"), CHOICES)
def test_config_opens_with_one_to_three_lines_that_explain_it(group: str, option: str) -> None:
    comment = comment_of(group, option)
    assert 1 <= len(comment) <= 3
    assert all(len(line) > 20 for line in comment)


@pytest.mark.parametrize(("group", "option"), BUILDING)
def test_config_has_every_option_of_its_part_and_no_other(group: str, option: str) -> None:
    node = part(group, option)
    supplied = SUPPLIED.get(group, frozenset())
    assert set(node) - {"_target_"} == set(options_of(target(node))) - supplied


@pytest.mark.parametrize(("group", "option"), [c for c in BUILDING if c[0] != "trainer" or c[1] == "auto"])
def test_config_has_the_defaults_of_its_part(group: str, option: str) -> None:
    node = part(group, option)
    options = options_of(target(node))
    for name, value in node.items():
        if name != "_target_" and not options[name].required:
            annotation = options[name].annotation
            assert check_value(name, value, annotation) == check_value(name, options[name].default, annotation), name


def test_main_config_has_the_defaults_of_the_settings() -> None:
    parts = {*PARTS, *OPTIONAL_PARTS, "callbacks"}
    assert {name: value for name, value in plain(compose()).items() if name not in parts} == asdict(Settings())


@pytest.mark.parametrize(("group", "option"), CHOICES)
def test_config_passes_the_check(group: str, option: str) -> None:
    needed = {
        "step": ["activation=step"] if group == "activation" else [],
        "lbfgs": ["data.batch_size=full"],
        "gpu": ["trainer.accelerator=cpu"],  # a GPU may be absent here
    }
    partner = {("model", "surface"): ["data=none"], ("data", "none"): ["model=surface"]}.get((group, option), [])
    with_hidden_layer = ["model=mlp"] if group == "dropout" else []
    line = [f"{group}={option}", *NEEDED.get(option, []), *needed.get(option, []), *with_hidden_layer, *partner]
    check(compose(*line))


@pytest.mark.parametrize("group", [*OPTIONAL_PARTS, "callbacks"])
@pytest.mark.parametrize("experiment", options_in("experiment"))
def test_any_part_of_an_experiment_can_be_turned_off_to_compare(experiment: str, group: str) -> None:
    check(compose(f"experiment={experiment}", f"{group}=none"))


def test_choice_that_an_experiment_s_key_does_not_fit_is_named_with_it() -> None:
    line = ["experiment=xor", "model=logistic"]
    with pytest.raises(OptionError, match=r"^`model=logistic` does not go with `experiment=xor`.* `model\.hidden`"):
        check(compose(*line), line)
    without = [*line, "~model.hidden"]
    check(compose(*without), without)


def test_plain_config_is_logistic_regression_on_admissions() -> None:
    tree = plain(compose())
    assert tree["data"]["_target_"] == "lessonnet.data.Admissions"
    assert tree["model"]["_target_"] == "lessonnet.models.LogisticRegression"


def test_data_follows_the_seed_unless_told_otherwise() -> None:
    assert plain(compose("seed=4"))["data"]["seed"] == 4
    assert plain(compose("seed=4", "data.seed=1"))["data"]["seed"] == 1


@pytest.mark.parametrize("group", OPTIONAL_PARTS)
def test_part_that_is_off_is_null(group: str) -> None:
    assert plain(compose(f"{group}=none"))[group] is None


def test_check_leaves_the_config_as_it_was() -> None:
    config = compose("experiment=xor")
    before = OmegaConf.to_yaml(config)
    check(config)
    assert OmegaConf.to_yaml(config) == before


MLP = "model=mlp"
LBFGS = "optimizer=lbfgs"
SURFACE = ("model=surface", "data=none")
FULL = "data.batch_size=full"
FIND = "lr_find=true"
OWN = "model._target_=tests.own_parts.Residual"
SWISH = "activation._target_=tests.own_parts.Swish"
BRIER = "+criterion._target_=tests.own_parts.Brier"
BROKEN = [
    ("name_is_one_folder", ["name=../x"], "`name` must be one plain folder name"),
    ("name_is_one_folder", ["name=''"], "`name` must be one plain folder name"),
    ("resume_stands_alone", ["resume=runs/x"], "`resume` belongs on the command line"),
    ("activation_has_a_hidden_layer", ["activation=tanh"], "`activation=tanh` does nothing"),
    ("activation_has_a_hidden_layer", ["activation=relu", "model=perceptron"], "`activation=relu` does nothing"),
    ("activation_has_a_hidden_layer", ["activation=relu", MLP, "model.hidden=[]"], "`activation=relu` does nothing"),
    ("activation_has_a_hidden_layer", ["activation=sigmoid"], "`activation=sigmoid` does nothing"),
    ("dropout_has_a_hidden_layer", ["dropout=per_batch"], "`dropout` turns off hidden nodes"),
    ("dropout_has_a_hidden_layer", ["dropout=per_epoch", "model=perceptron"], "`dropout` turns off hidden nodes"),
    ("step_is_not_trained_through", ["activation=step", MLP], "`activation=step` is flat"),
    ("folds_make_validation_parts", ["cv=kfold", "data.val_fraction=0.1"], "does nothing beside cv=kfold"),
    ("folds_are_trained_in_one_process", ["cv=kfold", "trainer=ddp"], "cannot be used with `trainer.strategy=ddp`"),
    ("folds_are_trained_in_one_process", ["cv=kfold", "trainer.max_time='00:00:01:00'"], "trains its folds in turns"),
    ("lbfgs_sees_all_points", [LBFGS], "add data.batch_size=full, found"),
    ("lbfgs_has_no_dropout", [LBFGS, FULL, MLP, "dropout=per_batch"], "cannot be used with dropout"),
    ("lbfgs_has_no_schedule", [LBFGS, FULL, "scheduler=step"], "Choose scheduler=none"),
    ("lbfgs_runs_in_one_process", [LBFGS, FULL, "trainer=ddp"], "cannot be used with `trainer.strategy=ddp`"),
    ("something_is_left_to_train_on", ["data.val_fraction=0.5", "data.test_fraction=0.5"], "got 0.5 + 0.5"),
    ("something_is_left_to_train_on", ["~data.val_fraction", "data.test_fraction=0.9"], "got 0.2 + 0.9"),
    ("restarts_differ", ["restarts=2", "init=zeros"], "`restarts=2` would train the same start again"),
    ("restarts_differ", ["restarts=2", "init=fixed", "init.weights=[1,1,0]"], "would train the same start again"),
    ("restarts_differ", ["restarts=2", "init=run", "init.path=x"], "Choose a positive init.scale"),
    ("devices_are_shared_by_ddp", ["trainer.devices=2"], "`trainer.devices=2` needs trainer=ddp"),
    ("max_time_is_a_time", ["trainer.max_time=5min"], "must be days:hours:minutes:seconds"),
    ("max_time_is_a_time", ["trainer.max_time='00:00:99:00'"], "must be days:hours:minutes:seconds"),
    ("processes_have_cores", ["trainer=ddp", "trainer.devices=4096"], "on this machine's processors, got 4096"),
    ("ledger_is_of_the_plain_trick", ["callbacks=ledger"], "found the model LogisticRegression. Choose model=perc"),
    ("found_rate_is_not_given_too", [FIND, "optimizer.lr=9"], "`optimizer.lr=9` does nothing beside `lr_find=true`"),
    ("found_rate_changes_answers", [FIND, LBFGS, FULL], "`optimizer=lbfgs` measures the length of each step itself"),
    ("found_rate_changes_answers", [FIND, "model=perceptron"], "from weights of 0 changes no answer"),
    ("found_rate_is_used", [FIND, "trainer.max_epochs=0"], "`trainer.max_epochs=0` takes no step with it"),
    ("found_rate_is_of_one_training", [FIND, "trainer=ddp"], "cannot be used with `trainer.strategy=ddp`"),
    ("found_rate_is_of_one_training", [FIND, "cv=kfold"], "find the rate with cv=none"),
    ("surface_goes_without_data", ["model=surface"], "`model=surface` is an error over two parameters"),
    ("surface_goes_without_data", ["data=none"], "`data=none` leaves nothing to learn from"),
    ("surface_is_climbed_in_one_process", [*SURFACE, "trainer=ddp"], "has nothing that processes could share"),
    ("surface_has_no_folds", [*SURFACE, "cv=kfold"], "`cv` makes folds of rows, and `model=surface` has none"),
    ("export_is_known", ["export=onxx"], "`export` must be onnx or null, got 'onxx'. Did you mean 'onnx'?"),
    ("surface_is_not_exported", [*SURFACE, "export=onnx"], "`export=onnx` writes a model that predicts"),
    (
        "surface_has_no_accuracy",
        [*SURFACE, "callbacks.early_stopping.monitor=accuracy"],
        "`callbacks.early_stopping.monitor` must be error on a surface",
    ),
    ("surface_starts_at_a_place", [*SURFACE, "init=run", "init.path=x"], "`init=run` takes a network's weights"),
    ("surface_starts_at_a_place", [*SURFACE, "restarts=4"], "`restarts=4` would begin at (0, 0) again and again"),
    (
        "dashboards_have_a_board",
        ["callbacks=[pictures]", "logger=csv"],
        "`callbacks=[pictures]` shows something in TensorBoard, which is off. Choose logger=tensorboard.",
    ),
    (
        "dashboards_have_a_board",
        ["callbacks.histograms.most=3", "logger=none"],
        "`callbacks.histograms.most=3` shows something in TensorBoard",
    ),
    ("folds_are_not_drawn", ["cv=kfold", "callbacks=[film]"], "`callbacks=[film]` draws one training, and cv=kfold"),
    ("folds_are_not_drawn", ["cv=kfold", "callbacks.figures.dpi=90"], "`callbacks.figures.dpi=90` draws one training"),
    (
        "figures_are_offered",
        ["callbacks.figures.extra=[roses]"],
        "`callbacks.figures.extra` names the figure 'roses', which no package offers",
    ),
    (
        "folds_are_watched_together",
        ["cv=kfold", "+callbacks.own={_target_:lightning.pytorch.callbacks.DeviceStatsMonitor}"],
        "the callback `lightning.pytorch.callbacks.DeviceStatsMonitor` watches one training in one directory",
    ),
    ("figures_are_offered", ["callbacks.figures.extra=[roc]"], "names 'roc', which is lessonnet's own"),
    (
        "criterion_leaves_the_model_what_it_is",
        ["criterion=squared_error", "model=perceptron"],
        "`criterion` cannot be chosen for model=perceptron",
    ),
    ("criterion_leaves_the_model_what_it_is", ["criterion=squared_error", *SURFACE], "chosen for model=surface"),
    ("own_network_draws_its_weights", [OWN, "init=he"], "`init=he` does nothing: a network of one's own draws"),
    ("own_network_draws_its_weights", [OWN, "init.scale=2"], "`init.scale=2` does nothing"),
    ("own_network_has_its_own_nodes", [OWN, "activation=tanh"], "`activation=tanh` does nothing: a network of one's"),
    ("own_network_has_its_own_nodes", [OWN, "dropout=per_batch"], "`dropout` does nothing: a network of one's own"),
    ("closed_form_is_known", [OWN, "backprop=closed_form"], "`model` (tests.own_parts.Residual) has no derivative"),
    ("closed_form_is_known", [MLP, SWISH, "backprop=closed_form"], "`activation` (tests.own_parts.Swish) has no"),
    ("closed_form_is_known", [BRIER, "backprop=closed_form"], "`criterion` (tests.own_parts.Brier) has no derivative"),
    ("surface_has_no_layers", [*SURFACE, "activation=tanh"], "`activation=tanh` does nothing on a surface"),
    ("surface_has_no_layers", [*SURFACE, "init=he"], "`init=he` does nothing on a surface"),
    ("surface_has_no_layers", [*SURFACE, "init.scale=2"], "`init.scale=2` does nothing on a surface"),
    ("surface_has_no_layers", [*SURFACE, "regularizer=l1"], "`regularizer` does nothing on a surface"),
    ("surface_has_no_layers", [*SURFACE, "dropout=per_batch"], "`dropout` does nothing on a surface"),
    ("gpu_is_there", ["trainer=gpu"], "needs a CUDA device, and none is found here"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "overrides", "answer"), BROKEN)
def test_what_cannot_work_together_is_refused(
    rule: str, overrides: list[str], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(OptionError) as refusal:
        check(compose(*overrides), overrides)
    assert answer in str(refusal.value)


def test_every_rule_is_tested() -> None:
    assert {rule.__name__ for rule in (*RULES, *USEFULNESS_RULES)} == {name for name, *_ in BROKEN}


def test_more_gpus_than_there_are_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.device_count", lambda: 1)
    overrides = ["trainer=ddp", "trainer.accelerator=gpu"]
    with pytest.raises(OptionError, match=r"`trainer\.devices` must be ≤ 1, the CUDA devices found here, got 2\."):
        check(compose(*overrides), overrides)


def test_what_nothing_reads_is_refused_at_every_level() -> None:
    for key in ("new", "data.new", "callbacks.checkpoint.new", "trainer.new"):
        with pytest.raises(OptionError, match=f"unknown key `{key}`"):
            check(compose(f"+{key}=1"))


def test_every_option_of_lightning_s_trainer_is_taken_or_refused_by_name() -> None:
    taken = set(options_of(hydra.utils.get_object("lessonnet.stack.trainer"))) - SUPPLIED["trainer"]
    lightning = set(inspect.signature(Trainer.__init__).parameters) - {"self"}
    assert lightning - taken == set(REFUSED)


def test_options_in_a_group_start_with_the_default() -> None:
    assert options_in("optimizer")[0] == "sgd"


def test_closed_form_may_be_asked_for_where_each_part_has_a_derivative() -> None:
    for activation in ("ClosedSwish", "Softer"):
        line = ["backprop=closed_form", "model=mlp", f"activation._target_=tests.own_parts.{activation}"]
        check(compose(*line), line)


def test_config_of_an_earlier_version_has_no_criterion() -> None:
    tree = plain(compose())
    del tree["criterion"]
    check_tree(tree)


def test_options_of_a_network_of_one_s_own_are_keys() -> None:
    with pytest.raises(OptionError, match=r"unknown key `model\.unit`; allowed: units\. Did you mean `model\.units`"):
        check(compose(OWN, "+model.unit=3"))
    with pytest.raises(OptionError, match=r"`model\.units` must be a whole number"):
        check(compose(OWN, "+model.units=many"))
    check(compose(OWN, "+model.units=3"))


def test_clipping_is_a_key_of_an_optimizer_of_pytorch_s_kind() -> None:
    target = "optimizer._target_=torch.optim.Adamax"
    check(compose(target, "optimizer.clip_norm=2"))
    with pytest.raises(OptionError, match=r"`optimizer\.clip_norm` must be .*> 0"):
        check(compose(target, "optimizer.clip_norm=-2"))
    with pytest.raises(OptionError, match=r"unknown key `optimizer\.beta`.*Did you mean `optimizer\.betas`"):
        check(compose(target, "+optimizer.beta=0.5"))
