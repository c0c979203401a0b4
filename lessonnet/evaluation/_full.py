"""Everything about how good a saved model is: as a table, as JSON and as figures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from lessonnet.durable import write_durably
from lessonnet.files import refuse_place
from lessonnet.inference import Scored, load, metrics_table, scored_file, scored_part
from lessonnet.models import Saved
from lessonnet.options import OptionError
from lessonnet.sweep import PARTS
from lessonnet.tables import TableFile

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_DPI = 100


def full_evaluation_of(
    run: str, data: TableFile | None, target: str | int | None, part: str, json_file: str | None, figures: str | None
) -> str:
    """Return every metric of a saved model as a table, and write what is asked for.

    Args:
        run: a run's or a model's directory.
        data: a labelled table, or None for a part of the model's own data set.
        target: the table's column of labels, or None for the training's.
        part: `train`, `val` or `test`, where there is no table.
        json_file: where to write all numbers, or None.
        figures: directory for the pictures, or None.

    Raises:
        OptionError: if anything cannot be used; nothing has been written then.
        OSError: if the disk refuses.
    """
    _refuse_places(json_file, figures)
    scored = _scored_part(run, part) if data is None else _scored_table(run, data, target)
    drawn = None if figures is None else _figures(scored)
    lines = [*scored.remarks, metrics_table(scored.metrics, title=f"{scored.name}: {scored.model.title}")]
    if json_file is not None:
        write_durably(Path(json_file), (json.dumps(scored.metrics, indent=2, allow_nan=False) + "\n").encode())
        lines.append(f"numbers   {json_file}")
    if figures is not None and drawn is not None:
        _write_figures(drawn, Path(figures))
        lines += [f"figures   {figures}", *_not_drawn(scored)]
    return "\n".join(lines)


def _scored_table(run: str, data: TableFile, target: str | int | None) -> Scored:
    model = load(run)
    return scored_file(model, model.reading(data), target)


def _scored_part(run: str, part: str) -> Scored:
    data = Saved.read(run).data
    found = getattr(data, part)
    if found is None:
        raise OptionError(f"`part={part}`: the data set of this model has no {PARTS[part]} part.")
    return scored_part(load(run), found, f"{data.title}, {PARTS[part]}")


def _refuse_places(json_file: str | None, figures: str | None) -> None:
    if json_file is not None and figures is not None and Path(json_file).absolute() == Path(figures).absolute():
        raise OptionError(f"`json` and `figures` must be different places, got {json_file!r} for both.")
    for key, path in (("json", json_file), ("figures", figures)):
        if path is not None:
            refuse_place(key, Path(path))


def _write_figures(drawn: dict[str, "Figure"], directory: Path) -> None:
    from lessonnet.gallery import png

    directory.mkdir()
    for name, figure in drawn.items():
        (directory / f"{name}.png").write_bytes(png(figure, _DPI))


def _not_drawn(scored: Scored) -> list[str]:
    has_all = scored.probabilities is not None
    return [] if has_all else ["left out  calibration and confidence: a perceptron has no probabilities"]


def _figures(scored: Scored) -> dict[str, "Figure"]:
    from lessonnet.gallery import answer_figures

    return {name: draw() for name, draw in answer_figures(scored).items()}
