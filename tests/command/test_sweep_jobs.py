"""Jobs of a sweep whose values are set: the same configs and the same files as Hydra composes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from omegaconf import DictConfig, OmegaConf

from lessonnet.command._compose import Composer, composer, quoted
from lessonnet.command._sweep_jobs import SweepJobs
from lessonnet.config import plain

DIRECTORY = Path("/nowhere/sweep")


@pytest.fixture(scope="module")
def composing() -> Iterator[Composer]:
    with composer(None, None) as opened:
        yield opened


def composed(composing: Composer, lines: Sequence[str]) -> DictConfig:
    """Compose what Hydra would, without its own node: the oracle."""
    return composing.compose(lines).config


def assert_as_hydra(composing: Composer, batch: Sequence[Sequence[str]]) -> None:
    """Hold the jobs of a batch against Hydra's own composition of each."""
    made = SweepJobs(lambda lines: composing.compose(lines).full, composing.groups, batch)
    for number, (lines, job) in enumerate(zip(batch, made.jobs(batch, 0, DIRECTORY), strict=True)):
        base, values = made.split(lines)
        wanted = composed(composing, lines)
        assert base.tree(values) == plain(wanted), lines
        texts = job.texts()
        found = yaml.safe_load(texts[".hydra/config.yaml"])
        assert found == yaml.safe_load(OmegaConf.to_yaml(wanted)), lines
        assert yaml.safe_load(texts[".hydra/overrides.yaml"]) == list(lines)
        own = yaml.safe_load(texts[".hydra/hydra.yaml"])["hydra"]
        assert own["overrides"]["task"] == list(lines)
        assert (own["job"]["num"], own["job"]["id"]) == (number, str(number))
        assert own["runtime"]["output_dir"] == str(DIRECTORY / str(number))
        # as OmegaConf itself reads it, whose numbers are not quite YAML's
        assert OmegaConf.create(texts[".hydra/config.yaml"]) == wanted


TEXTS = [
    "plain",
    "with space",
    " leading and trailing ",
    'a "double" quote',
    "it's",
    "a # no comment",
    "key: value",
    "colon:",
    "- dash",
    "-",
    "?",
    "",
    "~",
    "null",
    "Null",
    "true",
    "yes",
    "No",
    "ON",
    "y",
    "n",
    "1",
    "1e-5",
    "1.5e3",
    "1_000",
    "012",
    "0x1F",
    "12:30:00",
    "2026-11-23",
    ".5",
    ".inf",
    "inf",
    "nan",
    "[1, 2]",
    "{a: 1}",
    "%percent",
    "@at",
    "`tick`",
    "&anchor",
    "*alias",
    "!tag",
    "|",
    ">",
    "=",
    "<<",
    "a=b",
    "a,b",
    "grüße",
    "日本語",
    "🙂",
    "tab\there",
    "back\\slash",
    "nbsp\u00a0here",
    "ends with colon: ",
    "x" * 300,
    "word " * 60,
    "/a long/path with spaces/" * 8 + "table.csv",
    "__LESSONNET_ID__",
]


@pytest.mark.parametrize(
    "key", ["name", *(pytest.param(key, marks=pytest.mark.slow) for key in ("data.path", "data.target"))]
)
def test_texts_mean_the_same(key: str, composing: Composer) -> None:
    choices = ("data=table", "data.path=a.csv", "data.target=b")
    assert_as_hydra(composing, [[*choices, f"{key}={quoted(text)}"] for text in TEXTS])


@pytest.mark.parametrize(
    "lines",
    [
        ("optimizer.lr=0.1", "optimizer.lr=1e-5", "optimizer.lr=1E-3", "optimizer.lr=1", "optimizer.lr=1.0"),
        ("optimizer.lr=1_000", "optimizer.lr=.5", "optimizer.lr=5.", "optimizer.lr=inf", "optimizer.lr=-3"),
        ("optimizer.clip_norm=null", "optimizer.clip_norm=1", "optimizer.clip_norm=true"),
        ("data.standardize=true", "data.standardize=false", "data.standardize=yes", "data.standardize=1"),
        ("export=null", "export=onnx", "export=no", "export=off"),
        ("data.batch_size=full", "data.batch_size=7"),
        ("seed=0", "seed=123456789012345678901234567890", "seed=0x10", "seed=007"),
        ("init.scale=1e400", "init.scale=1e-400", "init.scale=0.1234567890123456789"),
        ("name=${seed}", "name=a_${seed}_b", "name=${data.seed}", "name=x"),
        ("data.seed=3", "data.seed=${seed}", "data.seed=4"),
        ("name=yes", "name=No", "name=1e5", "name=12:30:00", "name=a:b"),
        ("name=a\\ b", "name='a\\'b'", 'name="a b"', "name=a\\,b", "name=\\$x"),
    ],
    ids=lambda lines: lines[0].partition("=")[0],
)
def test_value_means_the_same(lines: tuple[str, ...], composing: Composer) -> None:
    assert_as_hydra(composing, [[line] for line in lines])


