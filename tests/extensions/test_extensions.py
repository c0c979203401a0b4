"""What is installed, who offers what, and how it is loaded; each package is a directory that pip could have made."""

import sys
from pathlib import Path

import pytest

from lessonnet.extensions import (
    config_file,
    export,
    export_names,
    figure,
    figure_names,
    installed,
    load_from,
    option_of,
    options_of_plugins,
    plugin_of_module,
    problem_of,
    refuse_clash,
    refuse_unusable,
    target_of_option,
)
from lessonnet.options import OptionError
from tests.plugin_packages import on_path, write_package

SWISH = "# A bend.\n_target_: lessonnet_swish.SwishBeta\nbeta: 1.0\n"


def _swish(site: Path, package: str = "lessonnet-swish", **more: object) -> Path:
    given: dict[str, object] = {"module": "lessonnet_swish", "conf": {"activation/swish_beta.yaml": SWISH}}
    return write_package(site, package, **(given | more))


def test_plugin_is_found_without_being_imported(tmp_path):
    with on_path(_swish(tmp_path, code={"__init__.py": "raise RuntimeError('imported')"})):
        plugin = next(plugin for plugin in installed() if plugin.package == "lessonnet-swish")

        assert (plugin.module, plugin.version, plugin.problem) == ("lessonnet_swish", "0.1.0", None)
        assert plugin.conf == tmp_path / "lessonnet_swish" / "conf"
        assert options_of_plugins()["activation", "swish_beta"] == (plugin,)
        assert config_file("activation", "swish_beta") == plugin.conf / "activation" / "swish_beta.yaml"
        assert target_of_option("activation", "swish_beta") == "lessonnet_swish.SwishBeta"
        assert plugin_of_module("lessonnet_swish._inside.Anything") == plugin
        assert option_of("activation", "lessonnet_swish.SwishBeta") == (plugin, "swish_beta")
        assert "lessonnet_swish" not in sys.modules


def test_what_no_plugin_offers_is_none(tmp_path):
    with on_path(_swish(tmp_path)):
        assert config_file("activation", "tanh") is None
        assert target_of_option("activation", "tanh") is None
        assert option_of("regularizer", "lessonnet_swish.SwishBeta") is None
        assert option_of("activation", "lessonnet_swish.Other") is None
        assert plugin_of_module("lessonnet.nn.Tanh") is None


def test_option_is_found_by_the_path_that_its_class_has_itself(tmp_path):
    code = {"__init__.py": "from lessonnet_swish._swish import SwishBeta", "_swish.py": "class SwishBeta: ..."}
    with on_path(_swish(tmp_path, code=code)):
        assert option_of("activation", "lessonnet_swish._swish.SwishBeta") is None  # nothing is imported to find out
        import lessonnet_swish

        kind = lessonnet_swish.SwishBeta
        found = option_of("activation", f"{kind.__module__}.{kind.__qualname__}")
        assert found is not None
        assert found[1] == "swish_beta"


def test_name_that_two_packages_claim_is_refused_with_both(tmp_path):
    _swish(tmp_path)
    write_package(tmp_path, "other-swish", version="2.0", conf={"activation/swish_beta.yaml": SWISH})
    with on_path(tmp_path):
        assert config_file("activation", "swish_beta") is None
        assert option_of("activation", "lessonnet_swish.SwishBeta") is None
        with pytest.raises(OptionError, match=r"lessonnet-swish 0\.1\.0 and other-swish 2\.0"):
            refuse_clash("activation", "swish_beta")
        refuse_clash("activation", "tanh")


def test_name_of_our_own_is_refused_with_both(tmp_path):
    with on_path(_swish(tmp_path, conf={"activation/tanh.yaml": SWISH})):
        assert config_file("activation", "tanh") is None
        with pytest.raises(OptionError, match=r"lessonnet itself and lessonnet-swish 0\.1\.0"):
            refuse_clash("activation", "tanh")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"version": None}, "no version"),
        ({"plugins": {"swish": "lessonnet_gone"}}, "lessonnet_gone, which is not there"),
        ({"plugins": {"swish": "lessonnet_swish.inner"}}, "top-level package"),
        ({"plugins": {"swish": "lessonnet"}}, "top-level package"),
        ({"conf": {}}, "no directory conf/"),
    ],
)
def test_plugin_with_a_problem_says_which(tmp_path, given, words):
    with on_path(_swish(tmp_path, **given)):
        (plugin,) = (plugin for plugin in installed() if plugin.package == "lessonnet-swish")
        assert plugin.problem is not None
        assert words in plugin.problem


def test_option_of_a_plugin_without_a_version_is_refused(tmp_path):
    with (
        on_path(_swish(tmp_path, version=None)),
        pytest.raises(OptionError, match=r"swish_beta` needs the package lessonnet-swish .* no version"),
    ):
        refuse_unusable("activation", "swish_beta")


