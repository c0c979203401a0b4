"""The learned boundary as an equation in the original units (row L1); nothing here imports anything heavy."""

from collections.abc import Sequence

Scaling = tuple[Sequence[float], Sequence[float]]
"""Mean and scale of each feature."""


def original_units(weights: Sequence[float], bias: float, scaling: Scaling | None) -> tuple[list[float], float]:
    """Undo the standardisation in a linear score.

    With x' = (x − μ) / s, Σ w·x' + b = Σ (w/s)·x + (b − Σ w·μ/s).

    Args:
        weights: D numbers, for standardised features.
        bias: b.
        scaling: μ and s of each of D features; None where features were not standardised.

    Returns:
        Weights and bias for the original features.

    Example:
        >>> original_units([1.0], 0.0, ([4.0], [2.0]))
        ([0.5], -2.0)
    """
    if scaling is None:
        return list(weights), bias
    means, scales = scaling
    rescaled = [w / s for w, s in zip(weights, scales, strict=True)]
    return rescaled, bias - sum(w * mean for w, mean in zip(rescaled, means, strict=True))


def score_equation(weights: Sequence[float], bias: float, names: Sequence[str]) -> str:
    """Write a linear score, such as `2·test + 1·grades − 18`.

    Example:
        >>> score_equation([2.0, 1.0], -18.0, ["test", "grades"])
        '2·test + 1·grades − 18'
    """
    return _joined([*zip(weights, (f"·{name}" for name in names), strict=True), (bias, "")])


def line_equation(weights: Sequence[float], bias: float, names: Sequence[str]) -> str | None:
    """Write the boundary of two features as a line solved for the second, such as `grades = −2·test + 18`.

    Returns:
        The line; solved for the first feature where it is vertical, None where both weights are zero.

    Example:
        >>> line_equation([2.0, 1.0], -18.0, ["test", "grades"])
        'grades = −2·test + 18'
    """
    (w1, w2), (x1, x2) = weights, names
    if w2 != 0:
        return f"{x2} = {_joined([(-w1 / w2, f'·{x1}'), (-bias / w2, '')])}"
    return f"{x1} = {_number(-bias / w1)}" if w1 != 0 else None


def _joined(terms: Sequence[tuple[float, str]]) -> str:
    (first, name), *rest = terms
    text = _number(first) + name
    for value, suffix in rest:
        text += f" {'−' if value < 0 else '+'} {_number(abs(value))}{suffix}"
    return text


def _number(value: float) -> str:
    return f"{value + 0.0:.4g}".replace("-", "−")
