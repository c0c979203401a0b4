"""Which options a stranger's model may choose, by what their annotations admit."""

from collections.abc import Sequence
from typing import Any, Literal

import pytest

from lessonnet.models._strangers import refuse_large_numbers, refuse_texts
from lessonnet.options import OptionError


class Part:
    """Options of all kinds."""

    def __init__(
        self,
        rule: Literal["line", "circle"] = "line",
        rules: tuple[Literal["line", "circle"], ...] = ("line",),
        path: str = "none",
        names: Sequence[str] = ("a", "b"),
        level: float | str = 1.0,
        anything: Any = None,
        count: int = 10**12,
        counts: list[int] | None = None,
    ) -> None: ...


HARMLESS: list[dict[str, Any]] = [
    {"rule": "circle", "rules": ["circle", "line"]},
    {"path": "none", "names": ["a", "b"]},  # the defaults, as JSON holds them
    {"level": 2.0, "anything": [1, [True, None]]},
    {"count": 10**12, "counts": [3, -3]},
]


@pytest.mark.parametrize("options", HARMLESS)
def test_words_of_the_annotation_and_defaults_are_admitted(options: dict[str, Any]) -> None:
    refuse_texts("network", Part, options)
    refuse_large_numbers("network", Part, options, 3)


@pytest.mark.parametrize(
    "option", [{"path": "/etc/passwd"}, {"names": ["a", "c"]}, {"level": "x"}, {"anything": [1, ["x"]]}]
)
def test_text_of_one_s_own_choice_is_refused(option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(OptionError, match=rf"`network\.options\.{name}` is a text .* hand the class over.*\[Part\]"):
        refuse_texts("network", Part, option)


@pytest.mark.parametrize("option", [{"count": 4}, {"count": -4}, {"counts": [1, 4]}, {"anything": [[4]]}])
def test_whole_number_above_the_bound_is_refused(option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(OptionError, match=rf"`data\.options\.{name}` .* at most 3; or hand"):
        refuse_large_numbers("data", Part, option, 3)
