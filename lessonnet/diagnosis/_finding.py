"""What was found, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One illness of one training.

    Attributes:
        name: in a few words, the same for all trainings.
        words: what was seen, with its numbers, and why it matters; one sentence without a full stop at its end.
        evidence: the numbers, by names.
        remedy: overrides to try, as they stand on a command line beside those of the run; None where no key helps.
        weight: how much it spoils, to sort by.
    """

    name: str
    words: str
    evidence: dict[str, float]
    remedy: str | None
    weight: float


def shown(value: float) -> str:
    """Return a number as it stands in a sentence: three digits, and no more zeros than that asks for."""
    return f"{value:.3g}"


def percent(share: float) -> str:
    """Return a share as it stands in a sentence."""
    return f"{100 * share:.0f} %"
