"""A stranger's directory can put words on the page, and nothing else."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reporting.directories import (
    FINDING,
    GIF,
    LEDGER,
    described,
    hydra,
    png,
    run_directory,
    sweep_directory,
    write,
)
from tests.reporting.pages import Page, left_out_of, page_of

ATTACKS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</style><link rel=stylesheet href=http://evil>",
    "{{ 7 * 7 }}{% include 'x' %}",
    "</code></pre><a href='javascript:alert(1)'>x</a>",
    "<!--",
    "&lt;script&gt;",
    "\x1b[2J\u202e\ud800\x00",
]


def run_of(directory: Path, word: str) -> Path:
    """A run in which a stranger could choose every text."""
    finding = dict.fromkeys(FINDING, word)
    numbers = {"status": word, "error": word, "versions": {word: word}, "selected_by": word, "diagnosis": [finding]}
    files = {
        "model/model.json": described(
            feature_names=[word, word], class_names=[word, word], data={"name": word}, activation={"name": word}
        ),
        "metrics.csv": f'epoch,train_error\n1,1\n2,"{word.replace(chr(34), "")}"\n'.encode(errors="replace"),
        "ledger.csv": f'step,"{word.replace(chr(34), "")}"\n1,2\n'.encode(errors="replace"),
        ".hydra/overrides.yaml": json.dumps([f"name={word}"]),
        ".hydra/config.yaml": json.dumps({"data": {"_target_": word, word: word}, word: word}),
        "figures/roc.png": png(),
    }
    return write(run_directory(directory, **numbers), files)


def sweep_of(directory: Path, word: str) -> Path:
    """Likewise a sweep."""
    sweep_directory(directory, rates=(word, "1"), fails=1)
    found = json.loads((directory / "sweep.json").read_text())
    found["jobs"][-1].update(status=word, error=word, overrides=[f"{word}=1"])
    found["settings"][0]["overrides"] = [f"{word}={word}"]
    write(directory, {"sweep.json": found, "sweep.jsonl": json.dumps({"grid": {"name": [word], "a": [word]}}) + "\n"})
    run_of(directory / "0", word)
    return directory


DIRECTORIES: dict[str, Callable[[Path, str], Path]] = {"run": run_of, "sweep": sweep_of}


def refuse_danger(page: Page) -> None:
    """Nothing is loaded from anywhere, and nothing runs but our own script."""
    assert set(page.tags).isdisjoint({"a", "link", "iframe", "object", "embed", "form", "base", "video", "audio"})
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("href", "srcset", "style")]
    assert all(re.fullmatch(r"data:image/(png|gif);base64,[A-Za-z0-9+/=]+", source) for source in page.values("src"))
    assert "url(" not in page.style
    assert "@import" not in page.style
    assert not re.search(r"https?:", page.html)
    assert all("document.querySelectorAll" in script for script in page.scripts)
    assert len(page.scripts) <= 1


@pytest.mark.parametrize("kind", DIRECTORIES)
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_words_of_a_stranger_stay_words(tmp_path: Path, kind: str, attack: str) -> None:
    page = page_of(DIRECTORIES[kind](tmp_path / "attack", attack))
    assert page.unclosed == []
    assert not [script for script in page.scripts if "alert" in script]
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "href"]
    # The same elements stand in the page of a harmless directory, but for the command that nobody is told to run.
    harmless = page_of(DIRECTORIES[kind](tmp_path / "harmless", "x"))
    assert set(page.tags) <= {*harmless.tags, "ul", "li"}
    page.html.encode()  # half a surrogate pair could not be written


@pytest.mark.parametrize("kind", DIRECTORIES)
def test_page_loads_nothing_and_runs_nothing_of_the_directory(tmp_path: Path, kind: str) -> None:
    directory = DIRECTORIES[kind](tmp_path / "made", "x")
    write(directory, {"figures/boundary.gif": GIF, "ledger.csv": LEDGER})
    refuse_danger(page_of(directory))


@pytest.mark.parametrize("kind", DIRECTORIES)
def test_policy_of_the_page_forbids_the_rest(tmp_path: Path, kind: str) -> None:
    page = page_of(DIRECTORIES[kind](tmp_path / "made", "x"))
    policy = page.values("content")[1]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '")
    assert ("'none'; base-uri" in policy) == (not page.scripts)
    assert "script-src 'unsafe" not in policy


def test_picture_must_be_what_it_is_called(tmp_path: Path) -> None:
    files = {
        "svg.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "cut.png": png()[:-4],
        "wide.png": png(20_000, 1),
        "huge.png": png(9_000, 9_000),
        "empty.png": b"",
        "other.gif": png(),
        "script.svg": b"<svg/>",
        "page.html": b"<script>alert(1)</script>",
    }
    directory = write(run_directory(tmp_path / "run"), {f"figures/{name}": data for name, data in files.items()})
    assert page_of(directory).values("src") == []
    named = {line.partition(":")[0] for line in left_out_of(directory)}
    assert named == {f"figures/{name}" for name in files if name.endswith((".png", ".gif"))}


def test_picture_that_is_too_large_is_left_out_and_named(tmp_path: Path) -> None:
    large = png()[:-12] + b"\x00" * 4 * 1024**2 + png()[-12:]  # whole at both ends, and above four mebibytes
    directory = write(run_directory(tmp_path / "run"), {"figures/roc.png": large})
    assert page_of(directory).values("src") == []
    assert left_out_of(directory)[0].startswith("figures/roc.png: must be at most 4194304 bytes here")


def test_page_takes_no_more_than_sixty_pictures(tmp_path: Path) -> None:
    directory = write(run_directory(tmp_path / "run"), {f"figures/{i:03}.png": png() for i in range(70)})
    assert len(page_of(directory).values("src")) == 60
    assert len(left_out_of(directory)) == 10


@pytest.mark.parametrize("name", ["figures", "figures/roc.png", "ledger.csv", "model", ".hydra/config.yaml"])
def test_links_are_followed_nowhere(tmp_path: Path, name: str) -> None:
    secret = "the secret of another directory"
    private = write(
        tmp_path / "private",
        {
            "figures/roc.png": png(3, 3),
            "ledger.csv": f"a\n{secret}\n",
            "model/model.json": described(feature_names=[secret, "b"]),
            ".hydra/config.yaml": f"seed: {secret}\n",
        },
    )
    directory = run_directory(tmp_path / "run")
    for folder in ("model/model.json", ".hydra/config.yaml"):
        (directory / folder).unlink()
    if name == "model":
        (directory / "model").rmdir()
    (directory / name).parent.mkdir(exist_ok=True)
    (directory / name).symlink_to(private / name)
    page = page_of(directory)
    assert secret not in page.html
    assert page.values("src") == []


def test_named_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    directory = run_directory(tmp_path / "run")
    (directory / "ledger.csv").unlink(missing_ok=True)
    os.mkfifo(directory / "ledger.csv")
    assert left_out_of(directory) == ["ledger.csv: must be an ordinary file."]


DAMAGES: dict[str, tuple[str, Any]] = {
    "deep_yaml": (".hydra/config.yaml", "[" * 20_000),
    "no_yaml": (".hydra/config.yaml", "a: b: c: ]"),
    "tagged_yaml": (".hydra/hydra.yaml", "hydra: !!python/object/apply:os.system ['touch owned']"),
    "laughing_yaml": (
        ".hydra/config.yaml",
        "\n".join(["a0: &a0 [x]", *(f"a{i}: &a{i} [{', '.join(9 * [f'*a{i - 1}'])}]" for i in range(1, 12))]),
    ),
    "large_yaml": (".hydra/config.yaml", "a: " + "x" * 300_000),
    "no_text": ("metrics.csv", b"\xff\xfe\x00"),
    "no_csv": ("ledger.csv", b"a,b\n" + b'"' + b"x" * 200_000),
    "ragged_csv": ("metrics.csv", "epoch,train_error\n1\n2,3,4\n"),
    "no_model": ("model/model.json", "[]"),
    "deep_model": ("model/model.json", "[" * 20_000),
    "wrong_model": ("model/model.json", {"hidden": 3, "in_features": "2", "feature_names": {"a": 1}, "classes": True}),
    "forged_weights": ("model/model.safetensors", b"\xff" * 64),
    "no_weights": ("model/model.safetensors", b""),
    "wrong_lists": (".hydra/overrides.yaml", {"a": "b"}),
    "wrong_hydra": (".hydra/hydra.yaml", {"hydra": {"runtime": {"config_sources": "x", "choices": []}, "job": 3}}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_beside_the_results_costs_no_more_than_its_part(tmp_path: Path, damage: str) -> None:
    name, content = DAMAGES[damage]
    page = page_of(write(run_directory(tmp_path / "run"), {name: content}))
    assert page.tables[0][1] == ["training", "0.2500", "0.9000"]
    assert page.unclosed == []
    assert not (Path.cwd() / "owned").exists()


WRONG: dict[str, Any] = {
    "texts": "x",
    "number": 3,
    "negative": -1,
    "huge": 10**18,
    "float": 1e308,
    "flag": True,
    "nothing": None,
    "list": [[], {}, None, "x"],
    "object": {"error": "x", "accuracy": [], "a": {}},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_results_of_other_kinds_are_passed_over(tmp_path: Path, wrong: str) -> None:
    keys = ("best_epoch", "epochs", "steps", "seconds", "train", "val", "test", "selected_by", "restart_errors")
    others = ("versions", "error", "folds", "model_fold", "climbers", "lr_find", "diagnosis")
    page = page_of(run_directory(tmp_path / "run", **dict.fromkeys([*keys, *others], WRONG[wrong])))
    assert page.unclosed == []


@pytest.mark.parametrize("wrong", WRONG)
def test_jobs_and_settings_of_other_kinds_are_passed_over(tmp_path: Path, wrong: str) -> None:
    directory = sweep_directory(tmp_path / "sweep")
    found = json.loads((directory / "sweep.json").read_text())
    jobs = [dict.fromkeys(found["jobs"][0], WRONG[wrong]), WRONG[wrong]]
    settings = [dict.fromkeys(found["settings"][0], WRONG[wrong]), WRONG[wrong]]
    write(directory, {"sweep.json": {"jobs": jobs, "settings": settings}})
    assert page_of(directory).unclosed == []


def test_texts_and_lists_are_bounded(tmp_path: Path) -> None:
    long, many = "y" * 10**6, [f"n{i}" for i in range(10**5)]
    evidence = dict.fromkeys(many[:100], long[:100])
    findings = [{"name": long, "words": long, "try": [long] * 3}, *[{"words": long[:5000], "evidence": evidence}] * 99]
    numbers = {"diagnosis": findings, "restart_errors": [0.5] * 10**5, "versions": dict.fromkeys(many, "1")}
    directory = run_directory(tmp_path / "run", **numbers)
    files = {
        "model/model.json": described(feature_names=many, class_names=[long] * 3, in_features=10**5),
        ".hydra/hydra.yaml": hydra([]),
        "ledger.csv": "\n".join([",".join(many[:1000])] * 1000),
    }
    assert len(page_of(write(directory, files)).html) < 300_000  # thirty findings of 1200 characters twice, and tables
