"""The weights of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..arrays import numbers, wrong_shape
from ..errors import InputError, Text, excerpt, text
from ..types import Array, Bias, InputWeights, RecurrentWeights

GATES = ("i", "f", "g", "o")  # the order of the blocks along the first axis: PyTorch's


@dataclass(frozen=True, eq=False, init=False)
class LSTMParams:
    """The weights of an LSTM: W, U and b with the gates i, f, g, o stacked along the first axis; copied and read-only.

    Raises InputError: those of `numbers`, 'shape', 'dtype'.
    """

    weight_ih: InputWeights  # W: from x
    weight_hh: RecurrentWeights  # U: from the former h
    bias: Bias  # b

    def __init__(self, weight_ih: object, weight_hh: object, bias: object) -> None:
        for name, given in (("weight_ih", weight_ih), ("weight_hh", weight_hh), ("bias", bias)):
            array = numbers(name, given)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        self._check_shapes()
        if not self.weight_ih.dtype == self.weight_hh.dtype == self.bias.dtype:
            remedy = text("Convert all three with .astype(np.float64), or all with .astype(np.float32).")
            raise InputError("dtype", "params", text("float32 and float64"), text("one type for all three"), remedy)

    def _check_shapes(self) -> None:
        if self.weight_hh.ndim != 2 or not self.hidden or len(self.weight_hh) != 4 * self.hidden:
            raise _misshapen("weight_hh", self.weight_hh, text("4·H × H for H units"))
        rows, units = self.weight_hh.shape
        if self.weight_ih.ndim != 2 or len(self.weight_ih) != rows or not self.inputs:
            expected = text("{rows} × D for D features, since weight_hh has {units} units", rows=rows, units=units)
            raise _misshapen("weight_ih", self.weight_ih, expected)
        if self.bias.shape != (rows,):
            expected = text("{rows} numbers, since weight_hh has {units} units", rows=rows, units=units)
            raise _misshapen("bias", self.bias, expected)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.weight_ih, self.weight_hh, self.bias)  # unpickled arrays are read-only again

    @property
    def inputs(self) -> int:
        """D, the features of one step of x."""
        return int(self.weight_ih.shape[1])

    @property
    def hidden(self) -> int:
        """H, the units."""
        return int(self.weight_hh.shape[1])

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32."""
        return self.weight_hh.dtype

    def block(self, matrix: str, gate: str) -> Array:
        """View one gate's rows of 'weight_ih', 'weight_hh' or 'bias'. Raises InputError 'unknown'."""
        if matrix not in ("weight_ih", "weight_hh", "bias") or gate not in GATES:
            raise InputError(
                "unknown",
                "block",
                excerpt(f"{matrix}, {gate}"),
                text("'weight_ih', 'weight_hh' or 'bias', and one of 'i', 'f', 'g', 'o'"),
                text("Name one matrix and one gate."),
            )
        start = GATES.index(gate) * self.hidden
        block: Array = getattr(self, matrix)[start : start + self.hidden]
        return block


def _misshapen(name: str, array: Array, expected: Text) -> InputError:
    remedy = text("Stack the blocks of the gates i, f, g, o along the first axis, as PyTorch does.")
    return wrong_shape(name, array.shape, expected, remedy)
