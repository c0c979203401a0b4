"""A suite that cannot fail proves nothing: each test finds the part that is broken in its way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from lessonnet.testing import (
    ActivationSuite,
    CallbackSuite,
    CriterionSuite,
    DataSetSuite,
    DropoutSuite,
    InitializerSuite,
    NetworkSuite,
    PenaltySuite,
    RuleSuite,
    ScheduleSuite,
)
from lessonnet.testing._option_suite import OptionSuite
from tests.plugin_packages import on_path, write_package
from tests.testing import broken_formulas as formulas
from tests.testing import broken_trainings as trainings

DOUBLE = (torch.float64,)
OPTIONS = {
    ActivationSuite: "activation=tanh",
    CallbackSuite: "callbacks=progress",
    CriterionSuite: "criterion=squared_error",
    DataSetSuite: "data=moons",
    DropoutSuite: "dropout=per_batch",
    InitializerSuite: "init=xavier",
    NetworkSuite: "model=mlp",
    PenaltySuite: "regularizer=l2",
    RuleSuite: "optimizer=sgd",
    ScheduleSuite: "scheduler=exponential",
}
"""An option that is whole, for suites whose part is made by hand."""

CASES: list[tuple[type[OptionSuite], Callable[..., Any], str, tuple[Any, ...], str]] = [
    (
        ActivationSuite,
        formulas.WrongSlope,
        "closed_form_equals_autograd",
        DOUBLE,
        "slopes of `backprop` and of autograd",
    ),
    (ActivationSuite, formulas.WritesOverItsInput, "closed_form_equals_autograd", DOUBLE, "write into `out` alone"),
    (ActivationSuite, formulas.ReadsWhatItHasWritten, "closed_form_equals_autograd", DOUBLE, "`out` may be z itself"),
    (ActivationSuite, formulas.WrongBackward, "slope_is_that_of_its_values", (), "quotient of differences"),
    (ActivationSuite, formulas.Centred, "acts_on_each_number_by_itself", DOUBLE, "of many numbers and of each alone"),
    (ActivationSuite, formulas.Overflowing, "extreme_numbers_stay_finite", DOUBLE, "not finite at z = 10000"),
    (ActivationSuite, formulas.SwallowsNaN, "extreme_numbers_stay_finite", DOUBLE, "would go unnoticed"),
    (ActivationSuite, formulas.Trained, "has_no_parameters", (), "has the parameters slope"),
    (ActivationSuite, formulas.Single, "slope_is_that_of_its_values", (), "quotient of differences"),
    (ActivationSuite, formulas.Cancelling, "float32_agrees_with_float64", (), "in float32 and in float64"),
    (ActivationSuite, formulas.Unmapped, "vmap_equals_a_loop", (), "vmap cannot map it"),
    (CriterionSuite, formulas.WrongErrorBackward, "slope_is_that_of_the_errors", (), "quotient of differences"),
    (CriterionSuite, formulas.AxesFromTheFront, "vmap_equals_a_loop", (), "axes counted from the end"),
    (CriterionSuite, formulas.WrongCriterionSlope, "closed_form_equals_autograd", DOUBLE, "slopes of `gradient`"),
    (
        CriterionSuite,
        formulas.Averaged,
        "each_point_has_an_error_of_its_own",
        DOUBLE,
        "of all points and of each alone",
    ),
    (CriterionSuite, formulas.Backwards, "right_answers_cost_less_than_wrong_ones", (), "on the right side cost"),
    (CriterionSuite, formulas.Logarithm, "extreme_scores_stay_finite", DOUBLE, "not finite"),
    (CriterionSuite, formulas.OddProbabilities, "probabilities_go_with_the_predictions", (), "largest score"),
    (PenaltySuite, formulas.Negative, "factors_are_finite", (), "its factors are (-1.0, 0.0)"),
    (PenaltySuite, formulas.WrongPenaltyBackward, "slope_is_that_of_its_value", (), "quotient of differences"),
    (PenaltySuite, formulas.Shared, "members_have_penalties_of_their_own", DOUBLE, "together and alone"),
    (PenaltySuite, formulas.WrongPenaltySlope, "closed_form_equals_autograd", DOUBLE, "slopes of `gradient`"),
    (PenaltySuite, formulas.Length, "extreme_weights_stay_finite", DOUBLE, "at weights of 0"),
    (DropoutSuite, formulas.OneForAll, "factors_have_the_shape_of_the_random_numbers", (), "keep the shape"),
    (DropoutSuite, formulas.Louder, "mean_of_the_factors_is_one", (), "the mean factor"),
    (DropoutSuite, formulas.Drawing, "factors_are_a_pure_function_of_the_random_numbers", (), "generator of NumPy"),
    (DropoutSuite, formulas.FirstDropout, "members_have_factors_of_their_own", (), "together and alone"),
    (InitializerSuite, trainings.GlobalDraw, "is_a_pure_function_of_seed_and_restart", (), "of one seed, twice"),
    (InitializerSuite, trainings.GlobalDraw, "leaves_the_global_generators_alone", (), "generator of NumPy"),
    (InitializerSuite, trainings.OneStart, "seeds_and_restarts_differ", (), "'restart': 1"),
    (InitializerSuite, trainings.Transposed, "gives_each_layer_its_weights_and_biases", (), "each layer needs"),
    (
        RuleSuite,
        trainings.SharedNorm,
        "members_take_the_steps_that_they_would_take_alone",
        DOUBLE,
        "together and alone",
    ),
    (RuleSuite, trainings.Uphill, "goes_downhill", (), "the sign of the step"),
    (RuleSuite, trainings.Remembering, "remembers_nothing_but_its_state", (), "of a resumed descent"),
    (RuleSuite, trainings.OtherNamesake, "torch_optimizer_takes_the_same_steps", (), "of its torch_optimizer()"),
    (RuleSuite, trainings.Dividing, "extreme_gradients_leave_finite_weights", DOUBLE, "gradients of ±0"),
    (ScheduleSuite, trainings.Counting, "factors_follow_from_the_position_alone", (), "at once and one by one"),
    (ScheduleSuite, trainings.FirstMembers, "members_have_factors_of_their_own", (), "together and alone"),
    (ScheduleSuite, trainings.BelowZero, "factors_are_finite_and_never_negative", (), "≥ 0"),
    (ScheduleSuite, trainings.Unshaped, "members_have_factors_of_their_own", (), "return [S, K]"),
    (NetworkSuite, trainings.MixesPoints, "each_point_has_scores_of_its_own", (3, torch.float64), "of each alone"),
    (NetworkSuite, trainings.IdleParameter, "every_parameter_counts", (3,), "module.idle changes no score"),
    (NetworkSuite, trainings.AsksForNumbers, "is_a_network_that_can_be_trained", (3,), "is_mapped = False"),
    (
        NetworkSuite,
        trainings.OneBeginning,
        "first_weights_follow_from_seed_and_restart",
        (),
        "gives the weights of seed 3",
    ),
    (NetworkSuite, trainings.AsksForNumbers, "vmap_equals_a_loop", (3,), "vmap cannot map it"),
    (NetworkSuite, trainings.Exploding, "extreme_inputs_stay_finite", (3,), "not finite"),
    (NetworkSuite, trainings.FlatSlope, "slopes_are_those_of_its_scores", (), "quotient of differences"),
    (DataSetSuite, trainings.Unrepeatable, "rows_are_the_same_each_time", (), "a second call of `rows`"),
    (DataSetSuite, trainings.Unrepeatable, "leaves_the_global_generators_alone", (), "generator of NumPy"),
    (DataSetSuite, trainings.Nameless, "rows_are_what_they_should_be", (), "a name for each"),
    (DataSetSuite, trainings.Losing, "parts_share_out_all_rows", (), "have not all rows"),
    (DataSetSuite, trainings.OneSplit, "seed_decides_the_split", (), "another seed gives the same"),
    (DataSetSuite, trainings.HalfSaid, "options_rebuild_the_same_parts", (), "rebuilt from `options()`"),
    (CallbackSuite, trainings.Nudging, "training_is_the_same_with_it_and_without", (), "changes_training = True"),
    (CallbackSuite, trainings.Levelling, "jobs_of_a_stack_end_as_alone", (), "one by one"),
    (CallbackSuite, trainings.Amnesiac, "state_goes_through_a_checkpoint", (), "take back all"),
    (CallbackSuite, trainings.Amnesiac, "resumed_training_ends_as_one_that_never_stopped", (), "after a whole one"),
    (CallbackSuite, trainings.Pickled, "state_goes_through_a_checkpoint", (), "cannot be read back"),
]


def suite_of(kind: type[OptionSuite], make: Callable[..., Any] | None = None, **attributes: Any) -> Any:
    """A suite of a part that is made by hand, or of the one that its option names."""
    made = {} if make is None else {"make": lambda self, *given, **named: make(*given, **named)}
    return type("Suite", (kind,), {"option": OPTIONS[kind], **made, **attributes})()


@pytest.mark.parametrize(
    ("kind", "make", "test", "given", "phrase"), CASES, ids=[f"{case[1].__name__}-{case[2]}" for case in CASES]
)
def test_suite_finds_what_is_broken(
    kind: type[OptionSuite], make: Callable[..., Any], test: str, given: tuple[Any, ...], phrase: str, tmp_path: Path
) -> None:
    suite = suite_of(kind, make, _directory=tmp_path)
    with pytest.raises(AssertionError) as caught:
        getattr(suite, f"test_{test}")(*given)
    assert phrase in str(caught.value)


CONF = {
    "activation/idle.yaml": "# .\n_target_: tests.testing.broken_formulas.Idle\nbeta: 2.0\n",
    "activation/keyless.yaml": "# .\n_target_: tests.testing.broken_formulas.Idle\n",
    "activation/unsure.yaml": "# .\n_target_: tests.testing.broken_formulas.Unsure\nbeta: 1.0\n",
    "activation/out_of_range.yaml": "# .\n_target_: tests.testing.broken_formulas.OutOfRange\ngamma: 0.5\n",
    "activation/numbered.yaml": "# .\n_target_: tests.testing.broken_formulas.Numbered\n",
    "activation/aging.yaml": "# .\n_target_: tests.testing.broken_formulas.Aging\n",
    "activation/wrong_slope.yaml": "# .\n_target_: tests.testing.broken_formulas.WrongSlope\n",
    "regularizer/shared.yaml": "# .\n_target_: tests.testing.broken_formulas.Shared\nfactor: 0.1\n",
    "criterion/wrong_slope.yaml": "# .\n_target_: tests.testing.broken_formulas.WrongCriterionSlope\n",
    "callbacks/poison.yaml": "# .\npoison:\n  _target_: tests.testing.broken_trainings.Poison\n",
    "optimizer/rateless.yaml": "# .\n_target_: tests.testing.broken_trainings.Rateless\nsize: 0.1\n",
    "optimizer/shared_norm.yaml": "# .\n_target_: tests.testing.broken_trainings.SharedNorm\nlr: 0.1\n",
    "optimizer/remembering.yaml": "# .\n_target_: tests.testing.broken_trainings.Remembering\nlr: 0.1\n",
}


@pytest.fixture(scope="module", autouse=True)
def _installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A package whose options name the broken parts."""
    with on_path(write_package(tmp_path_factory.mktemp("site"), "lessonnet-broken", conf=CONF)):
        yield


