"""Parts of one's own, tried on a few numbers before anything is trained or written."""

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lessonnet.nn import Activation, Criterion, Dropout, Initializer, Penalty, Regularizer, columns, numbers
from lessonnet.optim import LBFGS, Plateau, Rule, Schedule, TorchRule
from lessonnet.options import OptionError, Options

_Tried = list[tuple[str, Any, Any]]
"""What was tried, what came, and what should have come: shapes, or words."""


def refuse_unfit(key: str, part: Any) -> None:
    """Try a part that is not built in.

    Args:
        key: of the part.
        part: built.

    Raises:
        OptionError: if it does not do what such a part must do.
    """
    if isinstance(part, Options) and not is_dataclass(part):
        raise OptionError(f"`{key}`: {type(part).__name__} must be a dataclass: put @dataclass(frozen=True) above it.")
    if isinstance(part, (Penalty, Dropout, Rule, Schedule)) and not isinstance(part, (TorchRule, LBFGS, Plateau)):
        _refuse_unread(key, part)
    for kind, trial in _TRIALS:
        if isinstance(part, kind):
            _hold(key, part, trial)


def _refuse_unread(key: str, part: Any) -> None:
    """Refuse an option that the class methods of such a part never see."""
    for field in fields(part):
        value = getattr(part, field.name)
        if not all(_is_number(one) for one in (value if isinstance(value, tuple) else (value,))):
            raise OptionError(
                f"`{key}.{field.name}` is a {type(value).__name__}, which {_name(part)} can never read: the class "
                "methods of such a part see numbers alone (and tuples of them); make it a class of its own."
            )


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _hold(key: str, part: Any, trial: Callable[[Any], _Tried]) -> None:
    name, before = _name(part), _global_states()
    try:
        made = trial(part)
    except OptionError:
        raise
    except NotImplementedError as error:
        raise OptionError(f"`{key}`: {name} lacks a method that such a part must have{_at(error)}.") from error
    except Exception as error:
        text = " ".join(str(error).split())[:200]
        raise OptionError(f"`{key}`: {name} fails on a few numbers: {type(error).__name__}: {text}") from error
    if _global_states() != before:
        raise OptionError(
            f"`{key}`: {name} draws random numbers from a global generator, which no seed of a run decides; leave that "
            "out."
        )
    for what, found, wanted in made:
        if found != wanted:
            raise OptionError(f"`{key}`: {name}.{what} must be {_words(wanted)}, got {_words(found)}.")


def _global_states() -> tuple[bytes, bytes]:
    """Return the states of PyTorch's and NumPy's global generators."""
    return torch.get_rng_state().numpy().tobytes(), pickle.dumps(np.random.get_state())  # noqa: NPY002


def _name(part: Any) -> str:
    """Return the name of a part's class, or of what is wrapped in it."""
    return type(getattr(part, "module", part)).__name__


