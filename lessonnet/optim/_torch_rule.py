"""Any optimizer of PyTorch's kind as an update rule."""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from lessonnet.optim._descent import ClipNorm
from lessonnet.optim._rule import Rule
from lessonnet.options import OptionError, PositiveFloat


@dataclass(frozen=True)
class TorchRule(Rule):
    """A `torch.optim.Optimizer` subclass; each member of a stack has one of its own.

    Args:
        kind: the class; its `step` must need no closure, and take dense gradients.
        lr: learning rate, > 0; it reaches the optimizer's parameter groups at each step, times the schedule's factor.
        options: of its constructor, besides parameters and learning rate.
        clip_norm: largest norm of a member's gradient, > 0; None leaves it alone.

    Raises:
        OptionError: if it cannot be built, or takes no ordinary step.

    Example:
        >>> TorchRule.of(torch.optim.Adamax, {"lr": 0.01, "eps": 1e-6}).lr
        0.01
    """

    kind: Any
    lr: PositiveFloat = 1e-3
    options: Any = field(default_factory=dict)
    clip_norm: ClipNorm = None

    @classmethod
    def of(cls, kind: type[torch.optim.Optimizer], options: Mapping[str, Any]) -> "TorchRule":
        """Return the rule of a class and the options that a config gives it, `clip_norm` among them.

        Raises:
            OptionError: if it cannot be built, has no learning rate, or takes no ordinary step.
        """
        own = dict(options)
        clip_norm = own.pop("clip_norm", None)
        default = inspect.signature(kind).parameters.get("lr")
        if default is None:
            raise OptionError(f"`optimizer._target_`: {kind.__name__} has no learning rate `lr`, which it must have.")
        lr = own.pop("lr", default.default)
        if not isinstance(lr, int | float):
            raise OptionError("`optimizer.lr` must be given: a number > 0.")
        rule = cls(kind, float(lr), own, clip_norm)
        rule._try_a_step()
        return rule

    def torch_optimizer(self, parameters: Iterable[Tensor]) -> torch.optim.Optimizer:
        """Return an optimizer of these parameters."""
        try:
            built: torch.optim.Optimizer = self.kind(parameters, lr=self.lr, **self.options)
        except Exception as error:
            raise self._unfit("cannot be built", error) from error
        return built

    @property
    def follows_rates(self) -> bool:
        """Whether its steps follow the learning rate as it changes; some read it before their first step alone."""
        return not torch.equal(self._end(self.lr), self._end(self.lr / 1024))

    def _end(self, rate: float) -> Tensor:
        """Return where steps end of which the first has the rule's own rate, and two more have this one.

        Two, since an optimizer may take up a rate one step late.
        """
        parameter = nn.Parameter(torch.zeros(2, 2))  # near 0 steps of any length can be told apart
        parameter.grad = torch.ones(2, 2)
        optimizer = self.torch_optimizer([parameter])
        for _ in range(3):
            try:
                optimizer.step()
            except Exception as error:
                raise self._unfit("cannot take a step", error) from error
            for group in optimizer.param_groups:
                group["lr"] = rate
        return parameter.detach()

    def _try_a_step(self) -> None:
        """Take a step with a matrix and a vector."""
        parameters = [nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2))]
        for parameter in parameters:
            parameter.grad = torch.ones_like(parameter)
        optimizer = self.torch_optimizer(parameters)
        if next(iter(inspect.signature(optimizer.step).parameters.values())).default is inspect.Parameter.empty:
            raise OptionError(
                f"`optimizer._target_`: {self.kind.__name__} needs a closure for each step, which is not offered; "
                "choose optimizer=lbfgs for line searches."
            )
        before = torch.get_rng_state()
        try:
            optimizer.step()
        except Exception as error:
            raise self._unfit("cannot take a step", error) from error
        if not torch.equal(before, torch.get_rng_state()):
            raise OptionError(
                f"`optimizer._target_`: {self.kind.__name__} draws random numbers in its steps, which no seed of a run "
                "decides; leave that out."
            )

    def _unfit(self, what: str, error: Exception) -> OptionError:
        why = " ".join(str(error).split()) or type(error).__name__
        return OptionError(f"`optimizer._target_`: {self.kind.__name__} {what}: {why}")
