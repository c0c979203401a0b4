"""Clean rows of a table as tensors: encoded, standardised, with classes and weights."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lessonnet.data._part import Part, Scaling
from lessonnet.data._table_weights import Floats, combined, refuse_weightless
from lessonnet.options import OptionError
from lessonnet.tables import CleanRows, Schema, encode, place_after

_ROWS_AT_ONCE = (1 << 14) + 8
"""Rows that are encoded together: their features in double precision stay in the cache, in which columns a power of two
apart would displace one another."""
_MOST_DOUBLES = 10_000_000
"""Features of a part's rows beyond which they are kept in single precision."""

_MOST = float(torch.finfo(torch.float32).max)
"""Beyond it a number is infinite in single precision."""

Integers = NDArray[np.int64]


class Encoding(NamedTuple):
    """How clean rows become tensors.

    Attributes:
        schema: what becomes of each column.
        scaling: of the features; None where numbers are left as they are.
        class_names: in the order of their indices.
        factors: weight of each class [C], or None where all count the same.
    """

    schema: Schema
    scaling: Scaling | None
    class_names: list[str]
    factors: Floats | None

    def parts(self, rows: CleanRows, classes: Integers, places: Mapping[str, Integers]) -> dict[str, Part]:
        """Return parts of a file's rows in memory.

        Args:
            rows: of the file.
            classes: their indices.
            places: for each part the numbers of its rows, ascending.

        Raises:
            OptionError: if all weights of a part are 0.
        """
        sizes = [len(place) for place in places.values()]
        dtype = torch.float64 if max(sizes) * len(self.schema.feature_names) <= _MOST_DOUBLES else torch.float32
        features = self._features(rows, places, dtype)
        weights = combined(rows.weights, self.factors, classes)
        found = {}
        for name, chosen in places.items():
            place = chosen if len(chosen) < len(classes) else slice(None)
            own = None if weights is None else weights[place]
            if own is not None:
                with np.errstate(over="ignore"):
                    refuse_weightless(float(own.sum()), rows.place(None), rows.weight, name)
                own = own / own.mean()
            tensor = None if own is None else torch.from_numpy(own)
            found[name] = Part(features[name], torch.from_numpy(classes[place]), tensor)
        return found

    def part(self, rows: CleanRows, mean_weight: float) -> Part:
        """Return one chunk of a part, in single precision.

        Args:
            rows: of the chunk.
            mean_weight: of all rows of the part.
        """
        classes = rows.classes(self.class_names)
        features = self._features(rows, {"": np.arange(len(classes))}, torch.float32)[""]
        weights = combined(rows.weights, self.factors, classes)
        own = None if weights is None else torch.from_numpy((weights / mean_weight).astype(np.float32))
        return Part(features, torch.from_numpy(classes), own)

    def _features(self, rows: CleanRows, places: Mapping[str, Integers], dtype: torch.dtype) -> dict[str, Tensor]:
        """Encode block by block, each row into the part that it belongs to."""
        width = len(self.schema.feature_names)
        # Not by NumPy, which asks for huge pages: where memory is in pieces, they take several times as long to get.
        features = {name: torch.empty(len(place), width, dtype=dtype) for name, place in places.items()}
        encode_block = partial(self._encode_block, rows, places, {name: own.numpy() for name, own in features.items()})
        if rows.frame.height <= _ROWS_AT_ONCE:
            encode_block(0)
            return features
        # NumPy and polars let other threads run while they compute.
        with ThreadPoolExecutor(torch.get_num_threads()) as pool:
            for _ in pool.map(encode_block, range(0, rows.frame.height, _ROWS_AT_ONCE)):
                pass  # what a block raised is raised here, the first block's first
        return features

    def _encode_block(
        self, rows: CleanRows, places: Mapping[str, Integers], features: Mapping[str, NDArray[Any]], first: int
    ) -> None:
        block = rows.frame.slice(first, _ROWS_AT_ONCE)
        encoded = encode(block, self.schema, place_after(rows.place, first), rows.source.types)
        if self.scaling is not None:
            mean, scale = (np.array(values) for values in self.scaling)
            encoded -= mean
            encoded /= scale
        if not (encoded.min() > -_MOST and encoded.max() < _MOST):
            raise self._too_large(encoded, rows, first)
        for name, place in places.items():
            start, stop = np.searchsorted(place, (first, first + block.height))
            whole = stop - start == block.height  # then nothing has to be picked out
            features[name][start:stop] = encoded if whole else encoded[place[start:stop] - first]

    def _too_large(self, encoded: Floats, rows: CleanRows, first: int) -> OptionError:
        row, feature = np.argwhere(~(np.abs(encoded) < _MOST))[0].tolist()
        name = self.schema.feature_names[feature]
        return OptionError(
            f"{rows.place(first + row)}, column `{name}`: the number is too large to be computed with; write the "
            "column in other units, or leave it out by data.ignore."
        )
