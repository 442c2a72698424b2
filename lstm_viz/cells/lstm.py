"""The LSTM with forget gate [hochreiter1997, gers2000]: one step, forward and backward; then a whole sequence, fast.

`step` and `step_back` are to be read; `run` and `run_back` compute the same over a whole sequence, and tests prove it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ..arrays import refuse_overflow
from ..types import Array, Bias, Input, Inputs, InputWeights, RecurrentWeights, State, Steps
from .params import LSTMParams


class LSTMStep(NamedTuple):
    """Everything one step computes, each (*batch, hidden); of a whole run, with a time axis before them."""

    a_i: Array
    a_f: Array
    a_g: Array
    a_o: Array
    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    tanh_c: Array
    h: Array


class LSTMGradients(NamedTuple):
    """The gradient of the loss with respect to everything a step (or a run) computes and takes."""

    signals: LSTMStep
    c_from_h: Array  # the part of c's gradient that comes through h of the same step …
    c_from_next: Array  # … and the part that comes along the cell state from the next step; they sum to c's
    x: Array
    h_prev: State
    c_prev: State
    weight_ih: InputWeights
    weight_hh: RecurrentWeights
    bias: Bias


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + e⁻ᶻ), accurate in the far tail too (the form with tanh gives σ(-40) = 0)."""
    with np.errstate(over="ignore"):  # e⁻ᶻ = ∞ has the right reciprocal, 0
        return 1 / (1 + np.exp(-z))


def step(p: LSTMParams, x: Input, h_prev: State, c_prev: State) -> LSTMStep:
    """One step of the LSTM, as in the papers [hochreiter1997, gers2000]."""
    a = x @ p.weight_ih.T + h_prev @ p.weight_hh.T + p.bias  # of all four gates, stacked
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=-1)
    i = sigmoid(a_i)
    f = sigmoid(a_f)
    g = np.tanh(a_g)
    o = sigmoid(a_o)
    c = f * c_prev + i * g
    tanh_c = np.tanh(c)
    h = o * tanh_c
    return LSTMStep(a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h)


def step_back(
    p: LSTMParams, x: Input, h_prev: State, c_prev: State, s: LSTMStep, dh: State, dc_from_next: State
) -> LSTMGradients:
    """The same step read upwards: from the gradients of its h and c (what step t+1 sends) to those of all it took."""
    do = dh * s.tanh_c  # h = o * tanh_c
    dtanh_c = dh * s.o
    dc_from_h = dtanh_c * (1 - s.tanh_c**2)  # tanh_c = tanh(c)
    dc = dc_from_h + dc_from_next
    df, dc_prev, di, dg = dc * c_prev, dc * s.f, dc * s.g, dc * s.i  # c = f * c_prev + i * g
    da_o = do * s.o * (1 - s.o)  # o = σ(a_o)
    da_g = dg * (1 - s.g**2)  # g = tanh(a_g)
    da_f = df * s.f * (1 - s.f)  # f = σ(a_f)
    da_i = di * s.i * (1 - s.i)  # i = σ(a_i)
    da = np.concatenate([da_i, da_f, da_g, da_o], axis=-1)
    dx, dh_prev = da @ p.weight_ih, da @ p.weight_hh  # a = W x + U h_prev + b
    rows = da.reshape(-1, da.shape[-1])  # every sequence of a batch adds its share to the weights
    dW, dU = rows.T @ x.reshape(-1, p.inputs), rows.T @ h_prev.reshape(-1, p.hidden)
    signals = LSTMStep(da_i, da_f, da_g, da_o, di, df, dg, do, dc, dtanh_c, dh)
    return LSTMGradients(signals, dc_from_h, dc_from_next, dx, dh_prev, dc_prev, dW, dU, rows.sum(axis=0))