_WAYS = "closed_form_and_autograd_train_the_same_network"
TRAINED: list[tuple[type[OptionSuite], str, str, str]] = [
    (ActivationSuite, "activation=idle", "every_option_is_a_key_with_the_same_default", "2.0 in the YAML file, and"),
    (ActivationSuite, "activation=keyless", "every_option_is_a_key_with_the_same_default", "no key for beta"),
    (ActivationSuite, "activation=idle", "every_key_changes_something", "`activation.beta` changes nothing"),
    (ActivationSuite, "activation=unsure", "wrong_values_are_refused_in_one_line", "takes every value"),
    (ActivationSuite, "activation=out_of_range", "defaults_lie_within_their_ranges", "the default of `gamma`"),
    (ActivationSuite, "activation=aging", "training_is_a_pure_function_of_its_config", "two trainings of one config"),
    (ActivationSuite, "activation=wrong_slope", _WAYS, "in closed form and by autograd"),
    (CriterionSuite, "criterion=wrong_slope", _WAYS, "in closed form and by autograd"),
    (RuleSuite, "optimizer=rateless", "has_a_learning_rate", "no option `lr`"),
    (CallbackSuite, "callbacks=poison", "run_completes_with_it", "the status diverged"),
]


@pytest.mark.parametrize(("kind", "option", "test", "phrase"), TRAINED)
def test_suite_finds_options_and_trainings_that_are_broken(
    kind: type[OptionSuite], option: str, test: str, phrase: str
) -> None:
    with pytest.raises(AssertionError) as caught:
        getattr(suite_of(kind, option=option), f"test_{test}")()
    assert phrase in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "option"), [(PenaltySuite, "regularizer=shared"), (RuleSuite, "optimizer=shared_norm")]
)
def test_suite_finds_members_that_depend_on_each_other(kind: type[OptionSuite], option: str) -> None:
    with pytest.raises(AssertionError, match="in a stack of 3 and those of the same network alone"):
        suite_of(kind, option=option).test_jobs_of_a_stack_end_as_alone("64-true")


