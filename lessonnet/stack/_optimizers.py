"""Which optimizer drives the members of a stack."""

from collections.abc import Sequence

from torch import Tensor, nn

from lessonnet.nn import Layout
from lessonnet.optim import LBFGS, Rule, TorchRule
from lessonnet.stack._engine import AnyOptimizer
from lessonnet.stack._memberwise import MemberwiseLBFGS, MemberwiseTorch
from lessonnet.stack._optimizer import StackOptimizer


def optimizer_of(rows: nn.Parameter, rules: Sequence[Rule], active: Tensor, layout: Layout) -> AnyOptimizer:
    """Return the optimizer of all rows.

    Args:
        rows: the parameters [A, P].
        rules: of all members, of one class.
        active: which of the rules have a row, [A].
        layout: how parameters stand in a row.
    """
    if isinstance(rules[0], LBFGS):
        return MemberwiseLBFGS(rows, rules, active, layout)
    if isinstance(rules[0], TorchRule):
        return MemberwiseTorch(rows, rules, active, layout)
    return StackOptimizer(rows, rules, active)
