"""The parts of a network, as weights: a layer of one direction or of two, and the linear head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import count, takewhile
from typing import Any

import numpy as np

from .arrays import numbers, wrong_shape
from .cells.params import LSTMParams
from .errors import InputError, excerpt, text
from .types import Array, HeadBias, HeadWeights

DIRECTIONS = ("forward", "reverse")
PARAMETERS = tuple(field.name for field in fields(LSTMParams))


@dataclass(frozen=True, eq=False, init=False)
class Layer:
    """The weights of one direction over the sequence, or of two side by side, of the same sizes.

    Raises InputError: 'params', 'shape', 'dtype'.
    """

    forward: LSTMParams
    reverse: LSTMParams | None  # from the last step to the first

    def __init__(self, forward: object, reverse: object = None) -> None:
        object.__setattr__(self, "forward", instance("layer forward", forward, LSTMParams))
        object.__setattr__(self, "reverse", None if reverse is None else instance("layer reverse", reverse, LSTMParams))
        if self.reverse is None:
            return
        sizes, found = ((way.inputs, way.hidden) for way in (self.forward, self.reverse))
        if found != sizes:
            expected, shown = (
                text("{inputs} features and {hidden} units", inputs=D, hidden=H) for D, H in (sizes, found)
            )
            remedy = text("Give both directions of a layer weights of the same sizes.")
            raise InputError("shape", "layer reverse", shown, expected, remedy)
        refuse_two_types("layer", self.forward.dtype, self.reverse.dtype)

    @property
    def directions(self) -> dict[str, LSTMParams]:
        """The weights by direction: 'forward', and 'reverse' of a bidirectional layer."""
        return {"forward": self.forward} | ({} if self.reverse is None else {"reverse": self.reverse})

    @property
    def inputs(self) -> int:
        """D, the numbers it takes at each step."""
        return self.forward.inputs

    @property
    def features(self) -> int:
        """F, the numbers it gives at each step: H, or 2·H of two directions."""
        return self.forward.hidden * len(self.directions)

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32."""
        return self.forward.dtype


@dataclass(frozen=True, eq=False, init=False)
class Head:
    """The weights of a linear map of the last layer's features at each step, y = W h + b; copied and read-only.

    Raises InputError: those of `numbers`, 'shape', 'dtype'.
    """

    weight: HeadWeights  # W
    bias: HeadBias  # b

    def __init__(self, weight: object, bias: object) -> None:
        for name, given in (("weight", weight), ("bias", bias)):
            array = numbers(f"head {name}", given)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        remedy = text("Give a row of weights and one bias for each output, as PyTorch does.")
        if self.weight.ndim != 2 or 0 in self.weight.shape:
            raise wrong_shape("head weight", self.weight.shape, text("O × F for O outputs of F features"), remedy)
        if self.bias.shape != (self.outputs,):
            expected = text("{outputs} numbers, since the weight has as many rows", outputs=self.outputs)
            raise wrong_shape("head bias", self.bias.shape, expected, remedy)
        refuse_two_types("head", self.weight.dtype, self.bias.dtype)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.weight, self.bias)  # unpickled arrays are read-only again

    @property
    def features(self) -> int:
        """F, the numbers it takes at each step."""
        return int(self.weight.shape[1])

    @property
    def outputs(self) -> int:
        """O, the numbers it gives at each step."""
        return int(self.weight.shape[0])

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32."""
        return self.weight.dtype


def instance(field: str, given: object, kind: type[Any]) -> Any:
    """Take an instance of `kind`. Raises InputError 'params'."""
    if isinstance(given, kind):
        return given
    remedy = text("Build it from your own arrays.")
    raise InputError("params", field, excerpt(type(given).__name__), kind.__name__, remedy)


def refuse_two_types(field: str, *types: np.dtype[Any]) -> None:
    """Raise InputError 'dtype' for float32 and float64 side by side."""
    if len(set(types)) > 1:
        remedy = text("Convert all weights with .astype(np.float64), or all with .astype(np.float32).")
        raise InputError("dtype", field, text("float32 and float64"), text("one type for all weights"), remedy)


def to_arrays(layers: Iterable[Layer], head: Head | None) -> dict[str, Array]:
    """Name all weights by layer and direction: '0.forward.weight_ih', '1.reverse.bias', 'head.weight', …"""
    named = {
        f"{k}.{way}.{name}": getattr(params, name)
        for k, layer in enumerate(layers)
        for way, params in layer.directions.items()
        for name in PARAMETERS
    }
    return named | ({"head.weight": head.weight, "head.bias": head.bias} if head else {})


def parts_of(arrays: Mapping[str, object]) -> tuple[list[Layer], Head | None]:
    """Build the parts whose `to_arrays` these are. Raises InputError: 'unknown', and those of the parts."""
    ways = [
        [f"{k}.{way}" for way in DIRECTIONS if way == "forward" or _there(arrays, f"{k}.{way}")]
        for k in takewhile(lambda k: _there(arrays, f"{k}.forward"), count())
    ]
    names = [f"{way}.{name}" for layer in ways for way in layer for name in PARAMETERS]
    head = ["head.weight", "head.bias"] if "head.weight" in arrays or "head.bias" in arrays else []
    missing, foreign = set(names + head) - arrays.keys(), arrays.keys() - set(names + head)
    if missing or foreign:
        name = excerpt(min(missing or foreign, key=str))
        shown = text("no array {name}", name=name) if missing else text("an array {name}", name=name)
        expected = text(
            "all arrays of every layer, as {names}", names="0.forward.weight_ih, 0.reverse.bias, head.weight"
        )
        raise InputError("unknown", "arrays", shown, expected, text("Name the arrays as Network.arrays() does."))
    layers = [Layer(*(_params(arrays, way) for way in layer)) for layer in ways]
    return layers, Head(*(arrays[name] for name in head)) if head else None


def _there(arrays: Mapping[str, object], way: str) -> bool:
    return any(f"{way}.{name}" in arrays for name in PARAMETERS)


def _params(arrays: Mapping[str, object], way: str) -> LSTMParams:
    try:
        return LSTMParams(*(arrays[f"{way}.{name}"] for name in PARAMETERS))
    except InputError as error:
        raise InputError(error.code, f"{way} {error.field}", error.found, error.expected, error.remedy) from error
