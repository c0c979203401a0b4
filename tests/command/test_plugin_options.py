"""Options of installed plugins: composed, helped with and completed as ours are; what is broken costs who uses it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessonnet.command import run_program
from lessonnet.command._help import describe_group, overview
from lessonnet.train import begin_sweep, begin_trial, train
from tests.command.conftest import NotingTask, Program, everything_in
from tests.plugin_packages import environment_with, on_path, write_package

CODE = """
import torch
from lightning.pytorch import Callback

from lessonnet.nn import Activation
from lessonnet.options import PositiveFloat


class SwishBeta(Activation):
    def __init__(self, beta: PositiveFloat = 1.0) -> None:
        super().__init__()
        self.beta = beta

    def forward(self, z):
        return z * torch.sigmoid(self.beta * z)


class Bell(Callback):
    stacks = True

    def __init__(self, every: int = 1) -> None:
        self.every = every
"""
SWISH = "# The score times its own sigmoid.\n_target_: lessonnet_swish.SwishBeta\nbeta: 1.0\n"
BELL = "# Rings.\nbell:\n  _target_: lessonnet_swish.Bell\n  every: 1\n"
MANY_MOONS = "# More moons than anybody has ever seen in one place, or would want to see there, for all we know.\n"
EXPERIMENT = """\
# @package _global_
# Moons by swish.
defaults:
  - override /data: many_moons
  - override /model: mlp
  - override /activation: swish_beta
  - override /callbacks: [checkpoint, bell]
activation:
  beta: 1.5
