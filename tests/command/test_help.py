"""What a newcomer reads, and how quickly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lessonnet.command._conf import comment_of, entries, options_in
from lessonnet.command._help import describe_group, overview
from lessonnet.options import OptionError

GROUPS = [entry.name for entry in entries() if entry.is_group]


def test_help_fits_a_screen() -> None:
    lines = overview().splitlines()
    assert len(lines) <= 70
    assert max(len(line) for line in lines) <= 100


def test_help_names_every_group_and_option() -> None:
    words = overview().replace(",", " ").split()
    assert [name for group in GROUPS for name in (group, *options_in(group)) if name not in words] == []


def test_help_shows_five_examples() -> None:
    assert overview().count("  python -m lessonnet.train") == 5


@pytest.mark.parametrize("group", GROUPS)
def test_help_on_a_group_explains_each_of_its_options(group: str) -> None:
    text = describe_group(group)
    for option in options_in(group):
        assert f"{group}={option}" in text
        assert all(line in text for line in comment_of(group, option))


def test_help_on_an_unknown_group_names_the_nearest() -> None:
    with pytest.raises(OptionError, match=r"there is no group `optimiser`; .* Did you mean `--help optimizer`\?"):
        describe_group("optimiser")


def test_main_config_lists_all_groups_that_have_a_folder() -> None:
    conf = Path(__file__).parents[2] / "conf"
    assert sorted(GROUPS) == sorted(path.name for path in conf.iterdir() if path.is_dir())


@pytest.mark.parametrize("arguments", [["--help"], ["--cfg", "job"], ["--info", "defaults"], ["optimizer.lrr=1"]])
def test_quick_answers_import_no_torch(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('HEAVY', {'torch', 'lightning'} & set(sys.modules), file=sys.stderr))\n"
        "from lessonnet.train import main\n"
        "sys.exit(main())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=_environment(),
    )
    assert "HEAVY set()" in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["--cfg", "job"], 0), (["optimizer=adamm"], 2), (["--help", "optim"], 2)]
)
def test_process_ends_with_the_exit_code(arguments: list[str], code: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lessonnet.train", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=_environment())
    assert ran.returncode == code
    assert (ran.stderr.count("\n"), ran.stdout == "") == ((1, True) if code else (0, False))


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
