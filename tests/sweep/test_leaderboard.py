"""What a sweep prints at its end, read as text."""

import shlex
from typing import Any

import pytest
from rich.cells import cell_len

from lessonnet.sweep._leaderboard import leaderboard
from lessonnet.sweep._row import Row


def completed(error: float, accuracy: float = 0.5, *, seed: int = 0, **others: Any) -> dict[str, Any]:
    part = {"error": error, "accuracy": accuracy}
    return {
        "status": "completed",
        "train": part,
        "val": part,
        "test": None,
        "selected_by": "val",
        "seed": seed,
    } | others


def row(job: int, overrides: str, results: dict[str, Any]) -> Row:
    return Row(job, f"jobs/{job}", tuple(overrides.split()), results)


def seeds(first: int, overrides: str, errors: list[float]) -> list[Row]:
    """A setting's jobs, seeds from 0."""
    return [row(first + s, f"{overrides} seed={s}", completed(error, seed=s)) for s, error in enumerate(errors)]


def cells(text: str) -> list[list[str]]:
    """The cells of the table's rows, a row's further lines as rows of their own."""
    lines = [line.strip("│") for line in text.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.split("│")] for line in lines]


def below(text: str) -> list[str]:
    return text[text.index("┘") + 1 :].splitlines()[1:]


def line(text: str, name: str) -> str:
    (found,) = [line.removeprefix(name).strip() for line in below(text) if line.startswith(name)]
    return found


def test_row_shows_what_was_measured() -> None:
    test = {"error": 9.0, "accuracy": 0.25}
    # Mean 0.2; √(0.1² + 0.1²) = 0.1414
    rows = [row(s, f"a=1 seed={s}", completed(e, 0.75, seed=s, test=test)) for s, e in enumerate([0.1, 0.3])]
    rows += [row(2, "a=2 seed=0", completed(0.5))]
    assert cells(leaderboard(rows)) == [
        ["1", "a=1", "2", "0.2000 ± 0.1414", "0.7500", "0.2500"],
        ["2", "a=2", "1", "0.5000", "0.5000", "–"],
    ]


def test_setting_is_named_by_the_keys_that_differ() -> None:
    rows = [row(j, f"data=moons a={a} model=mlp b={b} seed={j}", completed(j)) for j, (a, b) in enumerate(["12", "34"])]
    assert [cell[1] for cell in cells(leaderboard(rows))] == ["a=1 b=2", "a=3 b=4"]


def test_key_that_some_settings_lack_is_named() -> None:
    rows = [row(0, "a=1", completed(0.1)), row(1, "a=1 +b=2", completed(0.2))]
    assert [cell[1] for cell in cells(leaderboard(rows))] == ["", "+b=2"]


def test_sweep_over_seeds_alone_is_one_row() -> None:
    ((rank, name, jobs, *_),) = cells(leaderboard(seeds(0, "data=moons", [0.1, 0.2, 0.3])))
    assert (rank, name, jobs) == ("1", "all jobs", "3")


@pytest.mark.parametrize(("by", "name"), [("val", "validation"), ("train", "training")])
def test_heading_names_the_part_that_gives_the_error(by: str, name: str) -> None:
    text = leaderboard([row(0, "a=1", completed(0.1, selected_by=by))])
    assert text.count(name) == 3  # error, accuracy, the best job
    assert "test" not in text


def test_errors_of_different_parts_are_explained() -> None:
    rows = [row(0, "a=1", completed(0.1)), row(1, "a=2", completed(0.2, selected_by="train"))]
    assert "error and accuracy are" not in leaderboard(rows[:1])
    assert line(leaderboard(rows), "error and accuracy are those of validation, or of training where") == (
        "there is no validation part"
    )


def test_settings_that_cannot_be_told_from_the_best_are_marked() -> None:
    rows = seeds(0, "a=1", [0.10, 0.20, 0.30]) + seeds(3, "a=2", [0.11, 0.19, 0.31]) + seeds(6, "a=3", [0.81, 0.9, 1.0])
    text = leaderboard(rows)
    assert [cell[0] for cell in cells(text)] == ["1", "2 =", "3"]
    assert line(text, "=").startswith("cannot be told apart from the best")
    assert not any(line.startswith("?") for line in below(text))


def test_a_setting_of_one_job_is_marked_where_others_are_told_apart() -> None:
    rows = seeds(0, "a=1", [0.10, 0.20, 0.30]) + seeds(3, "a=2", [0.81, 0.9, 1.0]) + [row(6, "a=3", completed(2.0))]
    text = leaderboard(rows)
    assert [cell[0] for cell in cells(text)] == ["1", "2", "3 ?"]
    assert line(text, "?") == "too few completed jobs to tell it from the best"


def test_jobs_of_one_seed_have_no_marks_and_a_line_says_what_would_tell() -> None:
    text = leaderboard([row(j, f"a={j}", completed(j)) for j in range(3)])
    assert [cell[0] for cell in cells(text)] == ["1", "2", "3"]
    assert below(text)[0].startswith("one job each: ")
    climbers = [row(j, f"optimizer=o{j}", completed(j, climbers=[])) for j in range(3)]
    assert below(leaderboard(climbers))[0].startswith("best ")  # a descent draws nothing by its seed
    untrained = [row(j, f"a={j}", completed(j, epochs=0)) for j in range(3)]
    assert below(leaderboard(untrained))[0].startswith("best ")


