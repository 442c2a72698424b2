"""One cell over one sequence (or a batch): every number forward (`trace`) and every gradient backward (`backprop`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .arrays import byte_size, finite, real, refuse_beyond_memory, shown_shape, wrong_shape
from .cells import Cell, cell_named
from .errors import InputError, excerpt, text
from .types import Array, Inputs, State, Steps


@dataclass(frozen=True, eq=False)
class Trace:
    """Every signal of a cell at every step, `tr.f` or `tr["f"]`: (time, *batch, hidden), read-only.

    It holds all that its backward pass needs, also after `save` and `load`. Its arrays stand in the order of the input;
    a `reverse` one began at the last step: h0 and c0 came before that, and the c before `tr.c[t]` is `tr.c[t + 1]`.
    """

    cell: Cell
    params: Any
    x: Inputs
    h0: State
    c0: State
    record: Any  # what the cell's `step` returns, with a time axis
    clamps: Mapping[str, Steps] = field(default_factory=dict)  # values that replaced the computed ones; NaN: free
    reverse: bool = False  # computed from the last step of x to the first, as one direction of a bidirectional layer

    def __post_init__(self) -> None:
        for array in (self.x, self.h0, self.c0, *self.record, *self.clamps.values()):
            array.setflags(write=False)

    def __reduce__(self) -> tuple[Any, ...]:
        fields = (self.cell, self.params, self.x, self.h0, self.c0, self.record, self.clamps, self.reverse)
        return type(self), fields  # unpickled arrays are read-only again

    @property
    def signals(self) -> tuple[str, ...]:
        """The names of all signals, in the order in which a step computes them."""
        names: tuple[str, ...] = self.record._fields
        return names

    @property
    def steps(self) -> int:
        """T, the length of the sequence."""
        return len(self.x)

    @property
    def hidden(self) -> int:
        """H, the units."""
        return int(self.h0.shape[-1])

    def flipped(self) -> Trace:
        """View the same run with time the other way round: of a reverse one, in the order in which it was computed."""
        record = type(self.record)(*(signal[::-1] for signal in self.record))
        clamps = {name: values[::-1] for name, values in self.clamps.items()}
        return replace(self, x=self.x[::-1], record=record, clamps=clamps, reverse=not self.reverse)

    def __getitem__(self, name: str) -> Array:
        if name not in (*self.signals, "x"):
            raise KeyError(name)
        array: Array = self.x if name == "x" else getattr(self.record, name)
        return array

    def __getattr__(self, name: str) -> Array:
        if "record" in self.__dict__ and name in self.signals:
            return self[name]
        raise AttributeError(f"a trace has no {name!r}")

    def arrays(self) -> dict[str, Array]:
        """Name all arrays as files do: signals, 'x', 'h0', 'c0', the parameters, and 'clamp_f' for a clamped f.

        A reverse trace has one more, 'reverse': the number 1.
        """
        named = {**self.record._asdict(), "x": self.x, "h0": self.h0, "c0": self.c0, **vars(self.params)}
        named |= {f"clamp_{name}": values for name, values in self.clamps.items()}
        return named | ({"reverse": np.ones((), self.params.dtype)} if self.reverse else {})

    def save(self, file: Any) -> None:
        """Write the signals, x, h0, c0 and the parameters into one .npz file (path or binary file), bit for bit."""
        from . import trace_files

        trace_files.write(file, self.arrays())

    @classmethod
    def load(cls, file: Any) -> Trace:
        """Read what `save` wrote. Raises InputError 'file' for anything else; nothing in the file is ever executed."""
        from . import trace_files

        return cls(*trace_files.read(file))


@dataclass(frozen=True, eq=False)
class Gradients:
    """The total gradient of the loss with respect to every number of a trace: `gr["f"]`, (time, *batch, hidden).

    `gr["c_from_h"]` and `gr["c_from_next"]` are the two paths into `gr["c"]`.
    """

    params: Any  # shaped as the trace's own
    x: Inputs
    h0: State
    c0: State
    signals: Mapping[str, Steps]

    def __getitem__(self, name: str) -> Array:
        return self.signals[name]


def trace(cell: object, params: Any, x: object, state: object = None, clamps: object = None) -> Trace:
    """Run a cell over x, (T, D) or (T, B, D), (T,) read as (T, 1), from `state` {'h', 'c'} (default: zeros).

    `clamps` maps 'i', 'f', 'g', 'o', 'c' or 'h' to values broadcastable to it, NaN = free. Raises InputError: those of
    `numbers`, 'unknown', 'params', 'empty', 'shape', 'memory', 'overflow'.
    """
    kind = cell_named(cell)
    if not isinstance(params, kind.params):
        expected = text("{params} of the cell {cell}", params=kind.params.__name__, cell=kind.name)
        remedy = text("Make them with init_params, or build them from your own arrays.")
        raise InputError("params", "params", excerpt(type(params).__name__), expected, remedy)
    given = sequence(x, params.inputs)
    steps, batch, H = len(given), given.shape[1:-1], params.hidden
    start, held = by_name("state", state, ("h", "c")), by_name("clamps", clamps, kind.clampable)
    numbers_a_step = (len(kind.signals) + len(held)) * H + 2 * params.inputs + 1
    refuse_beyond_memory("x", byte_size(params.dtype, steps + 1, *batch, numbers_a_step))
    inputs = finite("x", given, params.dtype)
    h0, c0 = (_initial(f"state {name}", start.get(name), (*batch, H), params.dtype) for name in ("h", "c"))
    values = {name: _held(f"clamps {name}", clamp, (steps, *batch, H), params.dtype) for name, clamp in held.items()}
    return Trace(kind, params, inputs, h0, c0, kind.run(params, inputs, h0, c0, values), values)


def window(tr: Trace, start: int, stop: int) -> Trace:
    """The steps from `start` up to `stop` (from 0, the last one left out) as a run of its own: the same numbers."""
    record = type(tr.record)(*(array[start:stop] for array in tr.record))
    before = stop if tr.reverse else start - 1
    h0, c0 = (tr.h[before], tr.c[before]) if 0 <= before < tr.steps else (tr.h0, tr.c0)
    held = {name: values[start:stop] for name, values in tr.clamps.items()}
    return replace(tr, x=tr.x[start:stop], h0=h0, c0=c0, record=record, clamps=held)


def backprop(tr: Trace, dh: object, dc: object = None) -> Gradients:
    """Propagate `dh`, the loss's own gradient of each h, (T, [B,] H), and `dc`, of the last c, back through a trace.

    Of a reverse trace the last c is `tr.c[0]`, and all gradients stand in the order of the input, as its signals do.
    Raises InputError: those of `numbers`, 'shape', 'memory', 'overflow'.
    """
    shape, dtype = tr.record.h.shape, tr.params.dtype
    refuse_beyond_memory("dh", byte_size(dtype, tr.steps + 1, *shape[1:-1], 24 * tr.hidden + 2 * tr.params.inputs))
    dh_own = shaped("dh", dh, shape, dtype)
    dc_last = np.zeros(shape[1:], dtype) if dc is None else shaped("dc", dc, shape[1:], dtype)
    run, order = (tr.flipped(), slice(None, None, -1)) if tr.reverse else (tr, slice(None))
    back = tr.cell.run_back(tr.params, run.x, tr.h0, tr.c0, run.record, dh_own[order], dc_last, run.clamps)
    computed = {**back.signals._asdict(), "c_from_h": back.c_from_h, "c_from_next": back.c_from_next, "x": back.x}
    signals = {name: signal[order] for name, signal in computed.items()}
    for array in (*signals.values(), back.h_prev, back.c_prev):
        array.setflags(write=False)
    params = type(tr.params)(back.weight_ih, back.weight_hh, back.bias)
    return Gradients(params, signals["x"], back.h_prev, back.c_prev, signals)


def sequence(x: object, inputs: int) -> Array:
    """View x as (T, D) or (T, B, D). Raises InputError: those of `real`, 'shape', 'empty'."""
    found = real("x", x)
    if found.ndim == 1 and inputs == 1:
        found = found[:, None]
    if found.ndim not in (2, 3) or found.shape[-1] != inputs:
        expected = text("steps × {inputs} or steps × sequences × {inputs}", inputs=inputs)
        remedy = text("Give every step {inputs} numbers, as many as the weights take.", inputs=inputs)
        raise wrong_shape("x", found.shape, expected, remedy)
    if found.size == 0:
        shown = text("an empty sequence ({shape})", shape=shown_shape(found.shape))
        raise InputError("empty", "x", shown, text("at least one step"), text("Enter at least one number."))
    return found


def by_name(field: str, given: object, names: Collection[str]) -> Mapping[str, Any]:
    """Take a mapping from some of `names`; None is the empty one. Raises InputError 'unknown'."""
    if given is None:
        return {}
    if isinstance(given, Mapping) and all(name in names for name in given):
        return given
    expected = text("a dictionary with some of the names {names}", names=", ".join(names))
    raise InputError("unknown", field, excerpt(repr(given)), expected, text("Use these names only."))


def _initial(field: str, given: object, shape: tuple[int, ...], dtype: Any) -> State:
    """Take h or c before the first step: for each sequence and unit, for each unit, or not at all (zeros)."""
    if given is None:
        return np.zeros(shape, dtype)
    found = real(field, given)
    return shaped(field, np.broadcast_to(found, shape) if found.shape == shape[-1:] else found, shape, dtype)


def _held(field: str, given: object, shape: tuple[int, ...], dtype: Any) -> Steps:
    """Take a clamp, broadcast to the shape of its signal."""
    found = real(field, given)
    try:
        spread = np.broadcast_to(found, shape)
    except ValueError as error:
        expected = text("{shape} or what broadcasts to it", shape=shown_shape(shape))
        raise wrong_shape(field, found.shape, expected, text("Use NaN for what is free.")) from error
    return finite(field, spread, dtype, or_nan=True)


def shaped(field: str, given: object, shape: tuple[int, ...], dtype: Any) -> Array:
    """Take finite numbers of exactly this shape. Raises InputError: those of `numbers`, 'shape'."""
    found = real(field, given)
    if found.shape != shape:
        remedy = text("Give one number for each of these places.")
        raise wrong_shape(field, found.shape, shown_shape(shape), remedy)
    return finite(field, found, dtype)