def run(p: LSTMParams, x: Inputs, h0: State, c0: State, clamps: Mapping[str, Steps] | None = None) -> LSTMStep:
    """`step` over a sequence; a signal named in `clamps` takes the value given there wherever that is not NaN.

    Inside, features come before the batch (`swapaxes`, `.T`: nothing to do without a batch), so that each block is
    contiguous; the gates stand in the order o, i, f, g, so that [i, f] * [g, c_prev] is one product; and [h, x, 1] is
    one vector, so that input and bias ride in the recurrent product.
    """
    T, H, batch, dtype = len(x), p.hidden, x.shape[1:-1], p.dtype
    weights = _packed(p)
    joined = np.empty((T + 1, H + p.inputs + 1, *batch), dtype)  # [h_prev, x, 1]: step t writes its h into row t + 1
    a = np.empty((T, 4, H, *batch), dtype)  # o, i, f, g before the squashing
    v = np.empty((T + 1, 5, H, *batch), dtype)  # o, i, f, g, c_prev: step t writes its c into row t + 1
    tanh_c = np.empty((T, H, *batch), dtype)
    joined[0, :H], joined[:T, H:-1], joined[:, -1], v[0, 4] = h0.T, x.swapaxes(1, -1), 1, c0.T
    products, one = np.empty((2, H, *batch), dtype), np.ones((), dtype)
    written, kept = products

    negative, exp, reciprocal, tanh, add, multiply = np.negative, np.exp, np.reciprocal, np.tanh, np.add, np.multiply
    rows = a.reshape(T, 4 * H, *batch), a[:, :3], a[:, 3], v[:, :3], v[:, 3], v[:, 1:3], v[:, 3:], v[1:, 4], v[:, 0]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for t, hx1, a_t, a_oif, a_g, oif, g, if_, g_c_prev, c, o, tanh_ct, h in zip(
            range(T), joined, *rows, tanh_c, joined[1:, :H], strict=False
        ):
            weights.dot(hx1, a_t)
            negative(a_oif, oif)
            exp(oif, oif)
            add(oif, one, oif)
            reciprocal(oif, oif)  # o, i, f = σ(a)
            tanh(a_g, g)
            if clamps:
                _hold(clamps, t, o=o, i=if_[0], f=if_[1], g=g)
            multiply(if_, g_c_prev, products)
            add(kept, written, c)  # c = f * c_prev + i * g
            if clamps:
                _hold(clamps, t, c=c)
            tanh(c, tanh_ct)
            multiply(o, tanh_ct, h)  # h = o * tanh(c)
            if clamps:
                _hold(clamps, t, h=h)
    refuse_overflow("params", a, *([v[1:, 4]] if clamps else []))  # a gate held above 1 may make c grow without bound
    a, v, tanh_c, joined = a.swapaxes(2, -1), v.swapaxes(2, -1), tanh_c.swapaxes(1, -1), joined.swapaxes(1, -1)
    before = a[:, 1], a[:, 2], a[:, 3], a[:, 0]
    return LSTMStep(*before, v[:T, 1], v[:T, 2], v[:T, 3], v[:T, 0], v[1:, 4], tanh_c, joined[1:, ..., :H])


def _packed(p: LSTMParams) -> Array:
    """[U W b], (4H, H + D + 1), its gates in the order o, i, f, g; stored by columns, as BLAS likes it best here."""
    columns = np.concatenate([p.weight_hh.T, p.weight_ih.T, p.bias[None]])
    return np.concatenate([columns[:, 3 * p.hidden :], columns[:, : 3 * p.hidden]], axis=1).T


def _hold(clamps: Mapping[str, Steps], t: int, **signals: Array) -> None:
    for name in clamps.keys() & signals.keys():
        value = clamps[name][t].T
        np.copyto(signals[name], value, where=~np.isnan(value))


