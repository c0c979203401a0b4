"""Which figures there are of a model's answers."""

from pathlib import Path

import numpy as np
import pytest

from lessonnet.gallery import answer_figures
from lessonnet.inference import Model, Scored, load
from tests.sweep.runs import finished

OF_SHARES = {"confidence", "calibration"}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    place: Path = tmp_path_factory.mktemp("answers")
    return load(finished(place / "run", "data=moons", "trainer.max_epochs=1", "callbacks=none").directory / "model")


@pytest.mark.parametrize(("points", "drawn"), [(4, set()), (19, set()), (20, OF_SHARES)])
def test_shares_by_confidence_need_twenty_points(model: Model, points: int, drawn: set[str]) -> None:
    scored = Scored(model, np.arange(points) % 2, np.linspace(-3, 3, points)[:, None], "moons")
    assert answer_figures(scored).keys() & OF_SHARES == drawn