"""
CONF = {
    "activation/swish_beta.yaml": SWISH,
    "callbacks/bell.yaml": BELL,
    "data/many_moons.yaml": f"{MANY_MOONS}defaults:\n  - moons\npoints: 800\n",
    "experiment/swishy.yaml": EXPERIMENT,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_package(
        tmp_path_factory.mktemp("site"), "lessonnet-swish", code={"__init__.py": CODE}, conf=CONF
    )  # fmt: skip


@pytest.fixture
def installed(site: Path) -> Iterator[None]:
    with on_path(site):
        yield


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("model=mlp activation=swish_beta", "activation._target_", "lessonnet_swish.SwishBeta"),
        ("model=mlp activation=swish_beta activation.beta=2", "activation.beta", 2),
        ("data=many_moons", "data.points", 800),
        ("callbacks=[checkpoint,bell] callbacks.bell.every=3", "callbacks.bell.every", 3),
        ("experiment=swishy", "activation.beta", 1.5),
        ("experiment=swishy", "callbacks.bell.every", 1),
    ],
)
def test_option_of_a_plugin_composes(program: Program, task: NotingTask, line: str, key: str, value: object) -> None:
    assert program(*line.split()) == 0
    (config,) = task.configs
    for name in key.split("."):
        config = config[name]
    assert config == value


@pytest.mark.usefixtures("installed")
def test_option_of_a_plugin_takes_its_place_in_a_grid(program: Program, task: NotingTask) -> None:
    assert program("-m", "model=mlp", "activation=tanh,swish_beta", "seed=0,1") == 0
    targets = [config.activation._target_ for config in task.configs]
    assert targets == ["lessonnet.nn.Tanh"] * 2 + ["lessonnet_swish.SwishBeta"] * 2


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("model=mlp activation=swish_bet", "Did you mean `activation=swish_beta`?"),
        ("model=mlp activation=swish_beta activation.beta=0", "`activation.beta` must be > 0, got 0."),
        ("model=mlp activation=tanh activation.beta=1", "choose activation=swish_beta first."),
        ("callbacks=[bell] callbacks.bell.every=often", "`callbacks.bell.every` must be a whole number, got 'often'."),
        ("activation=swish_beta", "`activation=swish_beta` does nothing"),
    ],
)
def test_mistake_with_a_plugins_option_is_one_line(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    assert program(*line.split()) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert words in said
    assert everything_in(tmp_path) == []


@pytest.mark.usefixtures("installed")
def test_help_names_the_package_of_a_plugins_option_within_100_columns() -> None:
    text = overview()
    for option in ("swish_beta", "bell", "many_moons", "swishy"):
        assert f"{option} (lessonnet-swish 0.1.0)" in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.usefixtures("installed")
def test_help_on_a_group_explains_a_plugins_option() -> None:
    text = describe_group("activation")
    assert "activation=swish_beta (lessonnet-swish 0.1.0)\n      The score times its own sigmoid.\n" in text
    assert "keys: beta" in text
    assert "activation=tanh\n" in text
    assert all(len(line) <= 100 for line in describe_group("data").splitlines() if "More moons" in line)


def test_real_processes_show_help_config_and_completion(site: Path, tmp_path: Path) -> None:
    environment = environment_with(site)

    def shown(*arguments: str, **more: str) -> str:
        code = "import sys; sys.argv[0] = 'lessonnet-train'; from lessonnet.train import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path, env=environment | more, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert "swish_beta (lessonnet-swish 0.1.0)" in shown("--help")
    assert "_target_: lessonnet_swish.SwishBeta" in shown("model=mlp", "activation=swish_beta", "--cfg", "job")
    # The variables that bash sets while it completes.
    asked = "lessonnet-train activation=swi"
    completed = shown("-sc", "query=bash", COMP_LINE=asked, COMP_POINT=str(len(asked)))
    assert "activation=swish_beta" in completed.split()
    assert everything_in(tmp_path) == []


def test_another_program_of_hydras_is_left_alone(site: Path, tmp_path: Path) -> None:
    (tmp_path / "conf" / "activation").mkdir(parents=True)
    (tmp_path / "conf" / "main.yaml").write_text("a: 1\n")
    program = (
        "import hydra, sys\n"
        "@hydra.main(config_path='conf', config_name='main', version_base='1.3')\n"
        "def main(cfg): print(sorted(m for m in sys.modules if m.startswith('lessonnet.')))\n"
        "main()\n"
    )
    (tmp_path / "other.py").write_text(program)
    done = subprocess.run(
        [sys.executable, "other.py", "--info", "searchpath"],
        cwd=tmp_path, env=environment_with(site), capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "lessonnet" not in done.stdout.replace(str(tmp_path), "")


IMPORT_ERROR = "import nothing_of_this_name\n"
WITHOUT_CODE = "x = 1\n"
SOUND = {"code": {"__init__.py": CODE}, "conf": {"activation/swish_beta.yaml": SWISH}}
BROKEN = {
    "import error": ({"code": {"__init__.py": IMPORT_ERROR}}, "ModuleNotFoundError: No module named 'nothing_of_this"),
    "syntax error": ({"code": {"__init__.py": "def f(:\n"}}, "SyntaxError"),
    "any exception": ({"code": {"__init__.py": "1 / 0\n"}}, "ZeroDivisionError: division by zero"),
    "system exit": ({"code": {"__init__.py": "raise SystemExit(0)\n"}}, "it ends the program"),
    "conf without code": ({"code": {"__init__.py": WITHOUT_CODE}}, "lessonnet_swish.SwishBeta"),
    "no class": ({"code": {"__init__.py": "SwishBeta = 3\n"}}, "which is no class"),
    "another kind": (
        {"code": {"__init__.py": "class SwishBeta:\n    def __init__(self, beta=1.0): ...\n"}},
        "Activation",
    ),
    "fails when built": (
        {"code": {"__init__.py": CODE.replace("self.beta = beta", "raise ValueError('not today')")}},
        "not today",
    ),
    "ends when built": (
        {"code": {"__init__.py": CODE.replace("self.beta = beta", "raise SystemExit(0)")}},
        "SystemExit",
    ),
    "forgets its base": ({"code": {"__init__.py": CODE.replace("        super().__init__()\n", "")}}, "SwishBeta"),
    "odd annotation": ({"code": {"__init__.py": CODE.replace("PositiveFloat =", "'Nowhere' =")}}, "Nowhere"),
    "broken yaml": ({"conf": {"activation/swish_beta.yaml": "_target_: [\n"}}, "cannot be read"),
    "yaml without target": ({"conf": {"activation/swish_beta.yaml": "beta: 1.0\n"}}, "`_target_`"),
    "no version": ({"version": None}, "no version"),
}


@pytest.fixture
def real_program(program: Program) -> Program:
    """The training program itself, in an empty directory."""
    return lambda *argv: run_program(train, argv, begin_sweep, begin_trial)


SHORT = ["model=mlp", "callbacks=none", "logger=none", "trainer.max_epochs=1"]


@pytest.mark.parametrize("case", BROKEN)
@pytest.mark.parametrize("multirun", [[], ["-m", "seed=0,1"]], ids=["run", "sweep"])
def test_broken_plugin_is_refused_in_one_line_where_it_is_used(
    real_program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str, multirun: list[str]
) -> None:
    given, words = BROKEN[case]
    work = tmp_path / "work"
    work.mkdir()
    with (
        on_path(write_package(tmp_path / "site", "lessonnet-swish", **(SOUND | given))),
        pytest.MonkeyPatch.context() as at,
    ):
        at.chdir(work)
        code = real_program(*multirun, *SHORT, "activation=swish_beta")
    said = capsys.readouterr().err.splitlines()
    assert code == 2, said
    assert len(said) == 1, said
    assert words in said[0]
    assert "lessonnet-swish" in said[0]
    assert everything_in(work) == []


@pytest.mark.parametrize("case", BROKEN)
def test_broken_plugin_is_left_alone_where_it_is_not_used(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    with on_path(write_package(tmp_path / "site", "lessonnet-swish", **(SOUND | BROKEN[case][0]))):
        assert program("model=mlp", "activation=tanh") == 0
        assert "tanh" in overview()
        assert describe_group("activation")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("given", [{"plugins": {"a": "lessonnet_gone"}}, {"plugins": {"a": ""}}, {"conf": {}}])
def test_entry_point_that_leads_nowhere_is_left_alone(
    program: Program, tmp_path: Path, given: dict[str, object]
) -> None:
    with on_path(write_package(tmp_path / "site", "lessonnet-swish", **given)):
        assert program() == 0


CLASHES = {
    "chosen": "model=mlp activation=swish_beta",
    "in a list": "callbacks=[checkpoint,bell]",
    "by an experiment": "experiment=swishy",
    "in a grid": "-m model=mlp activation=tanh,swish_beta",
    "shown": "model=mlp activation=swish_beta --cfg job",
}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("case", CLASHES)
def test_name_that_two_packages_claim_is_refused_where_it_is_chosen(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    conf = {name: text for name, text in CONF.items() if not name.startswith("experiment")}
    work = tmp_path / "work"
    work.mkdir()
    with on_path(write_package(tmp_path / "site", "other-swish", conf=conf)), pytest.MonkeyPatch.context() as at:
        at.chdir(work)
        assert program(*CLASHES[case].split()) == 2
        (said,) = capsys.readouterr().err.splitlines()
        assert "lessonnet-swish 0.1.0 and other-swish 0.1.0" in said
        assert everything_in(work) == []
        assert program("model=mlp", "activation=tanh") == 0
        assert "swish_beta" not in overview()


def test_name_of_our_own_is_refused_where_it_is_chosen(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with on_path(write_package(tmp_path / "site", "lessonnet-swish", conf={"activation/tanh.yaml": SWISH})):
        assert program("model=mlp", "activation=tanh") == 2
        assert "lessonnet itself and lessonnet-swish 0.1.0" in capsys.readouterr().err
        assert program("model=mlp", "activation=relu") == 0
        assert "tanh (lessonnet-swish" not in overview()


@pytest.mark.parametrize("case", ["import error", pytest.param("system exit", marks=pytest.mark.slow)])
def test_broken_plugin_is_refused_by_a_real_process(site: Path, tmp_path: Path, case: str) -> None:
    broken = write_package(tmp_path / "site", "lessonnet-swish", **(SOUND | BROKEN[case][0]))
    work = tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "lessonnet.train", *SHORT, "activation=swish_beta"],
        cwd=work, env=environment_with(broken), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert "lessonnet-swish 0.1.0" in said
    assert BROKEN[case][1] in said
    assert everything_in(work) == []
