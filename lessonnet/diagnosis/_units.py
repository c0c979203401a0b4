"""Hidden units that no longer learn (row L23)."""

from lessonnet.diagnosis._evidence import Evidence
from lessonnet.diagnosis._finding import Finding, percent
from lessonnet.diagnosis._remedies import shorter_steps, usual_start

MANY = 0.5
"""Share of a layer's units that must be out of work."""
_SEVERAL = 4
"""Units of a layer below which one of them is already a large share."""
_LEARNED = 0.5
"""Share of the error of guessing below which a network has learned in spite of it."""


def dead_units(evidence: Evidence) -> Finding | None:
    """Find a layer most of whose units pass on nothing, whatever the point: ReLUs that are zero throughout."""
    if evidence.ended is None or evidence.asked.activation == "step":
        return None
    share, layer = _worst(evidence.ended.units.dead)
    if share < MANY:
        return None
    born = evidence.start is not None and evidence.start.units.dead[layer] >= MANY
    return Finding(
        "dead units",
        f"{percent(share)} of the units of hidden layer {layer + 1} are zero on every training point"
        f"{', as they were at the start' if born else ''}; their slope is zero too, so no step can wake them",
        {"layer": layer + 1, "share": share},
        "activation=leaky_relu",
        weight=8 * share,
    )


def saturated_units(evidence: Evidence) -> Finding | None:
    """Find a layer most of whose units stand where the activation is flat, from the start or with little learned."""
    ended, start, chance = evidence.ended, evidence.start, evidence.chance
    if ended is None or chance is None:
        return None
    share, layer = _worst(ended.units.saturated)
    born = start is not None and share >= MANY and start.units.saturated[layer] >= MANY
    hinders = share >= MANY and evidence.asked.hidden[layer] >= _SEVERAL and ended.error > _LEARNED * chance
    if not (born or hinders):
        return None
    return Finding(
        "saturated units",
        f"{percent(share)} of the {evidence.asked.activation} units of hidden layer {layer + 1} stand where their "
        f"slope is nearly zero on most points{', as they did at the start' if born else ''}, "
        "so the layers up to there hardly learn",
        {"layer": layer + 1, "share": share, "error": ended.error, "chance": chance},
        _wider_awake(evidence, born),
        weight=8 * share,
    )


def _worst(shares: list[float]) -> tuple[float, int]:
    """Return the largest share and the first layer, from 0, that has it."""
    largest = max(shares, default=0.0)
    return largest, shares.index(largest) if shares else 0


def _wider_awake(evidence: Evidence, born: bool) -> str | None:
    if not evidence.asked.standardize:
        return "data.standardize=true"
    return usual_start(evidence.asked, "xavier") if born else shorter_steps(evidence.asked)
