"""A graph of ONNX operators while it is written: names that clash with no column, constants, nodes, outputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonnet.options import OptionError

Array = NDArray[Any]


def onnx_package() -> ModuleType:
    """Return the package `onnx`.

    Raises:
        OptionError: if it is not installed.
    """
    try:
        import onnx
    except ModuleNotFoundError as error:
        if error.name != "onnx":
            raise
        raise OptionError("`export=onnx` needs the package onnx: pip install 'lessonnet[onnx]'.") from None
    package: ModuleType = onnx
    return package


def utf8(text: str) -> str:
    """Return `text` itself.

    Raises:
        OptionError: if UTF-8 cannot write it: it holds half of a surrogate pair, which JSON can spell.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise OptionError(f"`export=onnx` can write only text that UTF-8 can, found {text[:60]!r}.") from None
    return text


class Graph:
    """Collect the parts of a graph; every value is known by its name.

    Args:
        columns: names of the inputs; whatever else is named begins with a prefix that none of them has.
        dtype: of the network, float32 or float64.

    Raises:
        OptionError: if a column has no name, or the name of another, or one that is no text.
    """

    def __init__(self, columns: Sequence[str], dtype: np.dtype[Any]) -> None:
        self.onnx = onnx_package()
        self.dtype = dtype
        _check_names(columns)
        self._columns = frozenset(columns)
        self._prefix = "/"
        while any(column.startswith(self._prefix) for column in columns):
            self._prefix += "/"
        self._uses: Counter[str] = Counter()
        self.inputs: list[Any] = []
        self.outputs: list[Any] = []
        self.constants: list[Any] = []
        self.nodes: list[Any] = []

    def input(self, name: str, dtype: Any, width: int, meaning: str) -> str:
        """Declare an input [N, width] of numbers (float) or words (str), and return its name."""
        info = self.onnx.helper.make_tensor_value_info(name, self._kind(dtype), ["N", width])
        info.doc_string = utf8(meaning)
        self.inputs.append(info)
        return name

    def constant(self, stem: str, values: Array) -> str:
        """Add an array of numbers, and return its name."""
        name = self._named(stem)
        self.constants.append(self.onnx.numpy_helper.from_array(values, name))
        return name

    def number(self, value: float, dtype: Any = None) -> str:
        """Add a number, in the network's dtype if no other is named."""
        return self.constant("number", np.array(value, self.dtype if dtype is None else dtype))

    def words(self, stem: str, words: Sequence[str], shape: Sequence[int]) -> str:
        """Add an array of words, and return its name.

        Raises:
            OptionError: if one of them is no text.
        """
        # As objects: the fixed-width texts of NumPy lose a NUL at their end.
        return self.constant(stem, np.array([utf8(word) for word in words], dtype=object).reshape(shape))

    def axes(self, *axes: int) -> str:
        """Add the axes that an operator works along."""
        return self.constant("axes", np.array(axes, np.int64))

    def node(self, operator: str, *inputs: str, stem: str = "", **attributes: Any) -> str:
        """Add an operator on named values, and return the name of its result."""
        name = self._named(stem or operator)
        self.nodes.append(self.onnx.helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def cast(self, value: str, dtype: Any, stem: str = "Cast") -> str:
        """Convert a value to a dtype of NumPy."""
        return self.node("Cast", value, stem=stem, to=self._kind(dtype))

    def output(self, stem: str, value: str, dtype: Any, shape: Sequence[str | int]) -> None:
        """Make a value a result, named `stem` unless a column is called so."""
        name = stem if stem not in self._columns else self._named(stem)
        self.nodes.append(self.onnx.helper.make_node("Identity", [value], [name], name=name))
        self.outputs.append(self.onnx.helper.make_tensor_value_info(name, self._kind(dtype), list(shape)))

    def proto(self, name: str) -> Any:
        """Return the finished GraphProto."""
        return self.onnx.helper.make_graph(self.nodes, name, self.inputs, self.outputs, self.constants)

    def _kind(self, dtype: Any) -> int:
        if dtype is str:
            return int(self.onnx.TensorProto.STRING)
        return int(self.onnx.helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def _named(self, stem: str) -> str:
        self._uses[stem] += 1
        return f"{self._prefix}{stem}" + (f"_{self._uses[stem]}" if self._uses[stem] > 1 else "")


def _check_names(columns: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, column in enumerate(columns):
        utf8(column)
        if not column:
            raise OptionError(f"`export=onnx` needs a name for every column; the one at position {place} has none.")
        if column in seen:
            raise OptionError(f"`export=onnx` needs columns of different names, found {column!r} twice.")
        seen.add(column)
