"""Our side of the comparison in NumPy: as it is, and with one of the classic mistakes really made.

Each mistake is a wrong computation, forward and backward: wrong weights are read, or a wrong cell runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from .cells import CELLS, Cell
from .cells.lstm import LSTMGradients, LSTMStep, step
from .cells.params import LSTMParams
from .comparison import MATRICES, NUDGE, SIGNALS, Finite, Problem, Side
from .layers import Head, Layer
from .networks import LayerTrace, Network, NetworkTrace
from .tracing import Trace
from .types import Array

BUGS = ("none", "swapped", "bias", "order", "transposed", "tanh", "states", "precision", "slope")
# Which of the given blocks i, f, g, o is read as i, f, g, o.
READ = {"swapped": (1, 0, 2, 3), "order": (0, 2, 3, 1)}  # 'order': as ONNX has them, i, o, f, c


def without_tanh(p: LSTMParams, x: Array, h_prev: Array, c_prev: Array) -> LSTMStep:
    """One step with h = o * c: the cell state goes out as it is."""
    s = step(p, x, h_prev, c_prev)
    return s._replace(tanh_c=s.c, h=s.o * s.c)


def without_slope_back(
    p: LSTMParams, x: Array, h_prev: Array, c_prev: Array, s: LSTMStep, dh: Array, dc_from_next: Array
) -> LSTMGradients:
    """`step_back` without the slope of tanh between h and c: right for `without_tanh`, and wrong for the LSTM."""
    do = dh * s.tanh_c
    dtanh_c = dh * s.o
    dc_from_h = dtanh_c  # here * (1 - s.tanh_c**2) is missing
    dc = dc_from_h + dc_from_next
    df, dc_prev, di, dg = dc * c_prev, dc * s.f, dc * s.g, dc * s.i
    da_i, da_f, da_o = (d * gate * (1 - gate) for d, gate in ((di, s.i), (df, s.f), (do, s.o)))
    da_g = dg * (1 - s.g**2)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)
    rows = da.reshape(-1, da.shape[-1])
    dW, dU = rows.T @ x.reshape(-1, p.inputs), rows.T @ h_prev.reshape(-1, p.hidden)
    signals = LSTMStep(da_i, da_f, da_g, da_o, di, df, dg, do, dc, dtanh_c, dh)
    dx, dh_prev = da @ p.weight_ih, da @ p.weight_hh
    return LSTMGradients(signals, dc_from_h, dc_from_next, dx, dh_prev, dc_prev, dW, dU, rows.sum(axis=0))


def run_without_tanh(p: LSTMParams, x: Array, h: Array, c: Array, clamps: Any = None) -> LSTMStep:
    """`without_tanh` over a sequence."""
    steps = []
    with np.errstate(over="ignore", invalid="ignore"):
        for x_t in x:
            steps.append(without_tanh(p, x_t, h, c))
            h, c = steps[-1].h, steps[-1].c
    return LSTMStep(*(np.stack(signal) for signal in zip(*steps, strict=True)))


def run_back_without_slope(
    p: LSTMParams, x: Array, h0: Array, c0: Array, s: LSTMStep, dh: Array, dc: Array, clamps: Any = None
) -> LSTMGradients:
    """`without_slope_back` over a run, from its last step to its first."""
    found: list[LSTMGradients] = []
    dh_next: Any = np.zeros_like(h0)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in reversed(range(len(x))):
            h_prev, c_prev = (s.h[t - 1], s.c[t - 1]) if t else (h0, c0)
            now = LSTMStep(*(signal[t] for signal in s))
            found.append(without_slope_back(p, x[t], h_prev, c_prev, now, dh[t] + dh_next, dc))
            dh_next, dc = found[-1].h_prev, found[-1].c_prev
    found.reverse()
    signals = LSTMStep(*(np.stack(signal) for signal in zip(*(g.signals for g in found), strict=True)))
    paths = [np.stack([getattr(g, name) for g in found]) for name in ("c_from_h", "c_from_next", "x")]
    weights = [np.sum([getattr(g, name) for g in found], axis=0) for name in ("weight_ih", "weight_hh", "bias")]
    return LSTMGradients(signals, paths[0], paths[1], paths[2], dh_next, dc, weights[0], weights[1], weights[2])


OWN_CELLS: dict[str, Cell] = {
    "tanh": replace(CELLS["lstm"], run=run_without_tanh, run_back=run_back_without_slope),
    "slope": replace(CELLS["lstm"], run_back=run_back_without_slope),
}


def read_as(name: str, weight: Array, bug: str) -> Array:
    """What a mistaken reader makes of one of PyTorch's weights."""
    blocks = np.split(weight, 4)
    if bug in READ:
        return np.concatenate([blocks[k] for k in READ[bug]])
    if bug == "transposed" and name == "weight_hh":
        return np.concatenate([block.T for block in blocks])  # H × H each: the shape does not tell
    return np.zeros_like(weight) if bug == "bias" and name == "bias_hh" else weight


