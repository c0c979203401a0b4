"""Conformance suites: what a part must do to be composed, stacked, saved and loaded like the built-in ones.

A plugin's tests subclass the suite of their kind and give the option's name; pytest runs all the tests that come with
it. Each failure says what was compared, by how much it differs and what to do about it.
"""

try:
    import pytest  # noqa: F401  # named here, where it can be missed in one line
except ImportError as error:
    raise ImportError("lessonnet.testing needs pytest: pip install 'lessonnet[testing]'") from error

from lessonnet.testing._activation_suite import ActivationSuite
from lessonnet.testing._callback_suite import CallbackSuite
from lessonnet.testing._criterion_suite import CriterionSuite
from lessonnet.testing._data_set_suite import DataSetSuite
from lessonnet.testing._dropout_suite import DropoutSuite
from lessonnet.testing._initializer_suite import InitializerSuite
from lessonnet.testing._network_suite import NetworkSuite
from lessonnet.testing._penalty_suite import PenaltySuite
from lessonnet.testing._rule_suite import RuleSuite
from lessonnet.testing._schedule_suite import ScheduleSuite
from lessonnet.testing._values import Change

__all__ = [
    "ActivationSuite",
    "CallbackSuite",
    "Change",
    "CriterionSuite",
    "DataSetSuite",
    "DropoutSuite",
    "InitializerSuite",
    "NetworkSuite",
    "PenaltySuite",
    "RuleSuite",
    "ScheduleSuite",
]
