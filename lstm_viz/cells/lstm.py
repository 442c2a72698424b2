"""The LSTM with forget gate [hochreiter1997, gers2000]: one step, forward and backward; then a whole sequence, fast.

`step` and `step_back` are to be read; `run` and `run_back` compute the same over a whole sequence, and tests prove it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..arrays import refuse_overflow
from .params import LSTMParams

if TYPE_CHECKING:
    from ..types import Array, Bias, Input, Inputs, InputWeights, RecurrentWeights, State, Steps


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

    exp, tanh, add, multiply = np.exp, np.tanh, np.add, np.multiply
    rows = a.reshape(T, 4 * H, *batch), a[:, :3], a[:, 3], v[:, :3], v[:, 3], v[:, 1:3], v[:, 3:], v[1:, 4], v[:, 0]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        for t, hx1, a_t, a_oif, a_g, oif, g, if_, g_c_prev, c, o, tanh_ct, h in zip(
            range(T), joined, *rows, tanh_c, joined[1:, :H], strict=False
        ):
            weights.dot(hx1, a_t)
            np.negative(a_oif, oif)
            exp(oif, oif)
            add(oif, one, oif)
            np.reciprocal(oif, oif)  # o, i, f = σ(a)
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
    refuse_overflow("params", a)
    signals = *(a[:, k] for k in (1, 2, 3, 0)), *(v[:T, k] for k in (1, 2, 3, 0)), v[1:, 4], tanh_c, joined[1:, :H]
    return LSTMStep(*(signal.swapaxes(1, -1) for signal in signals))


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

    What only the recorded forward values decide, the slopes, is computed for all steps at once; the loop then is a
    chain of products. A clamped signal has a gradient, but passes none on to what it would have been computed from.
    """
    T, H, batch, dtype = len(x), p.hidden, x.shape[1:-1], p.dtype
    i, f, g, o, c, tanh_c = (signal.swapaxes(1, -1) for signal in (s.i, s.f, s.g, s.o, s.c, s.tanh_c))
    h_prev, c_prev = np.concatenate([h0[None], s.h[:-1]]), np.concatenate([c0.T[None], c[:-1]])
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        into = {
            "i": g,
            "f": c_prev,
            "g": i,
            "o": tanh_c,
            "tanh_c": o,
            "c_prev": f,
        }  # each factor's slope in its product
        for name, held in (clamps or {}).items():
            for factor in {"c": ("i", "f", "g", "c_prev"), "h": ("o", "tanh_c")}.get(name, ()):
                into[factor] = into[factor] * np.isnan(held).swapaxes(1, -1)
        slopes = np.empty((T, 4, H, *batch), dtype)  # from c to a_i, a_f, a_g; from h to a_o
        for k, (name, bend) in enumerate(
            (("i", i * (1 - i)), ("f", f * (1 - f)), ("g", 1 - g * g), ("o", o * (1 - o)))
        ):
            np.multiply(into[name], bend, slopes[:, k])
            if clamps and name in clamps:
                slopes[:, k] *= np.isnan(clamps[name]).swapaxes(1, -1)
        h_to_c = into["tanh_c"] * (1 - tanh_c * tanh_c)

        da = np.empty((T, 4, H, *batch), dtype)
        dh_all, dc_all, from_h = (np.empty((T, H, *batch), dtype) for _ in range(3))
        from_next = np.empty((T + 1, H, *batch), dtype)  # row t: what reaches c_prev of step t
        from_next[T], dh_rec = dc.T, np.zeros((H, *batch), dtype)
        recurrent, add, multiply = p.weight_hh.T, np.add, np.multiply
        rows = dh.swapaxes(1, -1), dh_all, h_to_c, from_h, from_next[1:], dc_all, slopes[:, :3], slopes[:, 3]
        more = da[:, :3], da[:, 3], da.reshape(T, 4 * H, *batch), into["c_prev"], from_next[:T]
        for dh_own, dh_t, to_c, dc_h, dc_next, dc_t, to_ifg, to_o, da_ifg, da_o, da_t, to_prev, dc_prev in zip(
            *(row[::-1] for row in (*rows, *more)), strict=True
        ):
            add(dh_own, dh_rec, dh_t)  # the loss reads h, and so does step t + 1
            multiply(dh_t, to_c, dc_h)
            add(dc_h, dc_next, dc_t)
            multiply(dc_t, to_ifg, da_ifg)
            multiply(dh_t, to_o, da_o)
            recurrent.dot(da_t, dh_rec)
            multiply(dc_t, to_prev, dc_prev)

        dx, dW, dU, db = _affine_back(p, x, h_prev, da.reshape(T, 4 * H, *batch))
        di, df, dg = (dc_all * into[name] for name in ("i", "f", "g"))
        refuse_overflow("dh", dx, dW, dU, db, dh_rec, from_next[0])
        do, dtanh_c = dh_all * into["o"], dh_all * into["tanh_c"]
    signals = *(da[:, k] for k in range(4)), di, df, dg, do, dc_all, dtanh_c, dh_all
    outer = (signal.swapaxes(1, -1) for signal in (*signals, from_h, from_next[1:]))
    *inner, c_from_h, c_from_next = outer
    return LSTMGradients(LSTMStep(*inner), c_from_h, c_from_next, dx, dh_rec.T, from_next[0].T, dW, dU, db)


def _affine_back(p: LSTMParams, x: Inputs, h_prev: Steps, da: Array) -> tuple[Array, Array, Array, Array]:
    """a = W x + U h_prev + b read upwards for all steps and sequences at once."""
    da = da.swapaxes(0, 1).reshape(4 * p.hidden, -1)
    dx = (da.T @ p.weight_ih).reshape(x.shape)
    return dx, da @ x.reshape(-1, p.inputs), da @ h_prev.reshape(-1, p.hidden), da.sum(axis=1)