def given_back(name: str, gradient: Array, bug: str) -> Array:
    """The gradient of what was given, from that of what was read: `read_as` the other way."""
    if bug in READ:
        blocks = np.split(gradient, 4)
        return np.concatenate([blocks[READ[bug].index(k)] for k in range(4)])
    return read_as(name, gradient, bug)


def network_of(problem: Problem, bug: str = "none") -> Network:
    """The weights as our own network, both biases added."""

    def params(layer: int, way: str) -> LSTMParams:
        taken = {name: read_as(name, problem.weights[f"{layer}.{way}.{name}"], bug) for name in MATRICES}
        return LSTMParams(taken["weight_ih"], taken["weight_hh"], taken["bias_ih"] + taken["bias_hh"])

    layers = [Layer(*(params(layer, way) for way in problem.ways)) for layer in range(problem.layers)]
    head = Head(problem.weights["head.weight"], problem.weights["head.bias"]) if problem.head else None
    return Network(layers, head)


def run_network(problem: Problem, bug: str = "none") -> NetworkTrace:
    """Forward, in NumPy. Raises InputError 'overflow'."""
    network = network_of(problem, bug)
    states = (problem.c0, problem.h0) if bug == "states" else (problem.h0, problem.c0)
    if bug not in OWN_CELLS:
        return network.trace(problem.x, dict(zip("hc", states, strict=True)))
    cell, below, layers = OWN_CELLS[bug], problem.x, list[LayerTrace]()
    starts = iter(zip(*states, strict=True))
    for layer in network.layers:
        ways = []
        for way, params in layer.directions.items():
            x, (h0, c0) = below if way == "forward" else below[::-1], next(starts)
            tr = Trace(cell, params, x, h0, c0, cell.run(params, x, h0, c0))
            ways.append(tr if way == "forward" else tr.flipped())
        layers.append(LayerTrace(*ways))
        below = layers[-1].output
    if network.head:
        below = below @ network.head.weight.T + network.head.bias
    return NetworkTrace(network, tuple(layers), below)


def numpy_side(problem: Problem, bug: str = "none") -> Side:
    """Every number forward and every gradient backward. Raises InputError: 'overflow', 'not-finite'."""
    if bug == "precision":
        problem = problem.astype("float32" if problem.dtype == "float64" else "float64")
    nt = run_network(problem, bug)
    back = nt.network.backprop(nt, problem.doutput)
    side: Side = {}
    ends: dict[str, list[Array]] = {"h_n": [], "c_n": []}
    for k, (layer, slopes) in enumerate(zip(nt.layers, back.layers, strict=True)):
        for way in problem.ways:
            tr, gradients = getattr(layer, way), getattr(slopes, way)
            side |= {f"{k}.{way}.{name}": tr[name] for name in SIGNALS}
            side |= {f"d.{k}.{way}.{name}": gradients[name] for name in SIGNALS}
            for name in MATRICES:
                gradient = getattr(gradients.params, name.replace("bias_ih", "bias").replace("bias_hh", "bias"))
                side[f"d.{k}.{way}.{name}"] = given_back(name, gradient, bug)
            ends["h_n"].append(tr.h[0 if tr.reverse else -1])
            ends["c_n"].append(tr.c[0 if tr.reverse else -1])
    side |= {"output": nt.output, **{name: np.stack(states) for name, states in ends.items()}}
    side |= {"d.x": back.x, "d.h0": back.h0, "d.c0": back.c0}
    if back.params.head:
        side |= {"d.head.weight": back.params.head.weight, "d.head.bias": back.params.head.bias}
    if bug == "states":  # in and out
        side |= {"h_n": side["c_n"], "c_n": side["h_n"], "d.h0": side["d.c0"], "d.c0": side["d.h0"]}
    return {name: np.ascontiguousarray(array) for name, array in side.items()}


def finite_differences(problem: Problem, bug: str, side: Side, most: int | None = None) -> Finite:
    """Nudge some weights up and down, in float64, and hold the slope of the loss against the backward pass."""
    wide, sample = problem.astype("float64"), problem.sample(most)

    def loss(name: str, place: tuple[int, ...], by: float) -> float:
        return float((run_network(wide.nudged(name, place, by), bug).output * wide.doutput).sum())

    def slope(name: str, place: tuple[int, ...]) -> float:
        """Central differences at two distances, so that their common error of second order cancels (Richardson)."""
        near, far = (loss(name, place, by) - loss(name, place, -by) for by in (NUDGE, 2 * NUDGE))
        return (8 * near - far) / (12 * NUDGE)

    quotients = [slope(name, at) for name, at in sample]
    backward = [float(side[f"d.{name}"][at]) for name, at in sample]
    names, places = zip(*sample, strict=True)
    return Finite(names, places, np.array(backward), np.array(quotients), problem.dtype)
