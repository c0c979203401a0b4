"""Overrides to try, each such that it composes beside those that the training was asked with."""

from lessonnet.diagnosis._asked import Asked
from lessonnet.diagnosis._evidence import Evidence

_PENALTIES = {"l1": (0,), "l2": (1,), "elastic": (0, 1)}
"""Which of λ1 and λ2 the regularizers of the config have."""


def shorter_steps(asked: Asked) -> str:
    """Return a tenth of the rate, or the optimizer's usual one where that is lower still."""
    return f"optimizer.lr={one_digit(min(asked.rate / 10, asked.usual_rate))}"


def longer_steps(asked: Asked) -> str:
    """Return ten times the rate, or the optimizer's usual one where that is higher still."""
    return f"optimizer.lr={one_digit(max(asked.rate * 10, asked.usual_rate))}"


def off_a_plateau(evidence: Evidence) -> str:
    """Return a rate that leaves a plateau, or more epochs where it is very high already.

    On moons and spirals ten times the usual rate of SGD or Adam still rests on it, and thirty times does not. Momentum
    lengthens steps by ten of itself.
    """
    asked = evidence.asked
    factor = 10 if asked.optimizer in ("momentum", "nesterov") else 30
    highest = asked.usual_rate * (10 if factor == 10 else 100)
    if asked.optimizer == "lbfgs" or asked.rate >= highest:
        return more_epochs(evidence)
    return f"optimizer.lr={one_digit(min(factor * asked.rate, highest))}"


def further_down(evidence: Evidence) -> str:
    """Return longer steps for an error that falls well, or more epochs where they are longer than usual already."""
    asked = evidence.asked
    return longer_steps(asked) if asked.rate < asked.usual_rate else more_epochs(evidence)


def more_epochs(evidence: Evidence) -> str:
    """Return ten times the epochs, or more patience where early stopping did not use them all."""
    asked = evidence.asked
    if evidence.was_stopped_early and asked.patience is not None:
        return f"callbacks.early_stopping.patience={10 * asked.patience}"
    return f"trainer.max_epochs={10 * asked.epochs}"


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
