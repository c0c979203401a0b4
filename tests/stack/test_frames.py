"""Which epochs' weights are kept, and of whom."""

from itertools import pairwise

import pytest
import torch

from lessonnet.stack import Frames


def filled(epochs: int, frames: Frames, members: int = 1, first: int = 0) -> Frames:
    """Offer the weights of epochs, each number the epoch's own."""
    for epoch in range(first, epochs + 1):
        if frames.wants(epoch):
            frames.add(epoch, 10 * epoch, torch.arange(members), torch.full((members, 2), float(epoch)))
    return frames


def test_frames_keep_every_epoch_while_there_is_room() -> None:
    frames = filled(7, Frames(most_numbers=16))
    assert frames.epochs == list(range(8))
    assert frames.steps == [10 * epoch for epoch in range(8)]
    assert frames.rows[:, 0, 0].tolist() == frames.epochs


@pytest.mark.parametrize("epochs", [8, 9, 15, 16, 100, 1000])
def test_frames_lie_apart_evenly_where_there_are_too_many(epochs: int) -> None:
    frames = filled(epochs, Frames(most_numbers=16))
    kept = frames.epochs
    assert len(kept) <= 8
    assert kept[0] == 0
    apart = kept[1] - kept[0]
    assert apart.bit_count() == 1  # a power of two
    assert all(b - a == apart for a, b in pairwise(kept[:-1]))
    assert epochs - kept[-1] < 2 * apart


def test_two_frames_are_kept_of_a_network_that_is_too_large() -> None:
    frames = filled(33, Frames(most_numbers=1))
    assert frames.epochs == [0, 32]


def test_the_end_of_a_training_gives_way_when_it_goes_on() -> None:
    frames = filled(20, Frames(most_numbers=16))
    frames.add(21, 210, torch.arange(1), torch.full((1, 2), 21.0))
    assert frames.epochs[-1] == 21
    undisturbed = filled(100, Frames(most_numbers=16))
    assert filled(100, frames, first=22).epochs == undisturbed.epochs


def test_restored_frames_go_on_as_if_never_stopped() -> None:
    first = filled(50, Frames(most_numbers=16))
    again = Frames(most_numbers=16)
    again.restore(first.state())
    undisturbed = filled(90, Frames(most_numbers=16))
    assert filled(90, again, first=51).epochs == undisturbed.epochs
    assert torch.equal(again.rows, undisturbed.rows)


def test_a_member_that_has_left_keeps_its_last_weights() -> None:
    frames = Frames()
    frames.add(0, 0, torch.tensor([0, 1]), torch.tensor([[0.0], [10.0]]))
    frames.add(1, 5, torch.tensor([0, 1]), torch.tensor([[1.0], [11.0]]))
    frames.add(2, 9, torch.tensor([1]), torch.tensor([[12.0]]))
    assert frames.rows[:, :, 0].tolist() == [[0.0, 10.0], [1.0, 11.0], [1.0, 12.0]]
    path = frames.of(0, last_epoch=1)
    assert (path.epochs, path.steps, path.rows[:, 0].tolist()) == ([0, 1], [0, 5], [0.0, 1.0])
    assert frames.of(1).rows[:, 0].tolist() == [10.0, 11.0, 12.0]


def test_frames_are_copies() -> None:
    rows, frames = torch.zeros(1, 3), Frames()
    frames.add(0, 0, torch.arange(1), rows)
    rows += 1
    assert not frames.rows.any()
