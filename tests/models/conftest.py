"""Keep Lightning's messages about its own trainers out of the reports."""

import logging

import pytest


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    for room in ("pytorch", "fabric"):
        monkeypatch.setattr(logging.getLogger(f"lightning.{room}"), "level", logging.WARNING)
