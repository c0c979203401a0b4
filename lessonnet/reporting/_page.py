"""The HTML page: its frame, its style, and the one rule by which texts get into it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

import lessonnet
from lessonnet.options import printable
from lessonnet.reporting._curves import HEIGHT, WIDTH
from lessonnet.reporting._run_report import RunReport
from lessonnet.reporting._sweep_report import SweepReport

GENERATOR = '<meta name="generator" content="lessonnet'
"""Stands near the beginning of every report, and tells it from other pages."""

_PAGES = ("page.html", "parts.html", "run.html", "sweep.html")
_LONGEST = 4000


def run_page(report: RunReport, left_out: Sequence[str]) -> str:
    """Return the page of a run.

    Args:
        report: what to say.
        left_out: what could not be used.
    """
    return _page("run.html", report, left_out, script="")


def sweep_page(report: SweepReport, left_out: Sequence[str]) -> str:
    """Return the page of a sweep, whose tables can be put in another order.

    Args:
        report: what to say.
        left_out: what could not be used.
    """
    return _page("sweep.html", report, left_out, script=_file("sort.js"))


def _page(name: str, report: RunReport | SweepReport, left_out: Sequence[str], script: str) -> str:
    return (
        _environment()
        .get_template(name)
        .render(
            report=report,
            left_out=list(dict.fromkeys(left_out)),
            generator=Markup(GENERATOR),  # our own, as are the style and the script
            version=lessonnet.__version__,
            policy=_policy(script),
            style=Markup(_file("style.css")),
            script=Markup(script),
            width=WIDTH,
            height=HEIGHT,
        )
    )


def _policy(script: str) -> str:
    """Forbid the page everything but what it holds: pictures, its style, and the one script whose sum is given.

    Should a text ever get into the page as code, a browser would not run it.
    """
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    scripts = f"'sha256-{digest}'" if script else "'none'"
    sources = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scripts}"
    return f"{sources}; base-uri 'none'; form-action 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({name: _file(name) for name in _PAGES}),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: Any) -> Any:
    """Write what does not print as escapes, and cut what is too long; then jinja escapes what means anything in HTML.

    Marks of direction could make a command read as another one, and half a surrogate pair cannot be written at all.
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return printable(value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…")


def _file(name: str) -> str:
    return files("lessonnet.reporting").joinpath("pages", name).read_text(encoding="utf-8")
