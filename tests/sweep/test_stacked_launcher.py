"""The launcher `stacked`: Hydra's own suites, what it does not stack, and the files of its jobs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hydra.test_utils.launcher_common_tests import BatchedSweeperTestSuite, IntegrationTestSuite, LauncherTestSuite
from hydra.version import VersionBase, __compat_version__

from lessonnet import train
from lessonnet.command._compose import quoted
from tests.data.tables import write_csv
from tests.sweep.curves import curves_of
from tests.sweep.runs import REPOSITORY, Answer, called, files_in, finished
from tests.sweep.stacked import FAST, SWEEP, assert_jobs_as_alone, statuses, swept, table_of

SHORT = (*FAST, "model=mlp", "trainer.max_epochs=3")
CLOSE = 1e-4


@pytest.fixture
def _fresh_version(hydra_restore_singletons: None) -> None:
    """Let Hydra take the version that its suites expect, whichever was asked for in this process before."""
    VersionBase.instance().setbase(__compat_version__)


def as_of_old(suite: type) -> type:
    """Run a suite as without a `version_base`, where Hydra says at each job what was to change after 1.1."""
    told = pytest.mark.filterwarnings("ignore:Future Hydra versions will no longer change working directory")
    return told(pytest.mark.usefixtures("_fresh_version")(suite))


@as_of_old
@pytest.mark.parametrize(("launcher_name", "overrides"), [("stacked", [])])
class TestLauncher(LauncherTestSuite):
    """As Hydra tests each launcher."""


@as_of_old
@pytest.mark.parametrize(("launcher_name", "overrides"), [("stacked", ["hydra/sweeper=grid"])])
class TestLauncherBelowTheGrid(LauncherTestSuite):
    """The same with the sweeper of the programs."""


@as_of_old
@pytest.mark.parametrize(
    ("launcher_name", "overrides"),
    [
        ("stacked", ["hydra.sweeper.max_batch_size=2"]),
        ("stacked", ["hydra/sweeper=grid", "hydra.sweeper.max_batch_size=2"]),
    ],
)
class TestLauncherWithBatches(BatchedSweeperTestSuite):
    """Batches of two jobs, which the suite expects."""


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let programs that are started elsewhere find the plugin in this clone."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize(
    ("task_launcher_cfg", "extra_flags"),
    [({}, ["-m", "hydra/launcher=stacked"]), ({}, ["-m", "hydra/launcher=stacked", "hydra/sweeper=grid"])],
)
class TestLauncherIntegration(IntegrationTestSuite):
    """Small applications as programs of their own."""


def one_by_one(answer: Answer) -> list[str]:
    """Return what the program said of jobs that it did not stack."""
    return [line for line in answer.out.splitlines() if "one by one" in line]


def assert_alone(directory: Path, fixed: tuple[str, ...], grid: tuple[str, ...], said: str) -> None:
    """Train a grid that cannot be stacked: a line says so, and the jobs are the runs alone, to the bit."""
    sweep = swept(directory, *fixed, *grid)
    assert (sweep.answer.code, sweep.answer.err) == (0, "")
    (line,) = one_by_one(sweep.answer)
    assert said in line
    kept = tuple(word for word in fixed if not word.lstrip("+").startswith("hydra."))
    assert_jobs_as_alone(sweep, directory / "alone", kept, grid, tolerance=0, stack_size=1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("optimizer=lbfgs", "data.batch_size=full"), "jobs 0, 1 one by one: lbfgs"),
        (("data._target_=tests.sweep.own_sets.LonelyMoons",), "jobs 0, 1 one by one: `tests.sweep.own_sets."),
        (("optimizer._target_=torch.optim.Adamax",), "jobs 0, 1 one by one: `torch.optim.Adamax` is an optimizer"),
        (("trainer.max_time=00:01:00:00",), "jobs 0, 1 one by one: trainer.max_time"),
    ],
    ids=["lbfgs", "own_class", "torch_optimizer", "max_time"],
)
def test_what_cannot_be_stacked_is_run_one_by_one_and_named(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    assert_alone(tmp_path, (*SHORT, *options), ("seed=0,1",), said)


@pytest.mark.parametrize(
    ("option", "said"),
    [("hydra.job.chdir=true", "hydra.job.chdir"), ("+hydra.job.env_set.A_NAME=a", "hydra.job.env_set")],
)
def test_what_hydra_does_for_each_job_makes_them_run_one_by_one(option: str, said: str, tmp_path: Path) -> None:
    assert_alone(tmp_path, (*SHORT, option), ("seed=0,1",), said)


def test_only_what_cannot_be_stacked_runs_alone(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "data.batch_size=full", "optimizer=sgd,lbfgs,momentum", "seed=0,1,2")
    assert sweep.answer.code == 0
    assert [line.partition(":")[0] for line in one_by_one(sweep.answer)] == ["jobs 3, 4, 5 one by one"]
    assert [int(row["stack_size"]) for row in sweep.table] == [3, 3, 3, 1, 1, 1, 3, 3, 3]


def test_grid_over_choices_and_values_is_the_runs_alone(tmp_path: Path) -> None:
    grid = ("optimizer=sgd,adam", "model.hidden=[3],[4,2]", "optimizer.lr=0.1,0.01", "seed=0,1")
    sweep = swept(tmp_path, *SHORT, *grid)
    assert sweep.answer.code == 0
    assert_jobs_as_alone(sweep, tmp_path / "alone", SHORT, grid, CLOSE, 4)


ODD = ("two words", "a # b", "c: d", "yes", "1e-5", "it's", "grüße", 'a "b" c', "- dash", "long " * 30 + "name")
"""Names of columns, each of which a job takes for its weights."""


def texts_of(job: Path) -> dict[str, Any]:
    """Return what a job's `.hydra` means, but for what differs between launchers and directories."""
    texts = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (job / ".hydra").iterdir()}
    own = texts["hydra.yaml"]["hydra"]
    for name in ("launcher", "sweeper"):
        del own[name], own["runtime"]["choices"][f"hydra/{name}"]
    for part, name in (("runtime", "output_dir"), ("sweep", "dir")):
        own[part][name] = re.sub(r"basic|stacked", "", own[part][name])
    own["overrides"]["hydra"] = [
        line for line in own["overrides"]["hydra"] if not line.startswith(("hydra/launcher=", "hydra.sweep.dir="))
    ]
    return texts