@pytest.mark.parametrize("text", ["[lessonnet.plugins]\nno equals sign\n", "[lessonnet.plugins\n", "\0", "= \n"])
def test_distribution_with_damaged_entry_points_costs_no_other(tmp_path, text):
    damaged = write_package(tmp_path, "damaged")
    (damaged / "damaged-0.1.0.dist-info" / "entry_points.txt").write_text(text)
    with on_path(_swish(tmp_path)):
        assert "lessonnet-swish" in [plugin.package for plugin in installed()]


def test_distribution_without_metadata_costs_no_other(tmp_path):
    bare = write_package(tmp_path, "bare", conf={"activation/bare.yaml": SWISH})
    (bare / "bare-0.1.0.dist-info" / "METADATA").unlink()
    with on_path(_swish(tmp_path)):
        assert {"lessonnet-swish", "bare"} <= {plugin.package for plugin in installed()}


def test_first_of_two_installations_of_a_package_counts(tmp_path):
    new, old = tmp_path / "new", tmp_path / "old"
    with on_path(_swish(new, version="2.0"), _swish(old, version="1.0")):
        assert [p.version for p in installed() if p.package == "lessonnet-swish"] == ["2.0"]


@pytest.mark.parametrize(
    ("conf", "group", "option", "words"),
    [
        ({"train.yaml": SWISH}, "", "train", "in no group"),
        ({"flavour/sweet.yaml": SWISH}, "flavour", "sweet", "no group `flavour`"),
        ({"activation/a.yaml": "a: [1\n"}, "activation", "a", "cannot be read"),
        ({"activation/tanh.yaml": SWISH}, "activation", "tanh", "lessonnet itself"),
        ({"activation/a.yaml": SWISH}, "activation", "a", None),
        ({"hydra/launcher/a.yaml": SWISH}, "hydra/launcher", "a", None),
    ],
)
def test_problem_of_an_option_is_seen_without_an_import(tmp_path, conf, group, option, words):
    with on_path(_swish(tmp_path, conf=conf)):
        assert (group, option) in options_of_plugins()
        problem = problem_of(group, option)
        assert problem is None if words is None else problem is not None and words in problem


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError: No module named 'nothing_of_this_name'"),
        ("def f(:", r"SyntaxError: .*line 1"),
        ("raise SystemExit(3)", "ends the program"),
        ("raise RuntimeError('two\\nlines')", "RuntimeError: two lines"),
        ("", r"lessonnet_swish\.SwishBeta of the package lessonnet-swish 0\.1\.0, which has no such name"),
    ],
)
def test_plugin_that_cannot_be_imported_is_one_line_with_its_package(tmp_path, code, words):
    with on_path(_swish(tmp_path, code={"__init__.py": code})):
        plugin = plugin_of_module("lessonnet_swish")
        assert plugin is not None
        with pytest.raises(OptionError, match=words) as refusal:
            load_from(plugin, "lessonnet_swish", "SwishBeta", "activation=swish_beta")
        assert "lessonnet-swish 0.1.0" in str(refusal.value)
        assert "\n" not in str(refusal.value)


def test_figure_and_export_are_named_without_an_import_and_loaded_when_asked_for(tmp_path):
    code = {"__init__.py": "def draw(scene): return scene\ndef write(model, path): return path\n"}
    points = {"figures": {"weights_3d": "lessonnet_swish:draw"}, "exports": {"csv": "lessonnet_swish:write"}}
    with on_path(_swish(tmp_path, code=code, **points)):
        assert "weights_3d" in figure_names()
        assert "csv" in export_names()
        assert "lessonnet_swish" not in sys.modules
        assert figure("weights_3d")(1) == 1
        assert export("csv")(1, 2) == 2
        with pytest.raises(OptionError, match=r"Did you mean 'weights_3d'\?"):
            figure("weight_3d")
        with pytest.raises(OptionError, match=r"known: onnx, csv"):
            export("pickle")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("lessonnet_swish:nothing", "no such name"),
        ("lessonnet_swish:number", "no function"),
        ("lessonnet_swish", "not module:name"),
        ("lessonnet_gone:draw", "cannot be imported"),
    ],
)
def test_figure_that_cannot_be_loaded_is_one_line_with_its_package(tmp_path, value, words):
    with on_path(_swish(tmp_path, code={"__init__.py": "number = 1"}, figures={"mine": value})):
        with pytest.raises(OptionError, match=words) as refusal:
            figure("mine")
        assert "lessonnet-swish 0.1.0" in str(refusal.value)


def test_figure_and_export_that_two_claim_are_refused_with_both(tmp_path):
    _swish(tmp_path, figures={"mine": "lessonnet_swish:draw"}, exports={"onnx": "lessonnet_swish:draw"})
    write_package(tmp_path, "other", figures={"mine": "other:draw"}, plugins={})
    with on_path(tmp_path):
        with pytest.raises(OptionError, match=r"lessonnet-swish 0\.1\.0 and other 0\.1\.0"):
            figure("mine")
        with pytest.raises(OptionError, match=r"lessonnet itself and lessonnet-swish"):
            export("onnx")
