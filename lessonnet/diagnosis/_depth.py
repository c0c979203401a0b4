"""Gradients that get lost, or grow, on their way through the layers (row L23)."""

from math import sqrt

from lessonnet.diagnosis._asked import Asked
from lessonnet.diagnosis._evidence import Evidence, State
from lessonnet.diagnosis._finding import Finding, shown
from lessonnet.diagnosis._remedies import usual_start

LOST = 5e-3
"""Of the last layer's typical gradient, what reaches the first before the first step where it vanishes."""
GROWN = 10.0
"""Of a layer's weights, how many times their norm a gradient has that explodes: a step of 0.1 replaces them."""
_LEARNED = 0.8
"""Share of the error of guessing below which a network has learned in spite of it."""
_USELESS = 0.5
"""Share of a layer's units that learn nothing, above which they are what is the matter."""


def vanishing_gradients(evidence: Evidence) -> Finding | None:
    """Find gradients that get lost before they reach the first layer, where little was learned.

    The typical gradient of a weight is ‖∂E/∂W‖ / √(weights of the layer). The start counts: later the last layer stands
    where its own gradient is nearly zero, and the ratio says nothing.
    """
    start, ended, chance = evidence.start, evidence.ended, evidence.chance
    if start is None or ended is None or chance is None or len(evidence.asked.hidden) < 2:
        return None
    reaching = _reaching(start, evidence.asked.widths)
    if reaching >= LOST or ended.error < _LEARNED * chance or _is_useless(start):
        return None
    kind = evidence.asked.activation
    return Finding(
        "vanishing gradients",
        f"before the first step a weight of the first layer feels {shown(reaching)} times the gradient of one of the "
        f"last, so the layers near the inputs hardly learn, and the error stays at {shown(ended.error)}: each of the "
        f"{len(evidence.asked.hidden)} hidden layers of {kind} multiplies the gradient by a small slope",
        {"reaching": reaching, "error": ended.error, "chance": chance},
        _passable(evidence.asked),
        weight=9,
    )


def exploding_gradients(evidence: Evidence) -> Finding | None:
    """Find gradients at the start that dwarf the weights that they are to correct, in a network of several layers."""
    start, facts = evidence.start, evidence.facts
    if start is None or facts is None or len(start.norms.names) < 2:
        return None
    ratios = [g / w if w else 0.0 for g, w in zip(start.norms.gradient, start.norms.weight, strict=True)]
    worst = max(range(len(ratios)), key=ratios.__getitem__)
    if ratios[worst] < GROWN:
        return None
    return Finding(
        "exploding gradients",
        f"before the first step the gradient of layer {start.norms.names[worst]} is {shown(ratios[worst])} times as "
        "large as its weights, so a step throws them far beyond any minimum",
        {"layer": worst + 1, "gradient": start.norms.gradient[worst], "weight": start.norms.weight[worst]},
        _smaller_start(evidence.asked),
        weight=10,
    )


def _reaching(state: State, widths: tuple[int, ...]) -> float:
    """Return the first layer's typical gradient over the last one's."""
    first, last = state.norms.gradient[0], state.norms.gradient[-1]
    sizes = widths[0] * widths[1], widths[-2] * widths[-1]
    return first / sqrt(sizes[0]) / (last / sqrt(sizes[1])) if last > 0 else 1.0


def _is_useless(state: State) -> bool:
    return max(*state.units.dead, *state.units.saturated) >= _USELESS


def _passable(asked: Asked) -> str | None:
    """Return what lets gradients through: ReLUs, whose slope is 1, and weights sized for them."""
    start = usual_start(asked, "he")
    bent = "activation=relu" if asked.activation in ("sigmoid", "tanh") else None
    return " ".join(part for part in (bent, start) if part) or None


def _smaller_start(asked: Asked) -> str | None:
    is_usual = asked.initializer in ("xavier", "he") and asked.init_scale == 1
    if not is_usual and (start := usual_start(asked, "he" if asked.activation == "relu" else "xavier")):
        return start
    return "optimizer.clip_norm=1.0" if asked.has_clip_norm and asked.clip_norm is None else None
