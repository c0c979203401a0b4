"""What a perceptron's run says about its data."""

import json
import re
from pathlib import Path

import pytest
import torch

from lessonnet import train
from lessonnet.config import plain
from lessonnet.reporting import report_of
from lessonnet.reporting._folder import Folder
from lessonnet.sweep._job import Job
from lessonnet.sweep._verdict import verdict_of
from tests.sweep.runs import called, composed


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("experiment=and", "callbacks=none"),
            "separable with a margin of 0.243: one point at a time and from 0, at most 51 updates",
        ),
        (
            ("data=gate", "data.gate=xor", "model=perceptron"),
            "no boundary parts the classes: (0.5, 0.5) lies between points of either",
        ),
    ],
)
def test_perceptron_says_whether_a_line_parts_its_points(words: tuple[str, ...], line: str, tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, *words, "trainer=cpu", "trainer.max_epochs=2")
    assert answer.code == 0
    assert f"verdict   {line}\n" in answer.out


def test_nothing_is_said_of_other_models(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "model=logistic", "trainer=cpu", "trainer.max_epochs=2")
    assert "verdict" not in answer.out


def test_several_classes_are_judged_each_against_all_others(tmp_path: Path) -> None:
    words = ("data=iris", "model=perceptron", "callbacks=none", "trainer=cpu", "trainer.max_epochs=2")
    answer = called(tmp_path, train.main, *words)
    assert answer.code == 0
    # Fisher's own finding: versicolor lies between the two others.
    line = next(line for line in answer.out.splitlines() if line.startswith("verdict"))
    assert line.startswith("verdict   no boundary parts versicolor from all others: (")
    assert line.endswith(") lies between points of either")


def test_all_classes_that_are_not_parted_are_named(tmp_path: Path) -> None:
    words = ("data=blobs", "data.spread=9", "model=perceptron", "callbacks=none", "trainer=cpu", "trainer.max_epochs=2")
    assert re.search(
        r"verdict   no boundary parts blob 1 from all others: \(\S+, \S+\) lies between .*; nor blob 2, nor blob 3\n",
        called(tmp_path, train.main, *words).out,
    )


def test_several_classes_that_are_parted_have_a_bound_that_a_run_keeps(tmp_path: Path) -> None:
    plain = ("init=zeros", "optimizer.lr=1", "data.batch_size=1", "callbacks=[ledger]", "trainer.max_epochs=40")
    answer = called(
        tmp_path, train.main, "data=blobs", "data.spread=0.3", "model=perceptron", *plain, "trainer=cpu",
        "hydra.run.dir=run",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    found = re.search(
        r"verdict   each class is separable from all others with a margin of \S+: one point at a time and from 0, "
        r"at most (\d+) updates; this run made (\d+)\n",
        answer.out,
    )
    assert found
    most, made = map(int, found.groups())
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert results["train"]["accuracy"] == 1.0  # so that no further update would follow
    assert 0 < made <= most


def test_verdict_stands_in_the_results_and_in_the_report(tmp_path: Path) -> None:
    words = ("experiment=and", "callbacks=none", "trainer=cpu", "trainer.max_epochs=2", "hydra.run.dir=run")
    assert called(tmp_path, train.main, *words).code == 0
    verdict = json.loads((tmp_path / "run" / "results.json").read_text())["verdict"]
    assert verdict["separable"] is True
    assert verdict["words"] in report_of(Folder(tmp_path / "run"))


def test_bound_is_left_out_where_points_have_weights() -> None:
    job = Job.of(plain(composed("experiment=and", "trainer=cpu")))
    job.data.train = job.data.train._replace(weights=torch.ones(job.data.train.points))
    assert verdict_of(job) == {"separable": True, "words": "separable with a margin of 0.243"}
