"""A decision boundary on its way, frame by frame."""

from lessonnet import figures
from lessonnet.gallery._boundary import boundary_of, weightiest
from lessonnet.observation import Scene


def boundary_film(scene: Scene, most: int) -> tuple[list[figures.Frame], list[str]] | None:
    """Draw the boundary at times that are spread over the training.

    Args:
        scene: the training at its end.
        most: frames, ≥ 2.

    Returns:
        the frames and a caption for each; None where the data has no plane to draw, as more than 30 features have none.
    """
    pair = weightiest(scene.best) if scene.points is not None and scene.data.in_features > 1 else None
    if pair is None or boundary_of(scene.data, scene.best, pair=pair) is None:
        return None
    times = scene.frames(most)
    planes = (boundary_of(scene.data, time.network, pair=pair, title=f"epoch {time.epoch}") for time in times)
    captions = [f"epoch {time.epoch}, after {time.step} steps" for time in times]
    return figures.boundary_frames([plane for plane in planes if plane is not None]), captions
