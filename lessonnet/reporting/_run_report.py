"""Everything that the page says about one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lessonnet.options import OptionError
from lessonnet.reporting._boundary import boundary_of
from lessonnet.reporting._command import command_of
from lessonnet.reporting._composition import choices_of, composition_of
from lessonnet.reporting._curves import Curves, curves_of
from lessonnet.reporting._findings import Finding, findings_of
from lessonnet.reporting._folder import Folder
from lessonnet.reporting._measures import climbers_table, folds_table, parts_table
from lessonnet.reporting._overview import sentences_of, title_of
from lessonnet.reporting._pictures import Pictures, pictures_of
from lessonnet.reporting._rows import Table, first_rows, spread_rows
from lessonnet.reporting._values import cut, mapping, text, whole

_LEDGER_ROWS = 12
_EPOCH_ROWS = 12
_MOST_VERSIONS = 30
_LONGEST_VERDICT = 600


@dataclass(frozen=True)
class RunReport:
    """One run.

    Attributes:
        title: its model and its data.
        place: the last parts of its directory.
        status: how it ended.
        failure: the text of an error; empty without one.
        sentences: what is to be said first.
        command: that makes it again, None where it is not known.
        parts: error and accuracy on each part of the data; None of an error surface, which has no points.
        folds: of a cross-validation.
        climbers: of an error surface.
        boundary: names and equations of a linear model.
        verdict: whether boundaries part the classes, of a perceptron; empty where nothing is said.
        findings: of its diagnosis, None where none was made.
        pictures: of its `figures`.
        curves: drawn by the page itself, where there is no picture of them.
        ledger: the first updates of a perceptron.
        epochs: some rows of `metrics.csv`.
        composition: the parts that it was put together from.
        versions: of the packages that it was made with.
    """

    title: str
    place: str
    status: str
    failure: str
    sentences: list[str]
    command: str | None
    parts: Table | None
    folds: Table | None
    climbers: Table | None
    boundary: list[tuple[str, str]]
    verdict: str
    findings: list[Finding] | None
    pictures: Pictures
    curves: Curves | None
    ledger: Table | None
    epochs: Table | None
    composition: Table | None
    versions: list[tuple[str, str]]


def run_report(folder: Folder) -> RunReport:
    """Read what the page says about a run.

    Args:
        folder: of a run, or of a job of a sweep.

    Raises:
        OptionError: if its `results.json` cannot be used.
    """
    results = results_in(folder)
    description = mapping(folder.json("model/model.json"))
    choices = choices_of(folder.yaml(".hydra/hydra.yaml"))
    pictures = pictures_of(folder)
    has_curves = any(picture.caption.title.startswith("Learning curves") for picture in pictures.figures)
    best, climbers = whole(results.get("best_epoch")), climbers_table(results)
    return RunReport(
        title=title_of(description, choices, results),
        place=place_of(folder),
        status=text(results["status"]),
        failure=text(results.get("error"), 2000),
        sentences=sentences_of(description, results),
        command=command_of(folder),
        parts=None if climbers else parts_table(results),
        folds=folds_table(results),
        climbers=climbers,
        boundary=boundary_of(folder, description),
        verdict=text(mapping(results.get("verdict")).get("words"), _LONGEST_VERDICT),
        findings=findings_of(results),
        pictures=pictures,
        curves=None if has_curves else curves_of(folder, best),
        ledger=first_rows(folder, "ledger.csv", _LEDGER_ROWS),
        epochs=spread_rows(folder, "metrics.csv", _EPOCH_ROWS, best),
        composition=composition_of(mapping(folder.yaml(".hydra/config.yaml")), choices),
        versions=[(cut(name), text(found)) for name, found in mapping(results.get("versions")).items()][
            :_MOST_VERSIONS
        ],
    )


def _versions(results: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = mapping(results.get("versions"))
    return [(cut(name), text(version)) for name, version in found.items()][:_MOST_VERSIONS]


def results_in(folder: Folder) -> Mapping[str, Any]:
    """Return the content of a run's `results.json`.

    Raises:
        OptionError: if it is missing, damaged, or no run's.
    """
    found = folder.strict_json("results.json")
    if not isinstance(found, dict) or not isinstance(found.get("status"), str):
        raise OptionError(f"{folder.path / 'results.json'}: must be a JSON object that says the `status` of a run.")
    return found


def place_of(folder: Folder) -> str:
    """Return the last parts of a directory's path, which say nothing about the machine."""
    return cut("/".join(folder.path.parts[-2:]))
