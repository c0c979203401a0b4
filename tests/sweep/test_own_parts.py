"""Parts of one's own by command line: alone and in a stack, folds and restarts, and what is refused."""

from pathlib import Path

import pytest

from lessonnet import train
from tests.own_parts import Residual
from tests.sweep.runs import called, finished
from tests.sweep.stacked import FAST, assert_jobs_as_alone, swept

SHORT = (*FAST, "trainer.max_epochs=3")
CLOSE = 1e-4
MLP = "model=mlp"
OWN = "tests.own_parts"
NETWORK = f"model._target_={OWN}.Residual"


@pytest.mark.parametrize(
    ("fixed", "grid"),
    [
        ((f"model._target_={OWN}.Residual",), ("optimizer.lr=0.1,0.2", "seed=0,1")),
        ((f"model._target_={OWN}.Choosy", "restarts=2"), ("seed=0,1",)),
        ((MLP, f"activation._target_={OWN}.Swish"), ("seed=0,1",)),
        ((f"+regularizer._target_={OWN}.Ridge",), ("+regularizer.factor=0.01,0.1",)),
        ((MLP, f"+dropout._target_={OWN}.GaussianDropout"), ("+dropout.sigma=0.1,0.5",)),
        ((f"+criterion._target_={OWN}.Brier",), ("seed=0,1",)),
        (("data._target_=tests.sweep.own_sets.WeightedMoons",), ("seed=0,1",)),
    ],
    ids=["network", "looped", "activation", "penalty", "dropout", "criterion", "data"],
)
def test_jobs_with_parts_of_one_s_own_are_the_runs_alone(
    fixed: tuple[str, ...], grid: tuple[str, ...], tmp_path: Path
) -> None:
    sweep = swept(tmp_path, *SHORT, *fixed, *grid)
    assert (sweep.answer.code, sweep.answer.err) == (0, "")
    assert "one by one" not in sweep.answer.out
    assert_jobs_as_alone(sweep, tmp_path / "alone", (*SHORT, *fixed), grid, CLOSE, None)
    assert sweep.job(0).results["stack_size"] > 1


def test_regularizers_of_our_own_and_others_go_into_stacks_of_their_own(tmp_path: Path) -> None:
    grid = (f"regularizer._target_=lessonnet.nn.L2,{OWN}.ClosedRidge",)
    sweep = swept(tmp_path, *SHORT, "regularizer=l2", "~regularizer.l2", *grid, "seed=0,1")
    assert sweep.answer.code == 0
    assert [sweep.job(number).results["stack_size"] for number in range(4)] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("options", "way"),
    [
        ((), "closed_form"),
        ((NETWORK,), "autograd"),
        ((MLP, f"activation._target_={OWN}.Swish"), "autograd"),
        ((MLP, f"activation._target_={OWN}.ClosedSwish"), "closed_form"),
        ((MLP, "activation._target_=torch.nn.Hardtanh"), "autograd"),
        (("criterion=squared_error",), "closed_form"),
    ],
)
def test_results_say_how_gradients_were_found(options: tuple[str, ...], way: str, tmp_path: Path) -> None:
    assert finished(tmp_path, *SHORT, *options).results["backprop"] == way


def test_folds_and_restarts_go_with_a_network_of_one_s_own(tmp_path: Path) -> None:
    results = finished(tmp_path, *SHORT, NETWORK, "cv=kfold", "cv.folds=3", "restarts=2").results
    assert (results["status"], len(results["folds"])) == ("completed", 3)


def test_rate_is_found_for_a_network_and_an_optimizer_of_one_s_own(tmp_path: Path) -> None:
    options = (NETWORK, "optimizer._target_=torch.optim.Adamax", "lr_find=true")
    assert finished(tmp_path, *SHORT, *options).results["lr_find"]["suggestion"] > 0


WRONG = "tests.sweep.wrong_parts"


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ((f"model._target_={WRONG}.Flat",), "the network Flat must make scores [3, 1]"),
        ((f"model._target_={WRONG}.Unmapped",), "set `is_mapped = False` in the class"),
        ((f"model._target_={WRONG}.WithoutSizes",), "whose constructor takes `in_features` and `outputs`"),
        ((MLP, f"activation._target_={WRONG}.WithoutForward"), "WithoutForward lacks a method"),
        ((MLP, f"activation._target_={WRONG}.Doubled"), "Doubled.forward must be of torch.float32 for such a z"),
        ((MLP, f"activation._target_={WRONG}.Summing"), "Summing.forward must be a function of each number by itself"),
        ((MLP, "activation._target_=torch.nn.PReLU"), "PReLU has parameters, and an activation is not trained"),
        ((MLP, "activation._target_=torch.nn.Dropout"), "Dropout does nothing but in training mode"),
        ((MLP, f"activation._target_={WRONG}.Random"), "Random cannot be trained through torch.func.vmap"),
        (
            (f"+criterion._target_={WRONG}.OneError",),
            "OneError.errors must be of the shape [2, 4], got",
        ),
        ((f"+regularizer._target_={WRONG}.OnePenalty",), "OnePenalty.value must be of the shape [2]"),
        ((f"+regularizer._target_={WRONG}.Plain",), "Plain must be a dataclass"),
        ((MLP, f"+dropout._target_={WRONG}.Failing"), "Failing fails on a few numbers: ZeroDivisionError"),
        ((f"+criterion._target_={WRONG}.Noisy",), "Noisy draws random numbers from a global generator"),
        ((MLP, f"+dropout._target_={WRONG}.Grained"), "Grained draws random numbers from a global generator"),
        (
            (f"+regularizer._target_={WRONG}.Switched",),
            "`regularizer.squared` is a bool, which Switched can never read",
        ),
        ((MLP, f"+dropout._target_={WRONG}.Named"), "`dropout.kind` is a str"),
        ((f"+regularizer._target_={WRONG}.Listed",), "`regularizer.powers` is a list"),
        ((f"init._target_={WRONG}.Turned", "~init.scale"), "Turned.layer must be"),
        ((f"optimizer._target_={WRONG}.NoUpdate", "~optimizer.weight_decay"), "`update`"),
        (("optimizer._target_=torch.optim.SparseAdam", "~optimizer.weight_decay"), "SparseAdam cannot take a step"),
        (
            ("optimizer._target_=torch.optim.Rprop", "~optimizer.weight_decay", "scheduler=cosine"),
            "`scheduler` does nothing: Rprop reads its learning rate at the first step alone. Choose scheduler=none.",
        ),
        ((f"data._target_={WRONG}.ShortRows",), "the rows of ShortRows must be features [N, 2]"),
        ((f"data._target_={WRONG}.ListOfRows",), "ListOfRows.rows must return Rows, got list"),
        ((f"data._target_={WRONG}.UnnamedClasses",), "class indices below its 2 class names"),
    ],
)
def test_part_that_does_not_fit_is_refused_in_a_line_and_nothing_is_written(
    options: tuple[str, ...], answer: str, tmp_path: Path
) -> None:
    found = called(tmp_path, train.main, *SHORT, "hydra.run.dir=run", *options)
    assert (found.code, found.out) == (2, "")
    assert answer in found.err
    assert len(found.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_network_s_options_are_those_of_its_constructor(tmp_path: Path) -> None:
    run = finished(tmp_path, *SHORT, NETWORK, "+model.units=3")
    assert run.tensors["module.first.weight"].shape == Residual(2, 1, 3).first.weight.shape
