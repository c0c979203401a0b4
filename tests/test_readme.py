"""What the README shows works: its programs run, its commands are accepted, its tables are complete."""

import logging
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from omegaconf import DictConfig, OmegaConf

from lessonnet.command import run_program
from lessonnet.command._conf import entries, options_in
from lessonnet.command._plain_words import arguments_of
from lessonnet.evaluate import evaluate
from lessonnet.predict import predict
from lessonnet.train import train

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_RUN = "runs/admissions_logistic/first"


class Command(NamedTuple):
    """A command line of the README and what it is said to print; nothing where it only stands in a list."""

    line: str
    output: str

    @property
    def words(self) -> list[str]:
        """Its arguments, up to a pipe or a comment."""
        _, _, *words = shlex.split(self.line.partition(" | ")[0], comments=True)
        return words[1:]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def commands_of(program: str) -> list[Command]:
    """All commands of one program: with output after a prompt, and without in lists."""
    shown = [part.partition("\n") for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    found = [Command(line, output) for line, _, output in shown]
    found += [Command(line, "") for block in blocks("bash") for line in block.splitlines()]
    return [command for command in found if f"-m {program}" in command.line]


TRAINING = commands_of("lessonnet.train")
MISTAKES = [command for command in TRAINING if command.output and "\n" not in command.output.strip()]
RESUMING = [command for command in TRAINING if "resume=" in command.line]
ACCEPTED = [command for command in TRAINING if command not in MISTAKES + RESUMING]


@contextmanager
def logging_left_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the README's first command was given, for one epoch."""
    place = tmp_path_factory.mktemp("readme")
    with chdir(place), logging_left_as_it_was():
        assert run_program(train, ["trainer.max_epochs=1", f"hydra.run.dir={FIRST_RUN}"]) == 0
    return place


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[DictConfig]]:
    """Each config that would be trained, in an empty directory of a machine that seems to have a GPU."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with logging_left_as_it_was():
        yield []


def give(words: list[str], noted: list[DictConfig]) -> int:
    """Give a command line to the program; all is done but the training."""

    def note(config: DictConfig, directory: Path, *, resume: bool) -> int:
        noted.append(config)
        return 0

    return run_program(note, words)


def test_readme_opens_with_a_sentence_a_picture_installing_two_commands_and_a_sweep() -> None:
    opening = "\n".join(TEXT.splitlines()[:40])
    assert re.match(r"# lessonnet\n`lessonnet` trains [^\n]+\.\n", opening)
    assert "](docs/images/boundaries.png)" in opening
    assert "make train" in opening
    assert [command.line for command in TRAINING[:3] if command.line in opening] == [c.line for c in TRAINING[:3]]
    assert TRAINING[2].words[0] == "-m"


@pytest.mark.parametrize(
    "command",
    # Hydra's own launcher, which is used here, composes ninety jobs one by one.
    [pytest.param(one, marks=pytest.mark.slow) if "seed=range(10)" in one.words else one for one in ACCEPTED],
    ids=lambda command: " ".join(command.words) or "plain",
)
def test_command_is_accepted(command: Command, noted: list[DictConfig]) -> None:
    assert give(command.words, noted) == 0
    assert len(noted) > 1 if "-m" in command.words else len(noted) == 1


@pytest.mark.parametrize("command", MISTAKES, ids=lambda command: " ".join(command.words))
def test_mistake_is_answered_as_shown(
    command: Command, noted: list[DictConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    assert give(command.words, noted) == 2
    assert capsys.readouterr().err == command.output
    assert not list(Path.cwd().iterdir())


@pytest.mark.parametrize("command", RESUMING, ids=lambda command: " ".join(command.words))
def test_resuming_is_accepted_for_the_run_shown_before(command: Command, noted: list[DictConfig]) -> None:
    directory = command.words[0].removeprefix("resume=")
    (before,) = [other for other in TRAINING if f"run       {directory}\n" in other.output and other != command]
    assert give([*before.words, f"hydra.run.dir={directory}"], noted) == 0
    assert give(command.words, noted) == 0
    assert OmegaConf.select(noted[1], "data") == OmegaConf.select(noted[0], "data")


USING = [(command, program) for program in (evaluate, predict) for command in commands_of(program.__module__)]


@pytest.mark.parametrize(("command", "program"), USING, ids=lambda value: getattr(value, "line", ""))
def test_using_a_model_is_accepted_for_a_run_shown_before(command: Command, program: Callable[..., str]) -> None:
    given = arguments_of(command.words, program)
    assert any(f"run       {given['run']}\n" in other.output for other in TRAINING)


def test_evaluating_prints_the_table_that_its_run_ended_with() -> None:
    evaluated, _ = commands_of("lessonnet.evaluate")
    run = evaluated.words[0].removeprefix("run=")
    (shown,) = [command.output for command in TRAINING if f"run       {run}\n" in command.output]
    assert shown.startswith(evaluated.output)


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_program_runs_and_prints(
    number: int, trained: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(trained)
    exec(compile(blocks("python")[number], f"README.md, program {number}", "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize("group", [entry.name for entry in entries() if entry.is_group])
def test_table_of_choices_names_every_option_of_a_group(group: str) -> None:
    (row,) = re.findall(rf"^\| `{group}` \| ([^|]*) \|", TEXT, re.MULTILINE)
    assert re.findall(r"`(\w+)`", row) == options_in(group)


def test_table_of_files_names_everything_that_a_run_writes(trained: Path) -> None:
    section = TEXT.partition("## What a run writes")[2].partition("\n## ")[0]
    named = {name.rstrip("/") for name in re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)}
    assert named == {path.name for path in (trained / FIRST_RUN).iterdir()}


def test_table_of_rooms_names_every_room() -> None:
    section = TEXT.partition("## How it is put together")[2].partition("\n## ")[0]
    named = {
        name for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall("`(.*?)`", cell)
    }
    rooms = {path.parent.name + "/" for path in (ROOT / "lessonnet").glob("*/__init__.py")}
    files = {path.name for path in (ROOT / "lessonnet").glob("*.py")} - {"__init__.py"}
    assert named == rooms | files


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#][^)]*)\)", TEXT))
def test_link_leads_somewhere(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).is_file()


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "images").glob("*.png")), ids=lambda path: path.name)
def test_picture_is_shown_and_small(picture: Path) -> None:
    assert f"]({picture.relative_to(ROOT)})" in TEXT
    assert picture.stat().st_size < 150_000


@pytest.mark.parametrize("script", re.findall(r"`(?:python )?(scripts/\w+\.py)`", TEXT))
def test_script_exists(script: str) -> None:
    assert (ROOT / script).is_file()


@pytest.mark.parametrize(
    "target", sorted({t for block in blocks("bash") for t in re.findall(r"^make (\w+)", block, re.M)})
)
def test_make_target_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
