"""Saved models that need a package: they name it, are used where it is installed, and refused where it is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import safetensors.numpy

import lessonnet
from lessonnet import evaluate, predict, report, train
from lessonnet.artifact import json_schema
from lessonnet.models import Saved, read_model
from lessonnet.options import OptionError
from tests.artifact.attacks.plugins import install
from tests.plugin_packages import on_path, write_package
from tests.saved_plugins import answered, trained

SWISH = ("data=rings", "model=mlp", "model.hidden=[4]", "activation=swish_beta", "activation.beta=1.5")
BUMPS = ("data=moons", "model=bumps", "model.nodes=5", "criterion=squared_error")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def site(place: Path) -> Path:
    return install(place / "site")


@pytest.fixture(scope="module")
def swish(place: Path, site: Path) -> Path:
    return trained(place, "swish", *SWISH, sites=(site,))


@pytest.fixture(scope="module")
def bumps(place: Path, site: Path) -> Path:
    return trained(place, "bumps", *BUMPS, sites=(site,))


def description(run: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((run / "model" / "model.json").read_text())
    return found


def test_model_of_a_plugin_s_parts_names_their_package_and_version(swish: Path) -> None:
    found = description(swish)
    jsonschema.Draft202012Validator(json_schema()).validate(found)
    assert (found["format"], found["model"], found["hidden"]) == (2, "mlp", [4])
    assert found["activation"] == {"name": "swish_beta", "options": {"beta": 1.5}}
    assert found["data"]["name"] == "rings"
    assert found["plugins"] == [
        {"package": "lessonnet-swish", "version": "0.1.0", "offers": ["activation=swish_beta", "data=rings"]}
    ]
    assert (found["criterion"], found["network"], found["parameters"]) == (None, None, None)


def test_model_of_a_network_holds_its_options_and_shapes(bumps: Path) -> None:
    found = description(bumps)
    jsonschema.Draft202012Validator(json_schema()).validate(found)
    # The option that was not given has the default of the YAML.
    assert found["network"] == {"name": "bumps", "options": {"nodes": 5, "scales": [1.0], "pad": 1}}
    assert found["parameters"] == {"module.centres": [5, 2], "module.last.weight": [1, 5], "module.last.bias": [1]}
    assert found["criterion"] == {"name": "squared_error", "options": {}}
    assert found["plugins"] == [{"package": "lessonnet-swish", "version": "0.1.0", "offers": ["model=bumps"]}]


def test_built_in_parts_keep_the_first_format_beside_installed_plugins(place: Path, site: Path) -> None:
    found = description(trained(place, "plain", "data=moons", "model=mlp", sites=(site,)))
    assert found["format"] == 1
    assert not {"criterion", "network", "parameters", "plugins"} & set(found)


def test_another_error_function_alone_needs_no_package(place: Path) -> None:
    found = description(trained(place, "squared", "data=moons", "criterion=squared_error"))
    assert (found["format"], found["plugins"]) == (2, [])
    assert read_model(place / "squared")[1].criterion.__class__.__name__ == "SquaredError"


def test_loaded_model_computes_with_the_plugin_s_activation(swish: Path, site: Path) -> None:
    weights = safetensors.numpy.load_file(swish / "model" / "model.safetensors")
    rows = np.array([[0.5, -1.0], [1.5, 2.0], [0.0, 0.0]])
    found = description(swish)
    x = (rows - found["scaling"]["mean"]) / found["scaling"]["scale"]
    z = x @ weights["layers.0.weight"] + weights["layers.0.bias"]
    scores = (z / (1 + np.exp(-1.5 * z))) @ weights["layers.1.weight"] + weights["layers.1.bias"]
    with on_path(site):
        model = lessonnet.load(swish)
        # float32 in the program, float64 here; a sum of four terms.
        np.testing.assert_allclose(model.scores(rows), scores, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(model.predict_proba(rows)[:, 1:], 1 / (1 + np.exp(-scores)), rtol=1e-4)
        assert "each through swish_beta (beta 1.5)" in model.explain()


def test_loaded_network_computes_with_its_own_weights(bumps: Path, site: Path) -> None:
    weights = safetensors.numpy.load_file(bumps / "model" / "model.safetensors")
    rows = np.array([[0.5, -1.0], [1.5, 2.0]])
    scaling = description(bumps)["scaling"]
    x = (rows - scaling["mean"]) / scaling["scale"]
    near = np.exp(-((x[:, None, :] - weights["module.centres"]) ** 2).sum(2))
    with on_path(site):
        model = lessonnet.load(bumps)
        expected = near @ weights["module.last.weight"].T + weights["module.last.bias"]
        np.testing.assert_allclose(model.scores(rows), expected, rtol=1e-4, atol=1e-5)  # float32 against float64
        assert {name: tuple(p.shape) for name, p in model.parameters().items()}["module.centres"] == (5, 2)


def test_network_is_explained_by_its_class_options_and_shapes(bumps: Path, site: Path) -> None:
    with on_path(site):
        model = lessonnet.load(bumps)
        lines = model.explain().splitlines()
    assert model.title == "Bumps of 16 parameters"  # 5 · 2 centres, 5 weights, 1 bias
    assert "network Bumps (nodes 5, scales [1.0], pad 1), of the package lessonnet-swish" in lines[2]
    assert lines[3:] == [
        "It has learned 16 numbers:",
        "    centres [5, 2]",
        "    last.weight [1, 5]",
        "    last.bias [1]",
    ]


@pytest.mark.parametrize("kind", ["swish", "bumps"])
def test_evaluate_and_predict_use_a_model_of_an_installed_package(
    kind: str, place: Path, site: Path, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(kind)
    answer = answered(place, evaluate.main, f"run={run}", sites=(site,))
    assert (answer.code, answer.err) == (0, "")
    results = json.loads((run / "results.json").read_text())
    assert f"{results['test']['accuracy']:.4f}" in answer.out
    (place / "rows.csv").write_text("x1,x2\n0.5,0.5\n1.5,-0.5\n")
    answer = answered(place, predict.main, f"run={run}", "data.path=rows.csv", f"output={kind}.csv", sites=(site,))
    assert (answer.code, answer.err) == (0, "")
    assert len((place / f"{kind}.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("kind", ["swish", "bumps"])
def test_model_is_refused_without_its_package_in_one_line_that_says_what_to_install(
    kind: str, place: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    run = request.getfixturevalue(kind)
    (place / "rows.csv").write_text("x1,x2\n0.5,0.5\n")
    needed = {"swish": "activation=swish_beta", "bumps": "model=bumps"}[kind]
    words = f"the model needs the package lessonnet-swish 0.1.0 ({needed}), which is not installed"
    calls = {
        evaluate.main: [f"run={run}"],
        predict.main: [f"run={run}", f"data.path={place / 'rows.csv'}", "output=out.csv"],
        train.main: ["data=moons", "model=mlp", "model.hidden=[4]", "init=run", f"init.path={run}"],
    }
    for program, argv in calls.items():
        answer = answered(tmp_path, program, *argv)
        assert (answer.code, answer.out) == (2, "")
        (line,) = answer.err.splitlines()
        assert words in line
        assert line.endswith(": pip install lessonnet-swish")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OptionError, match="pip install lessonnet-swish"):
        lessonnet.load(run)


@pytest.mark.parametrize("kind", ["swish", "bumps"])
def test_report_needs_no_package(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(request.getfixturevalue(kind), tmp_path / "run")
    answer = answered(tmp_path, report.main, "run=run")
    assert (answer.code, answer.err) == (0, "")
    assert "left out" not in answer.out
    words = {"swish": "swish_beta between its layers", "bumps": "The network bumps, of one"}[kind]
    assert words in (tmp_path / "run" / "report.html").read_text()


def test_init_from_a_run_takes_the_weights_of_a_plugin_s_network_of_the_same_widths(
    swish: Path, place: Path, site: Path
) -> None:
    again = trained(place, "again", *SWISH, "init=run", f"init.path={swish}", "trainer.max_epochs=0", sites=(site,))
    weights, before = (safetensors.numpy.load_file(run / "model" / "model.safetensors") for run in (again, swish))
    assert all(np.array_equal(weights[name], before[name]) for name in before)


def test_init_from_a_network_of_one_s_own_is_refused(bumps: Path, place: Path, site: Path) -> None:
    answer = answered(place, train.main, "data=moons", "init=run", f"init.path={bumps}", sites=(site,))
    assert answer.code == 2
    assert "`init.path` holds a network of one's own" in answer.err


def test_another_version_of_the_package_is_told_of(swish: Path, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site / "lessonnet_swish", tmp_path / "lessonnet_swish")
    information = shutil.copytree(next(site.glob("lessonnet_swish-*")), tmp_path / "lessonnet_swish-0.2.0.dist-info")
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: lessonnet-swish\nVersion: 0.2.0\n")
    with on_path(tmp_path), pytest.warns(UserWarning, match=r"with lessonnet-swish 0\.1\.0, and lessonnet-swish 0\.2"):
        lessonnet.load(swish)


@pytest.mark.parametrize(
    ("code", "conf", "words"),
    [
        ("import gone_away", "_target_: lessonnet_swish.SwishBeta", "cannot be imported: ModuleNotFoundError"),
        ("raise SystemExit(3)", "_target_: lessonnet_swish.SwishBeta", "cannot be imported: it ends the program"),
        ("SwishBeta = 3", "_target_: lessonnet_swish.SwishBeta", "which is no class"),
        ("class SwishBeta: pass", "_target_: lessonnet_swish.SwishBeta", "must be a subclass of Module, and is not"),
        ("", "_target_: lessonnet_swish.SwishBeta", "has no such name"),
        ("", "beta: 1.0", "names no class by `_target_`"),
        ("", None, "and the installed lessonnet-swish 0.1.0 does not offer it"),
    ],
)
def test_package_that_has_changed_is_named_in_one_line(
    swish: Path, tmp_path: Path, code: str, conf: str | None, words: str
) -> None:
    files = {} if conf is None else {"activation/swish_beta.yaml": f"# Swish.\n{conf}\n"}
    site = write_package(tmp_path, "lessonnet-swish", code={"__init__.py": code}, conf={"other/x.yaml": "", **files})
    with on_path(site), pytest.raises(OptionError) as refused:
        lessonnet.load(swish)
    line = str(refused.value)
    assert words in line
    assert "lessonnet-swish" in line or "lessonnet_swish" in line
    assert line.isprintable()


def test_option_that_two_packages_claim_is_refused(swish: Path, site: Path, tmp_path: Path) -> None:
    conf = {"activation/swish_beta.yaml": "# Swish.\n_target_: lessonnet_rival.Swish\n"}
    rival = write_package(tmp_path, "lessonnet-rival", conf=conf)
    with on_path(site, rival), pytest.raises(OptionError, match=r"lessonnet-rival 0\.1\.0 and lessonnet-swish 0\.1\.0"):
        lessonnet.load(swish)


def test_data_set_with_a_text_of_one_s_own_is_drawn_for_whoever_hands_its_class_over(
    place: Path, site: Path, tmp_path: Path
) -> None:
    (tmp_path / "some.txt").write_text("")
    run = trained(place, "text", "data=rings", f"+data.path={tmp_path / 'some.txt'}", sites=(site,))
    with on_path(site):
        with pytest.raises(OptionError, match=r"`data\.options\.path` is a text that might name a file"):
            Saved.read(run)
        import lessonnet_swish  # type: ignore[import-not-found]

        assert Saved.read(run, [lessonnet_swish.Rings]).data.train.points == 36  # 60 less two fifths
