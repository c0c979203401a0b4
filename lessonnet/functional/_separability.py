"""Whether a line, or a plane, can part two classes: with its margin, or with the proof that none can.

With every point x extended by a 1 for the bias, x̃ = (x, 1), and y = ±1 for its class, a boundary w̃ = (w, b) parts the
classes if y_i·w̃ᵀx̃_i > 0 for all points. A linear program finds one, or there is none; then, by Gordan's theorem, there
are shares λ_i ≥ 0 with Σλ_i = 1 and Σλ_i·y_i·x̃_i = 0. Their last component says that both classes have half of the
shares, and the others that the two averages are the same point: one that lies between points of either.

The widest margin of a boundary through the origin of the extended space is how far the convex hull of all y_i·x̃_i
stays away from 0, and its nearest point is that boundary:

    γ = max over ‖w̃‖ = 1 of min_i y_i·w̃ᵀx̃_i = min over λ of ‖Σ λ_i·y_i·x̃_i‖

The perceptron that takes one misclassified point at a time, from w̃ = 0, has then learned after at most (R/γ)² updates,
R the largest ‖x̃_i‖ (Novikoff, On convergence proofs on perceptrons, 1962), whatever the learning rate.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessonnet.options import OptionError

Floats = NDArray[np.float64]

_ALMOST = 1e-9
"""Of the largest number in the points: what rounding leaves of a sum that should be 0."""


class Separable(NamedTuple):
    """Classes that a boundary parts.

    Attributes:
        weights: w of the boundary with the widest margin [D].
        bias: its b.
        margin: γ > 0, the smallest y_i·(wᵀx_i + b) / ‖(w, b)‖; checked on all points.
        radius: R, the largest ‖(x_i, 1)‖.
    """

    weights: Floats
    bias: float
    margin: float
    radius: float

    @property
    def most_updates(self) -> int:
        """Novikoff's bound (R/γ)², rounded down: updates are whole."""
        return int((self.radius / self.margin) ** 2)


class Inseparable(NamedTuple):
    """Classes that no boundary parts.

    Attributes:
        point: lies in the convex hull of either class [D].
        shares: λ, how the point is mixed from all points [N]: half of it from either class.
    """

    point: Floats
    shares: Floats


def separability(features: Floats, targets: NDArray[np.int64]) -> Separable | Inseparable:
    """Decide whether a boundary wᵀx + b = 0 can part two classes, and prove it.

    Args:
        features: points [N, D].
        targets: their classes [N], 0 or 1; both occur.

    Raises:
        OptionError: if the numbers are so close that neither can be proved in double precision.

    Example:
        >>> corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
        >>> separability(corners, np.array([0, 0, 0, 1])).most_updates  # AND
        51
        >>> separability(corners, np.array([0, 1, 1, 0])).point  # XOR
        array([0.5, 0.5])
    """
    signs = np.where(targets == 1, 1.0, -1.0)
    extended = np.column_stack([features, np.ones(len(features))])
    signed = extended * signs[:, None]
    scaled = signed / np.abs(signed).max()  # which changes no direction and no share, and suits the solvers
    if _has_boundary(scaled):
        boundary = _widest(scaled)
        margin = float((signed @ boundary).min())
        if margin > 0:
            return Separable(boundary[:-1], float(boundary[-1]), margin, float(np.linalg.norm(extended, axis=1).max()))
    shares = _balance(scaled)
    if shares is not None:
        return Inseparable(2 * (shares * (signs > 0)) @ features, shares)
    raise OptionError(
        "the classes lie so close to one another that double precision cannot tell whether a line parts them."
    )


def _has_boundary(signed: Floats) -> bool:
    """Tell whether some w̃ has y_i·w̃ᵀx̃_i ≥ 1 for all points."""
    from scipy.optimize import linprog  # imported late: most runs never ask

    count, width = signed.shape
    found = linprog(np.zeros(width), -signed, -np.ones(count), bounds=(None, None), method="highs")
    return found.status == 0


def _widest(signed: Floats) -> Floats:
    """Return w̃ of length 1 with the widest margin: the direction of the hull's point that is nearest to 0."""
    from scipy.optimize import nnls

    # min ‖(Σ u_i·y_i·x̃_i, Σ u_i − 1)‖ over u ≥ 0 has its solution in that direction.
    system = np.vstack([signed.T, np.ones(len(signed))])
    shares, _ = nnls(system, np.append(np.zeros(signed.shape[1]), 1.0))
    nearest = signed.T @ shares
    return nearest / np.linalg.norm(nearest)


def _balance(signed: Floats) -> Floats | None:
    """Return shares λ with Σλ_i = 1 and Σλ_i·y_i·x̃_i = 0, None where there are none."""
    from scipy.optimize import linprog

    count, width = signed.shape
    equations = np.vstack([signed.T, np.ones(count)])
    right = np.append(np.zeros(width), 1.0)
    found = linprog(np.zeros(count), A_eq=equations, b_eq=right, bounds=(0, None), method="highs")
    if found.status != 0 or np.abs(equations @ found.x - right).max() > _ALMOST:
        return None
    return found.x
