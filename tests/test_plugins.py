"""The program about plugins: what it lists, what it says is wrong, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessonnet import __version__
from lessonnet.command import run_words
from lessonnet.command._conf import entries, options_in
from lessonnet.plugins import HELP, plugins
from tests.plugin_packages import environment_with, on_path, write_package

SWISH = "# The score times its own sigmoid.\n_target_: lessonnet_swish.SwishBeta\nbeta: 1.0\n"


def _program(*words: str) -> int:
    return run_words(plugins, HELP, words)


def _listed(capsys: pytest.CaptureFixture[str]) -> tuple[list[dict[str, str | None]], list[str]]:
    assert _program("--json") == 0
    listed = json.loads(capsys.readouterr().out)
    return listed["options"], listed["problems"]


def test_list_holds_every_option_of_every_group(capsys: pytest.CaptureFixture[str]) -> None:
    options, _ = _listed(capsys)
    found = {(option["group"], option["option"]) for option in options}
    assert found >= {(entry.name, name) for entry in entries() if entry.is_group for name in options_in(entry.name)}
    own = [option for option in options if option["package"] == "lessonnet"]
    assert all(option["meaning"] and option["version"] == __version__ for option in own)


def test_list_holds_what_plugins_offer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = write_package(
        tmp_path, "lessonnet-swish", version="1.2",
        code={"__init__.py": "1 / 0"},  # it is not imported
        conf={"activation/swish_beta.yaml": SWISH},
        figures={"bars": "lessonnet_swish:bars"}, exports={"csv": "lessonnet_swish:csv"},
    )  # fmt: skip
    with on_path(site):
        options, problems = _listed(capsys)
        assert _program() == 0
        table = capsys.readouterr().out
    found = {
        (o["group"], o["option"], o["version"], o["problem"]) for o in options if o["package"] == "lessonnet-swish"
    }
    assert found == {
        ("activation", "swish_beta", "1.2", None),
        ("callbacks.figures.extra", "bars", "1.2", None),
        ("export", "csv", "1.2", None),
    }
    assert problems == []
    assert "activation=swish_beta" in table
    assert "lessonnet-swish 1.2" in table


def test_list_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conf = {"activation/tanh.yaml": SWISH, "flavour/sweet.yaml": SWISH, "activation/a.yaml": "a: [\n", "train.yaml": ""}
    write_package(tmp_path, "lessonnet-swish", conf=conf, figures={"bars": "a:b"})
    write_package(tmp_path, "other", conf={"activation/swish_beta.yaml": SWISH}, version=None)
    write_package(tmp_path, "third", plugins={"third": "no_such_module"}, figures={"bars": "a:b"})
    with on_path(tmp_path):
        _, problems = _listed(capsys)
        assert _program() == 0
        table = capsys.readouterr().out
    for words in (
        "lessonnet-swish 0.1.0: activation=tanh: `activation=tanh` is offered by lessonnet itself and lessonnet-swish",
        "lessonnet-swish 0.1.0: flavour=sweet: there is no group `flavour`",
        "lessonnet-swish 0.1.0: activation=a: ",
        "lessonnet-swish 0.1.0: train: conf/train.yaml lies in no group",
        "other (no version): its metadata names no version",
        "third 0.1.0: its entry point names the package no_such_module, which is not there.",
        "callbacks.figures.extra=bars: offered by lessonnet-swish 0.1.0 and third 0.1.0",
    ):
        assert any(words in line for line in problems), (words, problems)
    assert all(f"! {line}" in table for line in problems)
    assert "activation=tanh !" in table


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new"], "write new NAME --kind KIND"),
        (["new", "lessonnet-swish"], "write new NAME --kind KIND"),
        (["new", "--kind", "activation"], "write new NAME --kind KIND"),
        (["new", "lessonnet-swish", "--kind"], "write new NAME --kind KIND"),
        (["new", "a", "b", "--kind", "activation"], "and nothing beside it"),
        (["new", "lessonnet-swish", "--kind", "network", "--force"], "and nothing beside it"),
        (["new", "Swish", "--kind", "activation"], "small letters"),
        (["new", "lessonnet-swish", "--kind=penalty"], "docs/plugins.md"),
        (["old"], "there is no 'old' here"),
        (["--jsn"], "there is no '--jsn' here"),
    ],
)
def test_mistake_is_one_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _program(*words) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [["new", "lessonnet-swish", "--kind", "data"], ["new", "--kind=data", "lessonnet-swish"]]
)
def test_new_writes_a_package_and_says_what_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _program(*words) == 0
    assert (tmp_path / "lessonnet-swish" / "lessonnet_swish" / "data.py").is_file()
    assert "pip install -e './lessonnet-swish[test]'" in capsys.readouterr().out


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_disk_that_refuses_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.chdir(tmp_path)
    assert _program("new", "lessonnet-swish", "--kind", "data") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_real_process_lists_in_narrow_terminals_and_imports_no_torch(tmp_path: Path) -> None:
    site = write_package(tmp_path, "lessonnet-swish", conf={"activation/swish_beta.yaml": SWISH})
    code = (
        "import sys\nfrom lessonnet.plugins import main\n"
        "code = main(); sys.exit(code or 9 * bool({'torch', 'lightning'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment_with(site) | {"COLUMNS": "72"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 72
    assert "activation=swish_beta" in done.stdout


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert _program("--help") == 0
    assert "new NAME --kind activation|network|data|callback" in capsys.readouterr().out
    assert _program("--version") == 0
    assert capsys.readouterr().out == f"lessonnet {__version__}\n"
