"""Options: types, ranges, and the one line that refuses."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pytest

from lessonnet.options import (
    Fraction,
    NonNegativeInt,
    OptionError,
    Options,
    PositiveFloat,
    PositiveInt,
    Range,
    check_options,
    check_value,
    nearest,
    options_of,
)


@dataclass(frozen=True)
class Rule(Options):
    lr: PositiveFloat = 1
    betas: tuple[Fraction, Fraction] = (0.9, 0.999)
    hidden: list[PositiveInt] = field(default_factory=lambda: [8])
    clip_norm: PositiveFloat | None = None


class Network:
    def __init__(self, units: Sequence[PositiveInt], rate: PositiveFloat = 0.5, **others: Any) -> None: ...


BatchSize = PositiveInt | Literal["full"]


@pytest.mark.parametrize(
    ("name", "allowed", "found"),
    [
        ("Y", ["x", "y"], "y"),
        ("a", ["A", "b"], "A"),
        ("AGE", ["page", "age"], "age"),
        ("Ab", ["AB", "ab", "Abc"], "AB"),  # equal but for case; the first of two as near
        ("Admits", ["ADMIT", "Admit"], "Admit"),
        ("lrr", ["lr", "l2"], "lr"),
        ("q", ["x", "y"], None),
    ],
)
def test_nearest_name_is_found_without_regard_to_case(name: str, allowed: list[str], found: str | None) -> None:
    assert nearest(name, allowed) == found


@pytest.mark.parametrize(
    ("bounds", "text"),
    [
        (Range(above=0), "> 0"),
        (Range(at_least=1), "≥ 1"),
        (Range(below=1), "< 1"),
        (Range(at_most=1), "≤ 1"),
        (Range(at_least=0, below=1), "in [0, 1)"),
        (Range(above=0, at_most=1), "in (0, 1]"),
        (Range(), "any number"),
    ],
)
def test_range_reads_as_mathematics(bounds: Range, text: str) -> None:
    assert str(bounds) == text


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (1, PositiveFloat, 1.0),
        (0, NonNegativeInt, 0),
        ([0.5, 0], tuple[Fraction, Fraction], (0.5, 0.0)),
        ((4, 2), list[PositiveInt], [4, 2]),
        ((4, 2), Sequence[PositiveInt], [4, 2]),
        ([], list[PositiveInt], []),
        ("full", BatchSize, "full"),
        (64, BatchSize, 64),
        (None, PositiveFloat | None, None),
        (True, bool, True),
        ([[1, [2]], 3], list, [[1, [2]], 3]),
        ({"any": "thing"}, Any, {"any": "thing"}),
    ],
)
def test_value_comes_back_as_its_annotation_wants_it(value: Any, annotation: Any, expected: Any) -> None:
    checked = check_value("key", value, annotation)
    assert checked == expected
    assert type(checked) is type(expected)


@pytest.mark.parametrize(
    ("value", "annotation", "line"),
    [
        (-1, PositiveFloat, "`key` must be > 0, got -1."),
        (1.5, Fraction, "`key` must be in [0, 1), got 1.5."),
        ("ten", PositiveInt, "`key` must be a whole number ≥ 1, got 'ten'."),
        (2.0, PositiveInt, "`key` must be a whole number ≥ 1, got 2.0."),
        (True, PositiveInt, "`key` must be a whole number ≥ 1, got true."),
        (None, PositiveInt, "`key` must be a whole number ≥ 1, got null."),
        (float("nan"), PositiveFloat, "`key` must be a number > 0, got nan."),
        (float("inf"), PositiveFloat, "`key` must be a number > 0, got inf."),
        (10**400, PositiveFloat, f"`key` must be a number > 0, got {10**400}."),
        (1, bool, "`key` must be true or false, got 1."),
        (3, str, "`key` must be a text, got 3."),
        ("xorr", Literal["and", "xor"], "`key` must be 'and' or 'xor', got 'xorr'. Did you mean 'xor'?"),
        (0, BatchSize, "`key` must be a whole number ≥ 1 or 'full', got 0."),
        ([3, 0], list[PositiveInt], "`key[1]` must be ≥ 1, got 0."),
        (3, list[PositiveInt], "`key` must be a list (a whole number ≥ 1 each), got 3."),
        ("34", list[PositiveInt], "`key` must be a list (a whole number ≥ 1 each), got '34'."),
        (0, PositiveFloat | None, "`key` must be a number > 0 or null, got 0."),
        ([0], list[PositiveInt] | None, "`key[0]` must be ≥ 1, got 0."),
    ],
)
def test_value_is_refused_in_one_line(value: Any, annotation: Any, line: str) -> None:
    with pytest.raises(OptionError) as refusal:
        check_value("key", value, annotation)
    assert str(refusal.value) == line


def test_fixed_length_list_is_refused_when_it_is_shorter() -> None:
    with pytest.raises(OptionError, match="must be a list of 2 values"):
        check_value("betas", [0.9], tuple[Fraction, Fraction])


def test_annotation_that_cannot_be_checked_is_a_programming_error() -> None:
    with pytest.raises(TypeError, match="no option can be checked against"):
        check_value("key", {}, dict[str, int])


def test_options_are_read_off_a_dataclass() -> None:
    assert list(options_of(Rule)) == ["lr", "betas", "hidden", "clip_norm"]


def test_options_are_read_off_a_constructor_without_its_catch_all() -> None:
    options = options_of(Network)
    assert list(options) == ["units", "rate"]
    assert options["units"].required
    assert options["rate"].default == 0.5


def test_options_keep_the_range_of_an_annotation() -> None:
    assert options_of(Network)["rate"].annotation == Annotated[float, Range(above=0)]


def test_options_are_read_once() -> None:
    assert options_of(Rule) is options_of(Rule)


def test_unknown_option_is_refused_with_the_nearest() -> None:
    with pytest.raises(OptionError) as refusal:
        check_options("optimizer", Rule, {"lrr": 1})
    assert str(refusal.value) == (
        "unknown key `optimizer.lrr`; allowed: betas, clip_norm, hidden, lr. Did you mean `optimizer.lr`?"
    )


def test_required_option_is_asked_for() -> None:
    with pytest.raises(OptionError, match=r"`model\.units` must be given: a list \(a whole number ≥ 1 each\)\."):
        check_options("model", Network, {})


def test_top_level_option_is_named_without_a_prefix() -> None:
    with pytest.raises(OptionError, match=r"^`lr` must be > 0, got 0\.$"):
        check_options("", Rule, {"lr": 0})


def test_ignored_keys_are_left_alone() -> None:
    check_options("model", Network, {"_target_": "x"}, ignore=("_target_", "units"))


def test_dataclass_normalises_its_fields() -> None:
    rule = Rule(lr=2, betas=[0, 0.5])  # type: ignore[arg-type]
    assert rule == Rule(lr=2.0, betas=(0.0, 0.5))
    assert isinstance(rule.lr, float)


def test_dataclass_names_class_and_field_when_it_refuses() -> None:
    with pytest.raises(OptionError, match=r"^`Rule\.lr` must be > 0, got -1\.$"):
        Rule(lr=-1)


def test_nearest_is_nothing_when_nothing_is_close() -> None:
    assert nearest("zzz", ["adam", "sgd"]) is None


def test_importing_options_imports_nothing_heavy() -> None:
    heavy = "{'torch', 'lightning', 'hydra', 'omegaconf', 'numpy'}"
    code = f"import sys, lessonnet.options; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