def test_tasks_are_ranked_apart_in_the_order_of_their_first_jobs() -> None:
    errors = {"data=moons lr=1": 0.3, "data=moons lr=2": 0.2, "data=iris lr=1": 0.01, "data=iris lr=2": 0.02}
    text = leaderboard([row(j, name, completed(error, 0.5)) for j, (name, error) in enumerate(errors.items())])
    assert [cell[:2] for cell in cells(text)] == [
        ["1", "data=moons lr=2"],
        ["2", "data=moons lr=1"],
        ["1", "data=iris lr=1"],
        ["2", "data=iris lr=2"],
    ]
    assert text.count("├") == 1  # a line between them
    assert line(text, "ranked for each") == "`data` apart: errors on different ones do not compare"
    assert [line for line in below(text) if line.startswith(("best", "directory", "again"))] == [
        "best      data=moons: job 1, validation error 0.2000, accuracy 0.5000",
        "best      data=iris: job 2, validation error 0.0100, accuracy 0.5000",
    ]


def test_settings_of_a_task_are_compared_with_its_own_best() -> None:
    rows = seeds(0, "data=moons a=1", [0.1, 0.2, 0.3]) + seeds(3, "data=moons a=2", [0.11, 0.19, 0.31])
    rows += seeds(6, "data=iris a=1", [0.81, 0.9, 1.0]) + seeds(9, "data=iris a=2", [1.81, 1.9, 2.0])
    assert [cell[0] for cell in cells(leaderboard(rows))] == ["1", "2 =", "1", "2"]


@pytest.mark.parametrize(("tasks", "shown", "rest"), [(2, 10, "and 6 more settings"), (4, 12, "and 20 more settings")])
def test_of_each_of_several_tasks_three_settings_or_more_are_shown(tasks: int, shown: int, rest: str) -> None:
    names = [f"data=d{task} a={a}" for task in range(tasks) for a in range(8)]
    text = leaderboard([row(j, name, completed(j)) for j, name in enumerate(names)])
    assert len(cells(text)) == shown
    assert rest in below(text)


def test_marks_are_not_explained_where_there_are_none() -> None:
    text = leaderboard(seeds(0, "a=1", [0.1, 0.2]))
    assert [line.split()[0] for line in below(text)] == ["best", "directory", "again"]


@pytest.mark.parametrize(("count", "rest"), [(10, []), (11, ["and 1 more setting"]), (13, ["and 3 more settings"])])
def test_ten_settings_are_shown_and_the_rest_counted(count: int, rest: list[str]) -> None:
    text = leaderboard([row(j, f"a={j}", completed(j)) for j in range(count)])
    assert [cell[1] for cell in cells(text)] == [f"a={j}" for j in range(10)]
    assert [line for line in below(text) if line.startswith("and ")] == rest


def test_what_did_not_complete_is_named_with_the_first_error() -> None:
    failed = [row(j, f"seed={j}", {"status": "failed", "error": f"error {j}"}) for j in (3, 17, 40, *range(50, 62))]
    diverged = [row(99, "seed=99", completed(0.0, status="diverged"))]
    text = leaderboard([*failed, *diverged, row(100, "seed=100", completed(0.5))])
    assert line(text, "failed") == "3, 17, 40 and 12 more: error 3"
    assert line(text, "diverged") == "99"
    assert cells(text)[0][2] == "1 of 17"


def test_best_job_is_the_completed_one_of_the_lowest_error() -> None:
    rows = [
        row(0, "a=1", completed(0.3)),
        row(1, "a=2", completed(0.1, status="diverged")),
        row(2, "a=3", completed(0.2, 0.6)),
        row(3, "a=4", completed(0.2, 0.7)),
        row(4, "a=5", completed(0.2, 0.7)),
    ]
    text = leaderboard(rows)
    assert line(text, "best") == "job 3, validation error 0.2000, accuracy 0.7000"
    assert line(text, "directory") == "jobs/3"


def test_command_gives_the_shell_the_overrides_of_the_best_job() -> None:
    overrides = ("model.hidden=[8,8]", "lr_find=True", "data.path=$HOME/a;b.csv")
    shown = ("name='my run'", "report=True", "export=onnx", "logger=none", "logger.max_event_dirs=3")
    text = leaderboard([Row(0, "a b", (*shown, *overrides), completed(0.1))])
    assert shlex.split(line(text, "again")) == ["python", "-m", "lessonnet.train", *overrides]
    assert shlex.split(line(text, "directory")) == ["a b"]


@pytest.mark.parametrize("rows", [[], [row(0, "a=1", {"status": "failed", "error": "broken"})]], ids=["none", "failed"])
def test_sweep_without_a_completed_job_has_no_best(rows: list[Row]) -> None:
    assert leaderboard(rows).splitlines()[-1] == "no job completed with a finite error"


def test_setting_without_a_completed_job_stands_last() -> None:
    rows = [row(0, "a=1", {"status": "failed", "error": "broken"}), row(1, "a=2", completed(0.5))]
    assert cells(leaderboard(rows)) == [
        ["1", "a=2", "1", "0.5000", "0.5000"],
        ["2", "a=1", "0 of 1", "–", "–"],
    ]


def test_table_is_at_most_100_wide_without_trailing_blanks() -> None:
    rows = [row(j, f"some.key.of.a.length=value_{j} " * 9, completed(j, test={"accuracy": 0.5})) for j in range(3)]
    table = leaderboard(rows).split("┘")[0]
    assert all(cell_len(line) <= 100 for line in table.splitlines())
    assert all(line == line.rstrip() for line in leaderboard(rows).splitlines())


def test_values_and_errors_that_terminals_obey_are_escaped() -> None:
    rows = [
        Row(0, "0", ("a=[red]:x:\x1b[31m",), completed(0.1)),
        row(1, "b=1", {"status": "failed", "error": "\x1b[2J"}),
    ]
    text = leaderboard(rows)
    assert cells(text)[0][1] == r"a=[red]:x:\x1b[31m"
    assert line(text, "failed") == r"1: \x1b[2J"