def run_back(
    p: LSTMParams,
    x: Inputs,
    h0: State,
    c0: State,
    s: LSTMStep,
    dh: Steps,
    dc: State,
    clamps: Mapping[str, Steps] | None = None,
) -> LSTMGradients:
    """`step_back` over a run; `dh`: the loss's own gradient of each h, `dc`: of the last c.

    Each array first holds slopes, which the recorded values decide, for all steps at once; the loop, a chain of
    products, turns them into gradients in place. A clamped signal has a gradient too, but it passes none on.
    """
    T, H, D, batch, dtype = len(x), p.hidden, p.inputs, x.shape[1:-1], p.dtype
    i, f, g, o = s.i.swapaxes(1, -1), s.f.swapaxes(1, -1), s.g.swapaxes(1, -1), s.o.swapaxes(1, -1)
    c, tanh_c = s.c.swapaxes(1, -1), s.tanh_c.swapaxes(1, -1)
    da = np.empty((T, 4, H, *batch), dtype)  # i, f, g, o
    da_i, da_f, da_g, da_o = da[:, 0], da[:, 1], da[:, 2], da[:, 3]
    di, df, dg, do, dtanh_c, dh_t, dc_t, dc_from_h = np.empty((8, T, H, *batch), dtype)  # one block: few page faults
    dc_next = np.empty((T + 1, H, *batch), dtype)  # row t + 1: what reaches c of step t from step t + 1
    multiply = np.multiply
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        dh_t[:] = dh.swapaxes(1, -1)
        dc_next[:T], dc_next[T] = f, dc.T  # c = f * c_prev + i * g
        multiply(o, _tanh_slope(tanh_c, dc_from_h), dc_from_h)  # h = o * tanh(c)
        multiply(tanh_c, _sigmoid_slope(o, da_o), da_o)  # o = σ(a_o)
        multiply(i, _tanh_slope(g, da_g), da_g)  # g = tanh(a_g)
        multiply(g, _sigmoid_slope(i, da_i), da_i)  # i = σ(a_i)
        _sigmoid_slope(f, da_f)  # f = σ(a_f)
        da_f[0] *= c0.T
        da_f[1:] *= c[:-1]
        free = {name: np.isnan(held).swapaxes(1, -1) for name, held in (clamps or {}).items()}
        before_c, before_h = (da_i, da_f, da_g, dc_next[:T]), (da_o, dc_from_h)
        paths = {"i": (da_i,), "f": (da_f,), "g": (da_g,), "o": (da_o,), "c": before_c, "h": before_h}
        for name, mask in free.items():
            for slope in paths[name]:
                slope *= mask

        from_gates, recurrent, add = np.zeros((H, *batch), dtype), p.weight_hh.T, np.add
        rows = dh_t, dc_from_h, dc_next[1:], dc_t, da[:, :3], da_o, da.reshape(T, 4 * H, *batch), dc_next[:T]
        upwards = [row[::-1] for row in rows]
        for dh, from_h, from_next, dc, da_ifg, da_out, da_all, dc_prev in zip(*upwards, strict=True):
            add(dh, from_gates, dh)  # the loss reads h, and so do the gates of the next step
            multiply(dh, from_h, from_h)
            add(from_h, from_next, dc)
            multiply(da_ifg, dc, da_ifg)
            multiply(da_out, dh, da_out)
            recurrent.dot(da_all, from_gates)
            multiply(dc_prev, dc, dc_prev)

        # a = W x + U h_prev + b, for all steps and sequences at once
        xh1 = np.empty((T, *batch, D + H + 1), dtype)
        xh1[..., :D], xh1[0, ..., D:-1], xh1[1:, ..., D:-1], xh1[..., -1] = x, h0, s.h[:-1], 1
        columns = da.reshape(T, 4 * H, *batch).swapaxes(0, 1).reshape(4 * H, -1)
        dWUb = columns @ xh1.reshape(-1, D + H + 1)
        dx = (columns.T @ p.weight_ih).reshape(x.shape)
        refuse_overflow("dh", dWUb, dx, from_gates)

        dc_on = dc_t * free["c"] if "c" in free else dc_t
        dh_on = dh_t * free["h"] if "h" in free else dh_t
        multiply(dc_on, g, di)  # c = f * c_prev + i * g
        multiply(dc_on, i, dg)
        multiply(dc_on[0], c0.T, df[0])
        multiply(dc_on[1:], c[:-1], df[1:])
        multiply(dh_on, tanh_c, do)  # h = o * tanh(c)
        multiply(dh_on, o, dtanh_c)
    signals = da_i, da_f, da_g, da_o, di, df, dg, do, dc_t, dtanh_c, dh_t, dc_from_h, dc_next[1:]
    *inner, c_from_h, c_from_next = [signal.swapaxes(1, -1) for signal in signals]
    weights = dWUb[:, :D], dWUb[:, D:-1], dWUb[:, -1]
    return LSTMGradients(LSTMStep(*inner), c_from_h, c_from_next, dx, from_gates.T, dc_next[0].T, *weights)


def _sigmoid_slope(s: Array, out: Array) -> Array:
    return np.multiply(s, np.subtract(1, s, out), out)  # dσ/da = σ (1 - σ)


def _tanh_slope(s: Array, out: Array) -> Array:
    return np.subtract(1, np.multiply(s, s, out), out)  # dtanh/da = 1 - tanh²