@pytest.mark.parametrize(
    ("fixed", "lines"),
    [
        (("model=mlp",), ("model.hidden=[8]", "model.hidden=[8,4]", "model.hidden=[]")),
        (("model=mlp", "model.hidden=[8,4]"), ("model.hidden.0=3", "model.hidden.1=5")),
        (("optimizer=adam",), ("optimizer.betas=[0.5,0.9]", "optimizer.betas=[0, 0.99]")),
        (("data=table", "data.path=a", "data.target=b"), ("data.ignore=[a,'b c']", "data.ignore=['yes',null,1e-3]")),
        ((), ("callbacks.early_stopping={patience:3}", "callbacks.early_stopping={patience:5,min_delta:0.1}")),
        ((), ("callbacks.early_stopping=null", "callbacks.early_stopping.patience=4")),
        ((), ("callbacks=none", "callbacks=early_stopping", "callbacks=[early_stopping,progress]")),
        ((), ("~callbacks.early_stopping", "~callbacks.progress")),
        ((), ("optimizer=sgd", "optimizer=adam", "optimizer=lbfgs")),
        ((), ("experiment=xor", "experiment=and", "experiment=digits")),
        (("experiment=xor",), ("model.hidden=[3]", "optimizer.lr=0.2", "seed=4")),
        ((), ("+data.extra=1", "++data.extra=2", "++seed=3")),
        (("optimizer=adam",), ("optimizer.lr=0.1", "optimizer._target_=lessonnet.optim.AdamW")),
    ],
    ids=lambda part: " ".join(part)[:40],
)
def test_lists_maps_and_choices_mean_the_same(
    fixed: tuple[str, ...], lines: tuple[str, ...], composing: Composer
) -> None:
    assert_as_hydra(composing, [[*fixed, line] for line in lines])


def test_grid_of_choices_and_values_means_the_same(composing: Composer) -> None:
    batch = [
        ["model=mlp", f"optimizer={optimizer}", f"seed={seed}", f"optimizer.lr={rate}", f"model.hidden=[{width}]"]
        for optimizer in ("sgd", "adam")
        for seed in (0, 1)
        for rate in ("0.1", "1e-3")
        for width in (4, 8)
    ]
    assert_as_hydra(composing, batch)


@pytest.mark.parametrize(
    "batch",
    [
        [["seed=1", "seed=9"], ["seed=2", "seed=9"]],
        [["seed=9", "seed=1"], ["seed=9", "seed=2"]],
        [["seed=1", "data.seed=5"], ["seed=2", "data.seed=5"]],
        [["data.seed=1", "seed=3"], ["data.seed=2", "seed=3"]],
    ],
    ids=["last_fixed", "last_swept", "seed", "data_seed"],
)
def test_key_that_is_given_twice_has_its_last_value(batch: list[list[str]], composing: Composer) -> None:
    assert_as_hydra(composing, batch)


@pytest.mark.parametrize(
    ("subdir", "names"),
    [
        ("${seed}", ["3", "5"]),
        ("job_${hydra.job.num}", ["job_0", "job_1"]),
        ("${hydra.job.override_dirname}", ["model=mlp,seed=3", "model=mlp,seed=5"]),
        ("a/${seed}", ["a/3", "a/5"]),
    ],
)
def test_directories_are_named_as_asked(subdir: str, names: list[str], composing: Composer) -> None:
    batch = [["model=mlp", f"seed={seed}"] for seed in (3, 5)]
    # Hydra keeps what is its own to the multirun's config: no job has it among its overrides.
    made = SweepJobs(
        lambda lines: composing.compose([*lines, f"hydra.sweep.subdir={subdir}"]).full, composing.groups, batch
    )
    assert [str(job.directory.relative_to(DIRECTORY)) for job in made.jobs(batch, 0, DIRECTORY)] == names


def test_numbers_go_on_from_an_earlier_batch(composing: Composer) -> None:
    batch: list[list[Any]] = [["seed=0"], ["seed=1"]]
    made = SweepJobs(lambda lines: composing.compose(lines).full, composing.groups, batch)
    jobs = made.jobs(batch, 7, DIRECTORY)
    assert [job.number for job in jobs] == [7, 8]
    assert [job.directory.name for job in jobs] == ["7", "8"]
