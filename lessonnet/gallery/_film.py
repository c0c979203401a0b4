"""A decision boundary on its way, frame by frame."""

from collections.abc import Sequence

from lessonnet import figures
from lessonnet.gallery._boundary import boundary_of
from lessonnet.observation import Scene


def boundary_film(
    scene: Scene, most: int, features: Sequence[str] | None = None
) -> tuple[list[figures.Frame], list[str]] | None:
    """Draw the boundary at times that are spread over the training.

    Args:
        scene: the training at its end.
        most: frames, ≥ 2.
        features: names of the two that it is drawn for; None for those that weigh most at the end.

    Returns:
        the frames and a caption for each; None where the data has no plane to draw, as more than 30 features have none.
    """
    end = boundary_of(scene.data, scene.best, features=features) if scene.points is not None else None
    if end is None:
        return None
    times = scene.frames(most)
    planes = (
        boundary_of(scene.data, time.network, features=end.feature_names, title=f"epoch {time.epoch}") for time in times
    )
    captions = [f"epoch {time.epoch}, after {time.step} steps" for time in times]
    return figures.boundary_frames([plane for plane in planes if plane is not None]), captions
