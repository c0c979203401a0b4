"""What a model can be exported as."""

from collections.abc import Mapping, Sequence
from typing import Any

from lessonnet.extensions import export_names
from lessonnet.options import nearest

ONNX = "onnx"


def export_is_known(tree: Mapping[str, Any], overrides: Sequence[str]) -> str | None:
    """Refuse a format that neither the program nor an installed package writes; nothing is imported."""
    name, known = tree["export"], [ONNX, *export_names()]
    if name is None or name in known:
        return None
    close = nearest(name, known)
    hint = f" Did you mean {close!r}?" if close else ""
    return f"`export` must be {', '.join(known)} or null, got {name!r}.{hint}"