@pytest.mark.parametrize(
    "grid",
    [
        ("seed=0,1",),
        ("optimizer.lr=0.1,1e-5,1", "optimizer.clip_norm=null,1", "data.standardize=true,false"),
        ("optimizer=sgd,adam", "optimizer.lr=0.1,0.2"),
        ("model.hidden=[8],[3,2]", "callbacks.early_stopping.patience=3,4"),
        ("seed=0", "optimizer.lr=0.1"),
        ("seed=0,1", "hydra.sweep.subdir=s_${seed}"),
        ("seed=0,1", "hydra.job.name=mine", "hydra.verbose=true"),
    ],
    ids=["seeds", "numbers", "choices", "lists", "one", "subdir", "settings"],
)
@pytest.mark.slow
def test_saved_configs_are_those_of_hydras_own_launcher(grid: tuple[str, ...], tmp_path: Path) -> None:
    assert_saved_alike(tmp_path, *FAST, "model=mlp", "trainer.max_epochs=1", *grid)


@pytest.mark.slow
def test_saved_texts_are_those_of_hydras_own_launcher(tmp_path: Path) -> None:
    rows = [[i % 7 - 3.0, *[1 + i % 3] * len(ODD), "no" if i % 7 < 3 else "yes"] for i in range(60)]
    path = write_csv(tmp_path / "table.csv", rows, ["size", *ODD, "admit"])
    columns = ",".join(quoted(name) for name in ODD)
    table = ("data=table", f"data.path={path}", "data.target=admit", "data.features=[size]")
    assert_saved_alike(tmp_path, "trainer=cpu", "trainer.max_epochs=1", *table, f"data.weight_column=null,{columns}")


