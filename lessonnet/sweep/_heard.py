"""Which callbacks, and which of their hooks, Lightning calls while a training goes on."""

from collections.abc import Sequence

from lightning.pytorch import Callback

from lessonnet.callbacks import Dashboard, Diagnosis, Figures, Film, Ledger

_OF_EVERY_EPOCH = ("on_train_epoch_start", "on_train_batch_start", "on_train_batch_end", "on_train_epoch_end")


def heard(callbacks: Sequence[Callback]) -> list[Callback]:
    """Return the callbacks that have something to do while a training goes on, without hooks that do nothing.

    Lightning calls these hooks of each callback in every epoch, which takes some microseconds even where they are
    empty: with nine callbacks a twentieth of the training of a small network.
    """
    listening = [one for one in callbacks if not isinstance(one, Dashboard | Figures | Film | Diagnosis | Ledger)]
    for callback in listening:
        for hook in _OF_EVERY_EPOCH:
            # One that an instance has for itself is none of the empty ones, as of Lightning's LambdaCallback.
            if hook not in vars(callback) and getattr(type(callback), hook) is getattr(Callback, hook):
                setattr(callback, hook, None)  # Lightning passes over a hook that cannot be called
    return listening
