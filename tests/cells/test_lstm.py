"""The LSTM's mathematics: fast and readable, forward and backward, and finite differences all agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from lstm_viz.cells import lstm
from tests.cells.draws import SIZES, Problem, problem

sizes = pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
some_sizes = st.tuples(st.integers(1, 12), st.none() | st.integers(1, 3), st.integers(1, 3), st.integers(1, 5))
scales = st.floats(0, 20)


def run_step_by_step(p: Problem) -> lstm.LSTMStep:
    h, c, steps = p.state["h"], p.state["c"], []
    for x in p.x:
        steps.append(lstm.step(p.params, x, h, c))
        h, c = steps[-1].h, steps[-1].c
    return lstm.LSTMStep(*(np.stack(signal) for signal in zip(*steps, strict=True)))


def back_step_by_step(p: Problem, record: lstm.LSTMStep) -> list[lstm.LSTMGradients]:
    """From the last step to the first; each sends its dh_prev and dc_prev to the one before."""
    h_prev = np.concatenate([p.state["h"][None], record.h[:-1]])
    c_prev = np.concatenate([p.state["c"][None], record.c[:-1]])
    back: list[lstm.LSTMGradients] = []
    for t in reversed(range(len(p.x))):
        dh = p.dh[t] + (back[-1].h_prev if back else 0)
        dc = back[-1].c_prev if back else p.dc
        one = lstm.LSTMStep(*(signal[t] for signal in record))
        back.append(lstm.step_back(p.params, p.x[t], h_prev[t], c_prev[t], one, dh, dc))
    return back


@sizes
def test_run_equals_step_after_step(T: int, B: int | None, D: int, H: int) -> None:
    p = problem(T, B, D, H)
    for fast, slow in zip(lstm.run(p.params, p.x, p.state["h"], p.state["c"]), run_step_by_step(p), strict=True):
        assert_allclose(fast, slow, rtol=0, atol=1e-14)


@sizes
def test_run_back_equals_step_back_after_step_back(T: int, B: int | None, D: int, H: int) -> None:
    p = problem(T, B, D, H)
    record = run_step_by_step(p)
    slow = back_step_by_step(p, record)[::-1]
    fast = lstm.run_back(p.params, p.x, p.state["h"], p.state["c"], record, p.dh, p.dc)
    for k in range(len(record)):
        assert_allclose(fast.signals[k], np.stack([one.signals[k] for one in slow]), rtol=1e-11, atol=1e-12)
    for name in ("x", "c_from_h", "c_from_next"):
        assert_allclose(getattr(fast, name), np.stack([getattr(one, name) for one in slow]), rtol=1e-11, atol=1e-12)
    for name in ("weight_ih", "weight_hh", "bias"):
        assert_allclose(getattr(fast, name), sum(getattr(one, name) for one in slow), rtol=1e-11, atol=1e-12)
    assert_allclose(fast.h_prev, slow[0].h_prev, rtol=1e-11, atol=1e-12)
    assert_allclose(fast.c_prev, slow[0].c_prev, rtol=1e-11, atol=1e-12)


@sizes
def test_step_back_is_the_adjoint_of_step(T: int, B: int | None, D: int, H: int) -> None:
    """⟨dy, J v⟩ = ⟨Jᵀ dy, v⟩ for a random direction v, with J v by central differences."""
    p, v, eps = problem(1, B, D, H), problem(1, B, D, H, seed=1), 1e-6

    def moved(way: float) -> lstm.LSTMStep:
        params = lv.LSTMParams(*(getattr(p.params, n) + way * getattr(v.params, n) for n in vars(p.params)))
        h, c = (p.state[name] + way * v.state[name] for name in "hc")
        return lstm.step(params, p.x[0] + way * v.x[0], h, c)

    up, down = moved(eps), moved(-eps)
    forward = sum(np.vdot(d, (a - b) / (2 * eps)) for d, a, b in ((p.dh[0], up.h, down.h), (p.dc, up.c, down.c)))
    back = lstm.step_back(p.params, p.x[0], p.state["h"], p.state["c"], moved(0), p.dh[0], p.dc)
    pairs = [(back.x, v.x[0]), (back.h_prev, v.state["h"]), (back.c_prev, v.state["c"])]
    pairs += [(getattr(back, name), getattr(v.params, name)) for name in vars(v.params)]
    assert_allclose(sum(np.vdot(a, b) for a, b in pairs), forward, rtol=1e-7, atol=1e-8)


def loss(p: Problem, tr: lv.Trace) -> float:
    return float((p.dh * tr.h).sum() + (p.dc * tr.c[-1]).sum())


@pytest.mark.parametrize("clamped", [None, "i", "f", "g", "o", "c", "h"])
def test_backprop_agrees_with_finite_differences_clamped_or_not(clamped: str | None) -> None:
    p, eps = problem(5, 2, 2, 3, seed=4), 1e-6
    clamps = None
    if clamped:
        clamps = {clamped: np.full((5, 1, 1), np.nan)}
        clamps[clamped][2] = 0.3
    gr = lv.backprop(lv.trace("lstm", p.params, p.x, p.state, clamps), p.dh, p.dc)
    given_arrays = {"x": p.x, "h": p.state["h"], "c": p.state["c"], **vars(p.params)}
    expected = {"x": gr.x, "h": gr.h0, "c": gr.c0, **vars(gr.params)}
    for name, array in given_arrays.items():
        found = np.empty(array.shape)
        for index in np.ndindex(array.shape):
            losses = []
            for way in (eps, -eps):
                moved = {k: np.array(v) for k, v in given_arrays.items()}
                moved[name][index] += way
                params = lv.LSTMParams(*(moved[k] for k in vars(p.params)))
                tr = lv.trace("lstm", params, moved["x"], {"h": moved["h"], "c": moved["c"]}, clamps)
                losses.append(loss(p, tr))
            found[index] = (losses[0] - losses[1]) / (2 * eps)
        assert_allclose(expected[name], found, atol=2e-8, err_msg=name)


@pytest.mark.parametrize("signal", ["i", "f", "g", "o", "c", "h"])
def test_a_signals_gradient_is_what_clamping_it_elsewhere_would_change(signal: str) -> None:
    """Clamp one signal at one step to a little more and a little less than its own value, and watch the loss."""
    p, t, eps = problem(5, None, 2, 3, seed=5), 2, 1e-6
    free = lv.trace("lstm", p.params, p.x, p.state)
    gradient = lv.backprop(free, p.dh, p.dc)[signal][t]
    for unit in range(3):
        losses = []
        for way in (eps, -eps):
            values = np.full(free.h.shape, np.nan)
            values[t, unit] = free[signal][t, unit] + way
            losses.append(loss(p, lv.trace("lstm", p.params, p.x, p.state, {signal: values})))
        assert_allclose((losses[0] - losses[1]) / (2 * eps), gradient[unit], atol=2e-8)


@sizes
def test_clamping_to_the_computed_values_changes_nothing(T: int, B: int | None, D: int, H: int) -> None:
    p = problem(T, B, D, H)
    free = lv.trace("lstm", p.params, p.x, p.state)
    held = lv.trace("lstm", p.params, p.x, p.state, {name: free[name] for name in free.cell.clampable})
    for name in free.signals:
        assert_array_equal(held[name], free[name])


def test_the_axes_named_in_the_signatures_are_checked_in_this_suite() -> None:
    p = problem(2, None, 1, 3)
    with pytest.raises(TypeCheckError):
        lstm.step(p.params, p.x[0], p.state["h"], np.zeros(4))
    with pytest.raises(TypeCheckError):
        lstm.run_back(p.params, p.x, p.state["h"], p.state["c"], run_step_by_step(p), p.dh[1:], p.dc)


def test_the_two_paths_into_the_cell_state_sum_to_its_gradient() -> None:
    p = problem(9, 2, 2, 3)
    gr = lv.backprop(lv.trace("lstm", p.params, p.x, p.state), p.dh, p.dc)
    assert_array_equal(gr["c_from_h"] + gr["c_from_next"], gr["c"])
    assert_array_equal(gr["c_from_next"][-1], p.dc)


@given(size=some_sizes, scale=scales, seed=st.integers(0, 99))
def test_every_signal_stays_within_its_range(size: Any, scale: float, seed: int) -> None:
    p = problem(*size, seed=seed, scale=scale)
    tr = lv.trace("lstm", p.params, p.x, p.state)
    for signal in tr.cell.signals:
        assert (tr[signal.name] >= signal.low).all()
        assert (tr[signal.name] <= signal.high).all()


@given(size=some_sizes, scale=scales, seed=st.integers(0, 99), data=st.data())
def test_a_prefixs_trace_is_the_traces_prefix(size: Any, scale: float, seed: int, data: st.DataObject) -> None:
    p = problem(*size, seed=seed, scale=scale)
    length = data.draw(st.integers(1, size[0]))
    whole = lv.trace("lstm", p.params, p.x, p.state)
    part = lv.trace("lstm", p.params, p.x[:length], p.state)
    for name in whole.signals:
        assert_allclose(part[name], whole[name][:length], rtol=1e-12, atol=1e-12)


@given(size=some_sizes, seed=st.integers(0, 99))
def test_each_sequence_of_a_batch_is_traced_as_if_alone(size: Any, seed: int) -> None:
    T, _, D, H = size
    p = problem(T, 3, D, H, seed=seed)
    together = lv.trace("lstm", p.params, p.x, p.state)
    for b in range(3):
        alone = lv.trace("lstm", p.params, p.x[:, b], {name: values[b] for name, values in p.state.items()})
        for name in alone.signals:
            assert_allclose(together[name][:, b], alone[name], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1.0, 100.0, 1e4])
def test_huge_pre_activations_neither_warn_nor_make_nan(dtype: Any, size: float) -> None:
    signs = np.array([[1], [-1], [1], [-1], [-1], [1], [-1], [1]], dtype)
    params = lv.LSTMParams(signs * dtype(size), np.zeros((8, 2), dtype), np.zeros(8, dtype))
    with np.errstate(all="raise", under="ignore"):
        tr = lv.trace("lstm", params, [1.0, -1.0, 1.0])
        gr = lv.backprop(tr, np.ones((3, 2)), np.ones(2))
    assert np.abs(tr["a_f"]).max() == size
    assert all(np.isfinite(tr[name]).all() and np.isfinite(gr[name]).all() for name in tr.signals)
    lstm.step(params, np.array([1.0], dtype), np.zeros(2, dtype), np.zeros(2, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigma_keeps_relative_accuracy_in_the_far_tail(dtype: Any) -> None:
    a = np.array([-80, -40, -20, -1, 0, 1, 20], dtype)
    expected = 1 / (1 + np.exp(-a.astype(np.longdouble)))
    bias = np.repeat(np.array([0, 0, 0, 0], dtype), 7)
    bias[7:14] = a
    tr = lv.trace("lstm", lv.LSTMParams(np.zeros((28, 1), dtype), np.zeros((28, 7), dtype), bias), [0.0])
    assert_allclose(tr.f[0], expected.astype(dtype), rtol=8 * np.finfo(dtype).eps)
    assert_allclose(lstm.sigmoid(a), expected.astype(dtype), rtol=8 * np.finfo(dtype).eps)
    assert 4.2e-18 < tr.f[0, 1] < 4.3e-18


@sizes
def test_float32_is_close_to_float64(T: int, B: int | None, D: int, H: int) -> None:
    p64 = problem(T, B, D, H, scale=0.5)  # not saturated: there 1 - o keeps few digits in float32, PyTorch's too
    p32 = problem(T, B, D, H, scale=0.5, dtype=np.float32)
    tr64, tr32 = (lv.trace("lstm", p.params, p.x, p.state) for p in (p64, p32))
    gr64, gr32 = (lv.backprop(tr, p.dh, p.dc) for tr, p in ((tr64, p64), (tr32, p32)))
    for name in tr64.signals:
        assert tr32[name].dtype == gr32[name].dtype == np.float32
        assert_allclose(tr32[name], tr64[name], rtol=0, atol=1e-6 * max(1, np.abs(tr64[name]).max()))
        assert_allclose(gr32[name], gr64[name], rtol=0, atol=1e-4 * np.abs(gr64[name]).max())


def test_a_run_beyond_the_largest_number_is_refused_in_words() -> None:
    params = lv.LSTMParams(np.full((4, 1), 1e300), np.zeros((4, 1)), np.zeros(4))
    with pytest.raises(lv.InputError) as caught:
        lv.trace("lstm", params, [1e300])
    assert caught.value.code == "overflow"


def test_a_gate_held_above_one_that_lets_the_cell_state_explode_is_refused_in_words() -> None:
    with pytest.raises(lv.InputError) as caught:
        lv.trace("lstm", lv.init_params("lstm", 1, 1, "golden"), np.ones(64), clamps={"f": 1e6})
    assert caught.value.code == "overflow"


def test_gradients_that_explode_beyond_the_largest_number_are_refused_in_words() -> None:
    params = lv.LSTMParams(np.zeros((4, 1)), np.full((4, 1), 1e4), np.zeros(4))
    tr = lv.trace("lstm", params, np.zeros(200))
    with pytest.raises(lv.InputError) as caught:
        lv.backprop(tr, np.ones((200, 1)))
    assert caught.value.code == "overflow"
