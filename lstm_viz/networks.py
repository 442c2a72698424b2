"""Stacked layers of one direction or of two, and a linear head: every number forward, every gradient backward.

Per layer and direction a `Trace` and its `Gradients` hold them, both directions in the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import tracing
from .arrays import byte_size, real, refuse_beyond_memory, refuse_overflow
from .cells import CELLS
from .errors import InputError, text
from .layers import Head, Layer, instance, parts_of, refuse_two_types, to_arrays
from .tracing import Gradients, Trace
from .types import Array, Inputs, Outputs, States, Steps

CELL = CELLS["lstm"]


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """The traces of one layer, both in the order of the input: `reverse.f[t]` is the forget gate at `x[t]`."""

    forward: Trace
    reverse: Trace | None = None  # its `reverse` is True: it began at the last step, see Trace

    @property
    def output(self) -> Steps:
        """Join h of both directions, (T, [B,] F), the forward one first, as PyTorch does: what the next layer takes."""
        return self.forward.h if self.reverse is None else np.concatenate([self.forward.h, self.reverse.h], axis=-1)


@dataclass(frozen=True, eq=False)
class LayerGradients:
    """The gradients of one layer, both in the order of the input."""

    forward: Gradients
    reverse: Gradients | None = None


@dataclass(frozen=True, eq=False)
class NetworkTrace:
    """Everything a network computes over one sequence (or a batch); holds all that its backward pass needs."""

    network: Network
    layers: tuple[LayerTrace, ...]
    output: Outputs  # of the head; without one, of the last layer

    def __post_init__(self) -> None:
        self.output.setflags(write=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.network, self.layers, self.output)  # unpickled arrays are read-only again

    @property
    def x(self) -> Inputs:
        """The input."""
        return self.layers[0].forward.x

    @property
    def h0(self) -> States:
        """h before the first step of each layer and direction, as PyTorch stacks them (see `Network.trace`)."""
        return _stacked("h0", self.layers)

    @property
    def c0(self) -> States:
        """c before the first step of each layer and direction, as PyTorch stacks them (see `Network.trace`)."""
        return _stacked("c0", self.layers)


@dataclass(frozen=True, eq=False)
class NetworkGradients:
    """The gradient of the loss with respect to every weight, signal, input and initial state of a network."""

    params: Network  # shaped as the network itself
    layers: tuple[LayerGradients, ...]
    x: Inputs

    def __post_init__(self) -> None:
        self.x.setflags(write=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.params, self.layers, self.x)

    @property
    def h0(self) -> States:
        """Of h before the first step, shaped as `NetworkTrace.h0`."""
        return _stacked("h0", self.layers)

    @property
    def c0(self) -> States:
        """Of c before the first step, shaped as `NetworkTrace.c0`."""
        return _stacked("c0", self.layers)


@dataclass(frozen=True, eq=False, init=False)
class Network:
    """LSTM layers, each fed by the one before, and a linear head or none; all of one number type.

    Raises InputError: 'empty', 'params', 'shape', 'dtype'.
    """

    layers: tuple[Layer, ...]
    head: Head | None

    def __init__(self, layers: Iterable[object], head: object = None) -> None:
        taken = tuple(instance(f"layer {k}", layer, Layer) for k, layer in enumerate(layers))
        object.__setattr__(self, "layers", taken)
        object.__setattr__(self, "head", None if head is None else instance("head", head, Head))
        if not taken:
            remedy = text("Give the network a layer.")
            raise InputError("empty", "layers", text("no layer"), text("at least one layer"), remedy)
        for k in range(1, len(taken)):
            _refuse_misfit(f"layer {k}", taken[k].inputs, taken[k - 1].features)
        if self.head:
            _refuse_misfit("head", self.head.features, taken[-1].features)
        refuse_two_types("network", *(part.dtype for part in (*taken, *([self.head] if self.head else []))))

    @property
    def inputs(self) -> int:
        """D, the features of one step of x."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """O, the numbers of one step of the output: those of the head, or without one the last layer's features."""
        return self.head.outputs if self.head else self.layers[-1].features

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32."""
        return self.layers[0].dtype

    def arrays(self) -> dict[str, Array]:
        """Name all weights as files do: '0.forward.weight_ih', '1.reverse.bias', 'head.weight', …"""
        return to_arrays(self.layers, self.head)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, object]) -> Network:
        """Build the network whose `arrays` these are. Raises InputError: 'unknown', and those of its parts."""
        return cls(*parts_of(arrays))

    def trace(self, x: object, state: object = None) -> NetworkTrace:
        """Run over x, (T, D) or (T, B, D), (T,) read as (T, 1), from `state` {'h', 'c'} (default: zeros).

        Both are shaped as in PyTorch, (layers·directions, [B,] H), in the order 0 forward, 0 reverse, 1 forward, …; of
        layers with different H, lists of as many arrays. A reverse direction begins, from its state, at the last step.
        Raises InputError: those of `lstm_viz.trace`.
        """
        below = tracing.sequence(x, self.inputs)
        sizes = [(params.inputs, params.hidden) for layer in self.layers for params in layer.directions.values()]
        numbers = sum(len(CELL.signals) * H + 2 * D + 1 for D, H in sizes) + self.layers[-1].features + self.outputs
        refuse_beyond_memory("x", byte_size(self.dtype, len(below) + 1, *below.shape[1:-1], numbers))
        starts, layers = _starts(state, len(sizes)), []
        for layer in self.layers:
            forward = tracing.trace(CELL.name, layer.forward, below, next(starts))
            reverse = None
            if layer.reverse:
                reverse = tracing.trace(CELL.name, layer.reverse, below[::-1], next(starts)).flipped()
            layers.append(LayerTrace(forward, reverse))
            below = layers[-1].output
        if self.head:
            with np.errstate(over="ignore", invalid="ignore"):
                below = below @ self.head.weight.T + self.head.bias
            refuse_overflow("head", below)
        return NetworkTrace(self, tuple(layers), below)

    def backprop(self, nt: NetworkTrace, doutput: object) -> NetworkGradients:
        """Propagate `doutput`, the loss's own gradient of the output at each step, (T, [B,] O), back to everything.

        Raises InputError: 'params' for another network's trace, and those of `lstm_viz.backprop`.
        """
        if nt.network is not self:
            shown, expected = text("a trace of another network"), text("a trace of this network")
            raise InputError("params", "trace", shown, expected, text("Call backprop of the trace's own network."))
        sizes = [(params.inputs, params.hidden) for layer in self.layers for params in layer.directions.values()]
        shape, numbers = nt.output.shape, sum(24 * H + 2 * D for D, H in sizes) + self.layers[-1].features
        refuse_beyond_memory("doutput", byte_size(self.dtype, len(nt.output) + 1, *shape[1:-1], numbers + self.outputs))
        above, head = tracing.shaped("doutput", doutput, shape, self.dtype), None
        with np.errstate(over="ignore", invalid="ignore"):
            if self.head:  # y = W h + b
                rows, features = above.reshape(-1, self.outputs), nt.layers[-1].output
                weight, bias = rows.T @ features.reshape(-1, self.head.features), rows.sum(axis=0)
                above = above @ self.head.weight
                refuse_overflow("doutput", weight, bias, above)
                head = Head(weight, bias)
            layers: list[LayerGradients] = []
            for layer in reversed(nt.layers):
                forward = tracing.backprop(layer.forward, above[..., : layer.forward.hidden])
                reverse = None
                if layer.reverse:
                    reverse = tracing.backprop(layer.reverse, above[..., layer.forward.hidden :])
                layers.insert(0, LayerGradients(forward, reverse))
                above = forward.x + reverse.x if reverse else forward.x  # each read all that the layer below gave
                refuse_overflow("doutput", above)
        params = [Layer(*(way.params for way in _ways([layer]))) for layer in layers]
        return NetworkGradients(Network(params, head), tuple(layers), above)


def _ways(layers: Iterable[LayerTrace | LayerGradients]) -> Iterator[Any]:
    """All directions of all layers, in PyTorch's order."""
    return (way for layer in layers for way in (layer.forward, layer.reverse) if way is not None)


