"""Numbers within bounds, and the aliases that options are annotated with."""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True)
class Range:
    """Bound a number from below (``above`` is exclusive, ``at_least`` inclusive) and from above."""

    above: float | None = None
    at_least: float | None = None
    below: float | None = None
    at_most: float | None = None

    def holds(self, number: float) -> bool:
        """Tell whether `number` lies inside; a NaN never does."""
        return (
            (self.above is None or number > self.above)
            and (self.at_least is None or number >= self.at_least)
            and (self.below is None or number < self.below)
            and (self.at_most is None or number <= self.at_most)
        )

    def __str__(self) -> str:
        low = f"> {self.above}" if self.above is not None else f"≥ {self.at_least}"
        high = f"< {self.below}" if self.below is not None else f"≤ {self.at_most}"
        has_low = self.above is not None or self.at_least is not None
        has_high = self.below is not None or self.at_most is not None
        if has_low and has_high:
            opening = f"({self.above}" if self.above is not None else f"[{self.at_least}"
            closing = f"{self.below})" if self.below is not None else f"{self.at_most}]"
            return f"in {opening}, {closing}"
        return low if has_low else high if has_high else "any number"


PositiveFloat = Annotated[float, Range(above=0)]
NonNegativeFloat = Annotated[float, Range(at_least=0)]
Fraction = Annotated[float, Range(at_least=0, below=1)]
PositiveInt = Annotated[int, Range(at_least=1)]
NonNegativeInt = Annotated[int, Range(at_least=0)]
Size = Annotated[int, Range(at_least=1, at_most=10**6)]
"""Of one axis of a network or a stack."""
Points = Annotated[int, Range(at_least=1, at_most=10**8)]
Spread = Annotated[float, Range(at_least=0, at_most=1e6)]
"""A deviation that leaves points of about 1 where arithmetic is still exact."""
Scale = Annotated[float, Range(above=0, at_most=1e6)]
Seed = Annotated[int, Range(at_least=0, at_most=2**63 - 1)]  # what a signed 64-bit integer holds
