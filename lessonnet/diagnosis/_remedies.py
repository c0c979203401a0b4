"""Overrides to try, each such that it composes beside those that the training was asked with."""

from lessonnet.diagnosis._asked import Asked

_PENALTIES = {"l1": (0,), "l2": (1,), "elastic": (0, 1)}
"""Which of λ1 and λ2 the regularizers of the config have."""


def shorter_steps(asked: Asked) -> str:
    """Return a tenth of the rate, or the optimizer's usual one where that is lower still."""
    return f"optimizer.lr={one_digit(min(asked.rate / 10, asked.usual_rate))}"


def longer_steps(asked: Asked) -> str:
    """Return ten times the rate, or the optimizer's usual one where that is higher still."""
    return f"optimizer.lr={one_digit(max(asked.rate * 10, asked.usual_rate))}"


def penalty_times(asked: Asked, factor: float) -> str | None:
    """Return the penalties of the regularizer that there is times a factor; None of one of one's own."""
    places = _PENALTIES.get(asked.regularizer or "", ())
    return " ".join(f"regularizer.l{i + 1}={one_digit(asked.penalties[i] * factor)}" for i in places) or None


def usual_start(asked: Asked, initializer: str) -> str | None:
    """Return an initializer with weights of the usual size; None where the weights are given."""
    return None if asked.init_scale is None or asked.initializer == "fromrun" else f"init={initializer} init.scale=1.0"


def one_digit(value: float) -> str:
    """Return a value with one digit, as a key takes it.

    Example:
        >>> one_digit(0.0123), one_digit(3000.0), one_digit(0.1 / 10)
        ('0.01', '3000.0', '0.01')
    """
    return repr(float(f"{value:.0e}"))
