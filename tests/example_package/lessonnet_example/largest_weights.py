"""A figure of one's own: a pure function of what a training went through."""

from lessonnet.observation import Scene
from matplotlib.figure import Figure


def draw(scene: Scene) -> Figure:
    """Draw the largest parameter at each time that was kept."""
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    axes.plot(scene.course.epochs, scene.course.rows.abs().amax(1).tolist())
    axes.set(xlabel="epoch", ylabel="largest |w|", title="How large the weights became")
    return figure