def test_suite_finds_a_state_that_no_checkpoint_holds(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="and of one that never stopped"):
        suite_of(RuleSuite, option="optimizer=remembering").test_resumed_training_ends_as_one_that_never_stopped(
            tmp_path
        )


def test_suite_finds_what_a_saved_model_does_not_hold(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the scores of the loaded model"):
        suite_of(ActivationSuite, option="activation=numbered").test_saved_model_answers_as_the_trained_one(tmp_path)


def test_option_of_another_class_is_found() -> None:
    with pytest.raises(AssertionError, match="Let both be the same class"):
        suite_of(ActivationSuite, formulas.WrongSlope).test_option_makes_the_part()


def test_part_that_does_nothing_is_found() -> None:
    suite = suite_of(PenaltySuite, overrides=("regularizer.l2=0",))
    with pytest.raises(AssertionError, match="the part does nothing there"):
        suite.test_part_changes_the_training()


def test_every_test_of_every_suite_is_seen_to_fail() -> None:
    """By the cases above, or for what all suites share by one of the tests below them."""
    shown = {(kind, test) for kind, _, test, _, _ in CASES} | {(kind, test) for kind, _, test, _ in TRAINED}
    unseen = [
        f"{kind.__name__}.{name}"
        for kind in OPTIONS
        for name in vars(kind)
        if name.startswith("test_") and (kind, name.removeprefix("test_")) not in shown
    ]
    assert not unseen
