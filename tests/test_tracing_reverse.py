"""A reverse trace: the same run as of the input turned round, told in the order of the input."""

from __future__ import annotations

import io
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from lstm_viz.clamp_ranking import rank_clamps
from tests.networks import NetworkProblem, network_problem


def reverse_trace(p: NetworkProblem, **clamps: Any) -> lv.Trace:
    """The trace of one reverse direction, as a network has it but for clamps."""
    params = p.net.layers[0].reverse
    assert params
    state = {name: both[1] for name, both in p.state.items()}
    held = {name: values[::-1] for name, values in clamps.items()}
    return lv.trace("lstm", params, p.x[::-1], state, held).flipped()


def test_flipping_twice_is_the_same_trace_and_nothing_of_it_can_be_changed() -> None:
    tr = reverse_trace(network_problem(1, 2, 5, 2, 2, 3, 0), f=np.full((5, 2, 3), 0.5))
    again = tr.flipped().flipped()
    assert (again.reverse, tr.flipped().reverse) == (True, False)
    for name, array in tr.arrays().items():
        assert_array_equal(again.arrays()[name], array)
    for array in (*again.record, again.x, *again.clamps.values()):
        assert not array.flags.writeable


def test_its_gradients_are_those_of_the_run_turned_back() -> None:
    tr = reverse_trace(network_problem(1, 2, 5, 2, 2, 3, 0))
    dh = np.random.default_rng(0).standard_normal(tr.h.shape)
    gr, run = lv.backprop(tr, dh), lv.backprop(tr.flipped(), dh[::-1])
    for name in gr.signals:
        assert_array_equal(gr[name], run[name][::-1])
        assert not gr[name].flags.writeable
    assert_array_equal(gr.c0, run.c0)
    assert_array_equal(gr.params.weight_hh, run.params.weight_hh)


def test_a_reverse_trace_is_saved_and_loaded_with_its_backward_pass() -> None:
    p = network_problem(1, 2, 6, 3, 2, 4, 0)
    clamps = {"f": np.where(np.arange(6)[:, None, None] % 2, np.nan, 0.25) * np.ones(4)}
    for tr in (p.net.trace(p.x, p.state).layers[0].reverse, reverse_trace(p, **clamps)):
        assert tr
        file = io.BytesIO()
        tr.save(file)
        again = lv.Trace.load(file)
        assert (again.reverse, again.arrays().keys()) == (True, tr.arrays().keys())
        for name, array in tr.arrays().items():
            assert_array_equal(again.arrays()[name], array)
        assert_array_equal(lv.backprop(again, tr.h)["a_f"], lv.backprop(tr, tr.h)["a_f"])
        assert pickle.loads(pickle.dumps(tr)).reverse  # noqa: S301


@pytest.mark.parametrize("reverse", [np.zeros(()), np.ones(1), np.float32(1), np.full((), np.nan)])
def test_a_trace_with_another_mark_than_1_is_refused(reverse: Any) -> None:
    file = io.BytesIO()
    np.savez(file, **reverse_trace(network_problem(1, 2, 3, None, 2, 2, 0)).arrays() | {"reverse": reverse})
    with pytest.raises(lv.InputError) as caught:
        lv.Trace.load(file)
    assert caught.value.code in ("file", "not-finite")


@pytest.mark.parametrize("clamped", [False, True])
def test_the_ledger_of_a_reverse_trace_is_that_of_the_run_with_every_step_at_its_place(clamped: bool) -> None:
    p = network_problem(1, 2, 7, 2, 2, 3, 0)
    clamps = {"c": np.where(np.arange(7)[:, None, None] == 4, 0.5, np.nan) * np.ones(3)} if clamped else {}
    tr = reverse_trace(p, **clamps)
    ledger, run = lv.memory_ledger(tr), lv.memory_ledger(tr.flipped())
    assert_allclose(ledger.sum(axis=1), tr.c, atol=1e-13)
    for t in range(7):
        assert_array_equal(ledger[t, 0], run[6 - t, 0])
        for k in range(7):
            assert_array_equal(ledger[t, k + 1], run[6 - t, 7 - k])


def test_dc_of_a_reverse_trace_is_of_the_c_computed_last() -> None:
    tr = reverse_trace(network_problem(1, 2, 4, None, 2, 3, 0))
    gr = lv.backprop(tr, np.zeros((4, 3)), np.ones(3))
    assert_array_equal(gr["c_from_next"][0], np.ones(3))
    assert_array_equal(gr["c_from_next"][1], tr.f[0])


def test_clamps_of_a_reverse_trace_are_ranked_by_their_step_of_the_input() -> None:
    tr = reverse_trace(network_problem(1, 2, 5, None, 2, 2, 0))
    best = next(effect for effect in rank_clamps(tr) if effect.step is not None)
    held = np.full((5, 2), np.nan)
    held[best.step, best.unit] = best.value
    again = reverse_trace(network_problem(1, 2, 5, None, 2, 2, 0), **{best.signal: held})
    assert_allclose((again.h - tr.h)[0, best.changed_unit], best.change, atol=1e-12)
