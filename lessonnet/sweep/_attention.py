"""How closely the jobs of a sweep are looked at: the more there are, the less of each."""

from collections.abc import Mapping, MutableMapping
from math import prod
from typing import Any

from lessonnet.callbacks import Diagnosis, Figures, Film, Histograms, Layers, Ledger, Pictures
from lessonnet.config import target_of
from lessonnet.models import ErrorSurface
from lessonnet.sweep._journal import Grid
from lessonnet.sweep._shown import asks_for

_MOST_WATCHED = 32
"""Jobs of a sweep whose weights are kept on the way: of more, nobody looks at each."""
_MOST_DRAWN = 12
"""Jobs of a sweep that draw figures of their own where they run one by one: as many as one figure compares."""
_WATCHED = (Layers, Diagnosis)
_DRAWN = (Figures, Film, Histograms, Pictures)


class Attention:
    """Decide what of a sweep's jobs is kept, measured and drawn, and say once what is not.

    All jobs that are planned decide it, done ones too: a job's files depend neither on which others share its stack,
    nor on whether the sweep was killed and resumed. A search, whose end nobody knows, has as many as there are so far.

    Args:
        grid: each key of the sweep with its values.
    """

    def __init__(self, grid: Grid) -> None:
        self._planned = prod(len(values) for values in grid.values())
        self._said: set[str] = set()

    def watches(self, last: int) -> bool:
        """Tell whether the weights of jobs are kept on the way, for their layers, their diagnosis and their paths.

        Args:
            last: number of the last job that is known of, from 0.
        """
        return max(self._planned, last + 1) <= _MOST_WATCHED

    def tell(self, tree: Mapping[str, Any], *, is_watched: bool) -> None:
        """Say what a stacked job asks for and will not have.

        Args:
            tree: its config as plain dicts.
            is_watched: whether the weights of the sweep's jobs are kept on the way.
        """
        self._tell_undrawn(tree)
        if is_watched:
            return
        if target_of("model", tree["model"]["_target_"]) is ErrorSurface:
            self._say("paths.csv and the figure that compares paths", f"made in sweeps of up to {_MOST_WATCHED} jobs")
            return
        self._say_unwatched([kind.__name__.lower() for kind in _WATCHED if asks_for(tree, kind)])

    def curb(self, callbacks: MutableMapping[Any, Any], number: int) -> None:
        """Take out of the callbacks of a job that runs alone what only the first jobs have, or a small sweep's.

        Args:
            callbacks: nodes by name, changed in place.
            number: of the job.
        """
        unwatched, undrawn = [], []
        for name, node in list(callbacks.items()):
            kind = None if node is None else target_of("callbacks", node["_target_"])
            if kind in _WATCHED and not self.watches(number):
                callbacks[name] = None
                unwatched.append(name)
            elif kind in _DRAWN and number >= _MOST_DRAWN:
                callbacks[name] = None
                undrawn.append(name)
            elif kind is Ledger and number >= _MOST_DRAWN:
                callbacks[name] = {**node, "film": 0}
        self._say_unwatched(unwatched)
        self._say(", ".join(undrawn), f"of jobs that run one by one, the first {_MOST_DRAWN} have them")

    def _tell_undrawn(self, tree: Mapping[str, Any]) -> None:
        """Say which figures of plugins a stacked job asks for: a stack has figures of the sweep alone."""
        nodes = [node for node in (tree["callbacks"] or {}).values() if node is not None]
        drawing = [node for node in nodes if target_of("callbacks", node["_target_"]) is Figures]
        names = [name for node in drawing for name in node.get("extra", ())]
        self._say(", ".join(names), "figures of plugins are drawn of runs, and of jobs that run one by one")

    def _say_unwatched(self, names: list[str]) -> None:
        self._say(" and ".join(names), f"looked at in sweeps of up to {_MOST_WATCHED} jobs")

    def _say(self, what: str, reason: str) -> None:
        if what and reason not in self._said:
            self._said.add(reason)
            print(f"left out  {what}: {reason}", flush=True)
