"""A stack cut into blocks: every member ends as it would in one."""

from dataclasses import replace

import pytest
import torch

from lessonnet.optim import SGD
from lessonnet.stack import _crew
from lessonnet.stack._blocks import block_size, blocks
from tests.stack.trainings import RULES, members, rows_of, train


def in_blocks_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Have stacks cut into blocks of so many members."""
    monkeypatch.setattr(_crew, "block_size", lambda *_: size)


def test_blocks_hold_every_member_once() -> None:
    for count in range(1, 30):
        for size in range(1, 12):
            cut = blocks(count, size)
            assert [k for block in cut for k in range(count)[block]] == list(range(count))
            assert max(block.stop - block.start for block in cut) <= size


def test_block_size_is_at_least_one_for_a_huge_network() -> None:
    assert block_size(10_000 + 3 * 10_010, 10_000, torch.zeros(1)) == 1


def test_block_of_the_lessons_digits_network_is_about_fifty_members() -> None:
    # 4810 parameters, four copies, and 64 points: (19240 + 64·286)·4 bytes a member in 8 MiB
    assert block_size(64 + 3 * 74, 64, torch.zeros(4810)) == 55


@pytest.mark.parametrize("rule", list(RULES))
@pytest.mark.parametrize("size", [1, 3, 7])
def test_blocks_change_no_member(monkeypatch: pytest.MonkeyPatch, rule: str, size: int) -> None:
    whole = train(members(rule, "plateau", limited=True), dtype=torch.float64, epochs=3)
    in_blocks_of(monkeypatch, size)
    cut = train(members(rule, "plateau", limited=True), dtype=torch.float64, epochs=3)
    # Products over other numbers of members may round differently: some 1e-15 of weights of about 1.
    torch.testing.assert_close(rows_of(cut), rows_of(whole), rtol=0, atol=1e-12)


def test_blocks_change_no_stopping_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    own = members("momentum")
    whole = train(own, dtype=torch.float64, epochs=60, patience=3)
    in_blocks_of(monkeypatch, 3)
    cut = train(own, dtype=torch.float64, epochs=60, patience=3)
    assert cut.record.epochs.tolist() == whole.record.epochs.tolist()
    assert len(set(cut.record.epochs.tolist())) > 3  # members leave, and the blocks are cut anew


def test_member_of_a_later_block_that_diverges_leaves_the_others_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    own = members("sgd")
    own[5] = replace(own[5], optimizer=SGD(lr=1e6))
    whole = train(own, dtype=torch.float64)
    in_blocks_of(monkeypatch, 3)
    cut = train(own, dtype=torch.float64)
    assert cut.record.status == whole.record.status == ["training"] * 5 + ["diverged"] + ["training"] * 2
    torch.testing.assert_close(cut.record.best_rows, whole.record.best_rows, rtol=0, atol=1e-12)
