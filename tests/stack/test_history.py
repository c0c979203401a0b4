"""What was measured, epoch by epoch, for all K members."""

import pytest
import torch
from torch import Tensor

from lessonnet.stack._history import History

LOOKS = pytest.mark.parametrize("look_every", [1, 2, 5, 100])
"""After how many epochs somebody looks: what is kept must not depend on it."""


def measured(epoch: int, active: Tensor) -> dict[str, Tensor]:
    """Numbers that tell epoch, metric and member apart."""
    return {"error": 100.0 * epoch + active.double(), "accuracy": -100.0 * epoch - active.double()}


def history_of(epochs: int, look_every: int, left_after: int = 4, members: int = 3) -> History:
    """Return a history whose member 1 leaves."""
    history, active = History(members), torch.arange(members)
    for epoch in range(1, epochs + 1):
        history.close_epoch(active, measured(epoch, active))
        if epoch % look_every == 0:
            assert len(history.epochs["error"]) == epoch
        if epoch == left_after:
            stay = torch.tensor([k for k in range(members) if k != 1])
            history.keep(stay)
            active = active[stay]
    return history


def expected(epochs: int, left_after: int = 4, members: int = 3) -> Tensor:
    """The errors [E, K] of the same members."""
    error_EK = 100.0 * torch.arange(1, epochs + 1, dtype=torch.float64)[:, None] + torch.arange(members)
    error_EK[left_after:, 1] = torch.nan
    return error_EK


@LOOKS
@pytest.mark.parametrize("epochs", [1, 4, 5, 17])
def test_history_has_each_epoch_of_each_member(epochs: int, look_every: int) -> None:
    found = history_of(epochs, look_every).epochs
    assert list(found) == ["error", "accuracy"]
    torch.testing.assert_close(found["error"], expected(epochs), rtol=0, atol=0, equal_nan=True)
    torch.testing.assert_close(found["accuracy"], -expected(epochs), rtol=0, atol=0, equal_nan=True)


def test_history_does_not_gather_without_end() -> None:
    # Nobody looks: `callbacks=none logger=none`.
    assert len(history_of(1000, look_every=2000)._pending) < 256


def test_history_is_empty_before_the_first_epoch() -> None:
    assert History(3).epochs == {}


@LOOKS
@pytest.mark.parametrize("cut", [0, 2, 7])
def test_history_goes_on_from_its_state(cut: int, look_every: int) -> None:
    first, second = history_of(cut, look_every, left_after=99), History(3)
    second.restore(first.state())
    for epoch in range(cut + 1, 10):
        second.close_epoch(torch.arange(3), measured(epoch, torch.arange(3)))
    assert torch.equal(second.epochs["error"], expected(9, left_after=9))


def test_state_stays_as_it_was_while_the_history_goes_on() -> None:
    history = history_of(3, look_every=1)
    state = history.state()
    history.close_epoch(torch.arange(3), measured(4, torch.arange(3)))
    history.epochs["error"].zero_()
    assert torch.equal(state["values"][:, 0], expected(3, left_after=3))
