"""The memory ledger: every share of the cell state by the step that wrote it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from tests.cells.draws import problem

sizes = st.tuples(st.integers(1, 20), st.none() | st.integers(1, 3), st.integers(1, 2), st.integers(1, 4))


@given(size=sizes, seed=st.integers(0, 99), scale=st.floats(0, 10), clamped=st.booleans())
def test_it_sums_to_the_cell_state(size: Any, seed: int, scale: float, clamped: bool) -> None:
    p = problem(*size, seed=seed, scale=scale)
    clamps = {"c": np.where(np.random.default_rng(seed).random(p.dh.shape) < 0.3, p.dh, np.nan)} if clamped else None
    tr = lv.trace("lstm", p.params, p.x, p.state, clamps)
    ledger = lv.memory_ledger(tr)
    assert ledger.shape == (tr.steps, tr.steps + 1, *tr.c.shape[1:])
    assert_allclose(ledger.sum(axis=1), tr.c, rtol=1e-12, atol=1e-12)


def test_each_share_is_what_was_written_times_the_forget_gates_since() -> None:
    p = problem(6, None, 2, 3)
    tr = lv.trace("lstm", p.params, p.x, p.state)
    ledger = lv.memory_ledger(tr)
    for t in range(6):
        assert_allclose(ledger[t, 0], tr.c0 * tr.f[: t + 1].prod(axis=0), rtol=1e-12)
        for k in range(6):
            share = tr.i[k] * tr.g[k] * tr.f[k + 1 : t + 1].prod(axis=0) if k <= t else 0
            assert_allclose(ledger[t, k + 1], np.broadcast_to(share, 3), rtol=1e-12)


def test_some_units_are_those_of_all_units() -> None:
    p = problem(5, 2, 2, 4)
    tr = lv.trace("lstm", p.params, p.x)
    assert_array_equal(lv.memory_ledger(tr, units=[3, 1]), lv.memory_ledger(tr)[..., [3, 1]])
    assert_array_equal(lv.memory_ledger(tr, units=2), lv.memory_ledger(tr)[..., [2]])


@pytest.mark.parametrize("units", [4, -1, [0, 9], [], [[0]], 0.5, "all", [True], [0, [1]]])
def test_units_the_cell_has_not_are_refused(units: Any) -> None:
    p = problem(2, None, 1, 4)
    with pytest.raises(lv.InputError):
        lv.memory_ledger(lv.trace("lstm", p.params, p.x), units)


def test_a_ledger_of_more_than_1_gib_is_refused_with_the_figure() -> None:
    tr = lv.trace("lstm", lv.init_params("lstm", 1, 8), np.zeros(5000))
    with pytest.raises(lv.InputError, match="GiB"):
        lv.memory_ledger(tr)
    assert_array_equal(lv.memory_ledger(lv.trace("lstm", tr.params, tr.x[:50]), units=0)[:, 0], np.zeros((50, 1)))
