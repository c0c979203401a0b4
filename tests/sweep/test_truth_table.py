"""Truth tables that a run prints of a gate, and the quiz of gates (rows L4 and L5)."""

from pathlib import Path

import pytest

from lessonnet import train
from lessonnet.options import BadValueError
from tests.sweep.runs import called, composed

STARTS = {"and": "[1,1,-1.5]", "or": "[1,1,-0.5]", "nand": "[-1,-1,1.5]", "not": "[-1,0.5]"}
NODES = ["x1", "x2", "node 1.1", "node 1.2", "node 2.1", "node 2.2", "answer", "xor"]
# The quiz of L5, row by row: the inputs, A and B, NOT of A and B passed on, what comes out, and what XOR says.
QUIZ = [
    ["1 1 1 1 0 1 0 0", "1 0 0 1 1 1 1 1", "0 1 0 1 1 1 1 1", "0 0 0 0 1 0 0 0"],
    ["1 1 1 1 0 1 0 0", "1 0 1 0 0 0 0 1", "0 1 1 0 0 0 0 1", "0 0 0 0 1 0 0 0"],
]


def cells(out: str) -> list[list[str]]:
    """The rows of all tables that are printed: those of the heads, and those of numbers."""
    rows = [line.replace("┃", "│").split("│")[1:-1] for line in out.splitlines() if line.startswith(("┃", "│"))]
    return [[cell.strip() for cell in row] for row in rows]


@pytest.mark.parametrize("gate", STARTS)
def test_run_prints_the_truth_table_of_its_gate(gate: str, tmp_path: Path) -> None:
    lines = ("data=gate", f"data.gate={gate}", "model=perceptron", "init=fixed", f"init.weights={STARTS[gate]}")
    answer = called(tmp_path, train.main, *lines, "trainer=cpu", "trainer.max_epochs=0", "logger=none")
    assert answer.code == 0
    (head,) = [row for row in cells(answer.out) if row[-1] == gate]
    assert head[-2] == "answer"
    table = [row for row in cells(answer.out) if len(row) == len(head) and row[-1] in ("0", "1")]
    assert len(table) == (2 if gate == "not" else 4)
    assert all(said == wanted for *_, said, wanted in table)  # by the lesson's own weights (row L4)


def test_quiz_prints_both_tables_of_the_lesson(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "experiment=gate_quiz")
    assert answer.code == 0
    rows = cells(answer.out)
    places = [place for place, row in enumerate(rows) if row == NODES]
    assert [[" ".join(row) for row in rows[place + 1 : place + 5]] for place in places] == QUIZ


def test_run_on_other_data_prints_no_truth_table(tmp_path: Path) -> None:
    answer = called(tmp_path, train.main, "trainer=cpu", "trainer.max_epochs=1", "logger=none", "callbacks=none")
    assert "answer" not in answer.out


def test_steps_in_a_hidden_layer_are_looked_at_and_not_trained() -> None:
    steps = ("data=gate", "model=mlp", "activation=step")
    composed(*steps, "trainer.max_epochs=0")
    with pytest.raises(BadValueError, match=r"trainer\.max_epochs=0 to look at given weights"):
        composed(*steps, "trainer.max_epochs=1")