def assert_saved_alike(directory: Path, *words: str) -> None:
    """Train a grid with both launchers, and hold what their jobs saved of their configs against each other."""
    found = {}
    for launcher in ("basic", "stacked"):
        argv = (*words, f"hydra/launcher={launcher}", f"hydra.sweep.dir={launcher}")
        answer = called(directory, train.main, "-m", *argv)
        assert answer.code == 0, answer.err
        jobs = [path.parent for path in (directory / launcher).glob("*/.hydra") if not path.parent.is_symlink()]
        found[launcher] = {job.name: texts_of(job) for job in jobs}
    assert found["basic"].keys() == found["stacked"].keys()
    assert len(found["basic"]) > 0
    for job, wanted in found["basic"].items():
        assert found["stacked"][job] == wanted, job


@pytest.mark.parametrize("logger", ["tensorboard", "csv", "none"])
@pytest.mark.parametrize("export", ["null", "onnx"])
def test_job_has_the_files_of_the_run_alone(logger: str, export: str, tmp_path: Path) -> None:
    fixed = (*without_logger(SHORT), f"logger={logger}", f"export={export}")
    sweep = swept(tmp_path, *fixed, "seed=0,1")
    assert sweep.answer.code == 0
    alone = finished(tmp_path / "alone", *fixed, "seed=1")
    wanted = [name for name in files_in(alone.directory) if not name.startswith("checkpoints/")]
    own = [f".hydra/{name}.yaml" for name in ("config", "hydra", "overrides")]
    assert files_in(sweep.directory / "1") == sorted([*wanted, *own])


def without_logger(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if not line.startswith("logger="))


def test_curves_are_those_of_the_run_alone(tmp_path: Path) -> None:
    fixed = without_logger(SHORT)
    sweep = swept(tmp_path, *fixed, "seed=0,1", "optimizer.lr=0.1,0.5")
    alone = finished(tmp_path / "alone", *fixed, "seed=1", "optimizer.lr=0.1")
    found, wanted = curves_of(sweep.directory / "2"), curves_of(alone.directory)
    assert found.keys() == wanted.keys()
    for tag in wanted.keys() - {"time/seconds"}:
        assert [point.step for point in found[tag]] == [point.step for point in wanted[tag]], tag


def test_only_the_first_jobs_have_event_files(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *without_logger(SHORT), "seed=0,1,2", "logger.max_event_dirs=2")
    have = [(sweep.directory / str(job) / "tensorboard").is_dir() for job in range(3)]
    assert have == [True, True, False]


def test_jobs_lie_where_their_names_say(tmp_path: Path) -> None:
    sweep = swept(tmp_path, *SHORT, "seed=4,7", "hydra.sweep.subdir=by/seed_${seed}")
    assert sweep.answer.code == 0
    assert [row["directory"] for row in sweep.table] == ["by/seed_4", "by/seed_7"]
    assert all((sweep.directory / row["directory"] / "results.json").exists() for row in sweep.table)


def test_both_launchers_write_the_same_table(tmp_path: Path) -> None:
    grid = ("seed=0,1", "optimizer.lr=0.1,-1,1e9")
    tables = {}
    for launcher in ("stacked", "basic"):
        sweep = swept(tmp_path / launcher, *SHORT, *grid, f"hydra/launcher={launcher}")
        assert sweep.answer.code == 1
        tables[launcher] = [
            {name: cell[:9] if name.endswith(("_error", "_accuracy")) else cell for name, cell in row.items()}
            for row in table_of(tmp_path / launcher / SWEEP)
        ]
    for rows in tables.values():
        assert statuses(rows) == ["completed", "failed", "diverged"] * 2
        for row in rows:
            del row["stack_size"]
    assert tables["stacked"] == tables["basic"]