def _stacked(name: str, layers: Iterable[LayerTrace | LayerGradients]) -> States:
    states = [getattr(way, name) for way in _ways(layers)]
    if len({state.shape for state in states}) > 1:
        shown, expected = text("layers of different sizes"), text("layers of one size, so that they can be stacked")
        remedy = text("Read it layer by layer, as layers[0].forward.{name}.", name=name)
        raise InputError("shape", name, shown, expected, remedy)
    return np.stack(states)


def _starts(state: object, directions: int) -> Iterator[dict[str, object]]:
    """The initial state of each layer and direction, as `lstm_viz.trace` takes it."""
    given: dict[str, Sequence[object] | Array] = {}
    for name, stack in tracing.by_name("state", state, ("h", "c")).items():
        if stack is None:
            continue
        given[name] = stack if isinstance(stack, (list, tuple)) else np.atleast_1d(real(f"state {name}", stack))
        if len(given[name]) != directions:
            shown, expected = (text("{count} initial states", count=n) for n in (len(given[name]), directions))
            remedy = text("Stack one for each layer and direction along the first axis, as PyTorch does.")
            raise InputError("shape", f"state {name}", shown, expected, remedy)
    return ({name: stack[k] for name, stack in given.items()} for k in range(directions))


def _refuse_misfit(field: str, takes: int, given: int) -> None:
    if takes != given:
        shown = text("weights for {inputs} features", inputs=takes)
        expected = text("{inputs}, as many as the layer before it gives", inputs=given)
        remedy = text("Let each part take what the one before gives: H numbers, or 2·H of two directions.")
        raise InputError("shape", field, shown, expected, remedy)
