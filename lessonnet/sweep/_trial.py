"""Parts of plugins and of one's own, made once before a sweep begins: what is wrong with them is then said once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lessonnet.config import takes_directory
from lessonnet.sweep._job import Job, build

_BUILT_IN = ("lessonnet.", "lightning.")


class Trial:
    """Make the parts of jobs that have some of one's own; each combination of such parts once."""

    def __init__(self) -> None:
        self._tried: set[str] = set()

    def __call__(self, tree: Mapping[str, Any], overrides: Sequence[str]) -> None:
        """Refuse a job whose parts cannot be built; write and train nothing.

        Args:
            tree: the job's config as plain dicts, checked.
            overrides: of the job; they do not matter here.

        Raises:
            OptionError: names the part, and the package that it is from.
        """
        own = dict(_own_parts(tree))
        # The rows of a data set change with the seed, and what is wrong with its class does not.
        asked = json.dumps([{**node, "seed": None} for node in (*own.values(), tree["model"])])
        if not own or asked in self._tried:
            return
        self._tried.add(asked)
        for key, node in own.items():
            if key.startswith("callbacks."):
                build(key, node, **({"directory": Path()} if takes_directory(node["_target_"]) else {}))
        Job.of({**tree, "restarts": 1})


def _own_parts(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield key and node of each part that is not built in."""
    callbacks = {f"callbacks.{name}": node for name, node in (tree["callbacks"] or {}).items()}
    for key, node in {**tree, **callbacks}.items():
        if isinstance(node, Mapping) and "_target_" in node and not str(node["_target_"]).startswith(_BUILT_IN):
            yield key, node