def _at(error: BaseException) -> str:
    """Name the method that was called and is not there."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return "" if last is None else f": `{last.tb_frame.f_code.co_name}`"


def _words(value: Any) -> str:
    return f"of the shape {list(value)}" if isinstance(value, tuple) else str(value)


def _dtype(value: Any) -> str:
    return f"of {getattr(value, 'dtype', None)} for such a z"


def _shape(value: Any) -> Any:
    return tuple(value.shape) if isinstance(value, Tensor | np.ndarray) else type(value).__name__


def _activation(part: Activation) -> _Tried:
    if any(True for _ in part.parameters()):
        raise OptionError(f"`activation`: {_name(part)} has parameters, and an activation is not trained.")
    z = torch.linspace(-2, 2, 12).view(3, 4)
    a = part(z)
    made: _Tried = [("forward", _shape(a), (3, 4)), ("forward", _dtype(a), "of torch.float32 for such a z")]
    if made[0][1] == (3, 4):
        alone = torch.stack([part(one.view(1, 1))[0, 0] for one in z.flatten()]).view(3, 4)
        made.append(("forward", _is_close(a, alone), "a function of each number by itself"))
    if part.has_closed_form:
        slope = part.backprop(torch.ones(3, 4), z.clone(), a.detach(), torch.empty(3, 4))
        made.append(("backprop", _shape(slope), (3, 4)))
    elif part.is_mapped:
        _try_mapped(part, z)
    return made


def _try_mapped(part: Activation, z: Tensor) -> None:
    try:
        leaf = z.clone().requires_grad_()
        torch.autograd.grad(torch.func.vmap(part)(leaf).sum(), leaf)
    except Exception as error:
        text = " ".join(str(error).split())[:200]
        raise OptionError(
            f"`activation`: {_name(part)} cannot be trained through torch.func.vmap; set `is_mapped = False` in the "
            f"class to train one member after the other: {type(error).__name__}: {text}"
        ) from error


def _is_close(a: Tensor, alone: Tensor) -> str:
    is_own = torch.allclose(a, alone, rtol=1e-4, atol=1e-5, equal_nan=True)
    return "a function of each number by itself" if is_own else "one of several numbers"


def _criterion(part: Criterion) -> _Tried:
    made: _Tried = []
    for classes in (1, 3):
        scores = torch.linspace(-1, 1, 2 * 4 * classes).view(2, 4, classes)
        targets = torch.zeros(2, 4, classes)
        targets[..., 0] = 1
        made.append(("errors", _shape(part.errors(scores, targets)), (2, 4)))
        if part.has_probabilities:
            made.append(("probabilities", _shape(part.probabilities(scores)), (2, 4, classes)))
        if part.has_closed_form:
            gradient = part.gradient(scores, targets, torch.empty_like(scores))
            made.append(("gradient", _shape(gradient), (2, 4, classes)))
    return made


def _regularizer(part: Regularizer) -> _Tried:
    if not isinstance(part, Penalty):
        return [("factors", [type(value).__name__ for value in part.factors()], ["float", "float"])]
    weights = torch.linspace(-1, 1, 10).view(2, 5)
    own = columns([part, part], weights)
    made: _Tried = [("value", _shape(part.value(weights, own)), (2,))]
    if part.has_closed_form:
        made.append(("gradient", _shape(part.gradient(weights, own)), (2, 5)))
    return made


def _dropout(part: Dropout) -> _Tried:
    bits = np.arange(24, dtype=np.uint16).reshape(1, 2, 3, 4)
    own = {name: values[:, None, None] for name, values in numbers([part, part]).items()}
    return [("factors", _shape(part.factors(bits, own)), (1, 2, 3, 4))]


def _initializer(part: Initializer) -> _Tried:
    if type(part).layers is Initializer.layers:  # the others may depend on more than two widths
        weight, bias = part.layer(3, 2, seed=0, restart=0, layer=0)
        return [("layer", (_shape(weight), _shape(bias)), ((3, 2), (2,)))]
    return []


def _rule(part: Rule) -> _Tried:
    if isinstance(part, TorchRule):
        return []
    if not hasattr(part, "lr"):
        return [("lr", "missing", "an option: the learning rate")]
    w, rates = torch.ones(2, 3), np.full((1, 2), 0.1)
    now = part.coefficients(numbers([part, part]), rates, np.ones((1, 1)))
    if "rate" not in now:
        return [("coefficients", sorted(now), "a dict with `rate` among its keys")]
    each = {name: np.broadcast_to(np.atleast_2d(column), (1, 2))[0][:, None].copy() for name, column in now.items()}
    numbers_K1 = {name: torch.from_numpy(column).float() for name, column in each.items()}
    part.update(w, torch.ones(2, 3), {name: torch.zeros(2, 3) for name in part.state}, numbers_K1)
    return [("update", _shape(w), (2, 3))]


def _schedule(part: Schedule) -> _Tried:
    if isinstance(part, Plateau):
        return []
    factors = part.factors(numbers([part, part]), 0, 4, np.arange(3), 12)
    return [("factors", _shape(factors), (1, 2) if _shape(factors) == (1, 2) else (3, 2))]


_TRIALS: tuple[tuple[type, Callable[[Any], _Tried]], ...] = (
    (Activation, _activation),
    (Criterion, _criterion),
    (Regularizer, _regularizer),
    (Dropout, _dropout),
    (Initializer, _initializer),
    (Rule, _rule),
    (Schedule, _schedule),
)
"""Each kind of part with what it is tried by."""
