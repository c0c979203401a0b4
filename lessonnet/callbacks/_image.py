"""A picture as TensorBoard keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tensorboard.compat.proto.summary_pb2 import Summary


def image(tag: str, data: bytes) -> Summary.Value:
    """Return a PNG under a tag."""
    from tensorboard.compat.proto.summary_pb2 import Summary

    # Width and height stand in a PNG's first chunk.
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    held = Summary.Image(height=height, width=width, colorspace=3, encoded_image_string=data)
    return Summary.Value(tag=tag, image=held)
