"""Which clamp changes the last h most: against one trace for each clamp, and against hand sums."""

from __future__ import annotations

import tracemalloc
from math import tanh
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lstm_viz as lv
from lstm_viz.clamp_ranking import HELD, ClampEffect, rank_clamps
from tests.cells.draws import problem

GOLDEN = lv.init_params("lstm", 1, 1, "golden")
sizes = st.tuples(st.integers(1, 5), st.none(), st.integers(1, 2), st.integers(1, 3))


def traced(size: Any, seed: int, clamped: bool, dtype: Any = np.float64) -> lv.Trace:
    """A random trace; clamped: a third of what can be held is."""
    p = problem(*size, seed=seed, dtype=dtype)
    rng = np.random.default_rng(seed)
    shape = p.dh.shape
    held = {name: np.where(rng.random(shape) < 0.3, rng.uniform(0.1, 0.9, shape), np.nan) for name in "ifgoch"}
    return lv.trace("lstm", p.params, p.x, p.state, held if clamped else None)


def one_by_one(tr: lv.Trace) -> dict[tuple[Any, ...], Any]:
    """The change of the last h for each clamp, by a trace of its own from the start: {(signal, unit, step, value)}."""
    found = {}
    for step in (*range(tr.steps), None):
        for unit in range(tr.hidden):
            for signal, values in HELD.items():
                for value in values:
                    held = tr.clamps.get(signal, np.full(tr.h.shape, np.nan)).copy()
                    held[slice(None) if step is None else step, unit] = value
                    clamps = {**tr.clamps, signal: held}
                    again = lv.trace("lstm", tr.params, tr.x, {"h": tr.h0, "c": tr.c0}, clamps)
                    found[signal, unit, step, value] = again.h[-1] - tr.h[-1]
    return found


def clamp(effect: ClampEffect) -> tuple[Any, ...]:
    return effect.signal, effect.unit, effect.step, effect.value


@settings(max_examples=25)
@given(size=sizes, seed=st.integers(0, 99), clamped=st.booleans())
def test_each_effect_is_that_of_a_trace_of_its_own(size: Any, seed: int, clamped: bool) -> None:
    tr = traced(size, seed, clamped)
    expected = one_by_one(tr)
    effects = rank_clamps(tr)
    assert len(effects) == len({clamp(effect) for effect in effects}) == 9 * tr.hidden * (tr.steps + 1)
    for effect in effects:
        change = expected[clamp(effect)]
        assert abs(effect.change) == pytest.approx(abs(change).max(), abs=1e-11)
        assert effect.change == pytest.approx(change[effect.changed_unit], abs=1e-11)


@settings(max_examples=25)
@given(size=sizes, seed=st.integers(0, 99), clamped=st.booleans(), most=st.integers(1, 200))
def test_the_largest_change_comes_first_and_the_first_ones_are_those_of_all(
    size: Any, seed: int, clamped: bool, most: int
) -> None:
    tr = traced(size, seed, clamped)
    effects = rank_clamps(tr)
    changes = [round(abs(effect.change), 12) for effect in effects]
    assert changes == sorted(changes, reverse=True)
    assert rank_clamps(tr, most) == effects[:most]


# Step 2 of the golden sheet, its six decimals typed off: h₂ = o · tanh(f · c₁ + i · g).
SHEET = {"f": 0.736069, "i": 0.777520, "g": 0.900887, "o": 0.845867}
C1, H2 = 0.390214, 0.845867 * tanh(0.987682)


@pytest.mark.parametrize(("signal", "value"), [(signal, value) for signal in HELD for value in HELD[signal]])
def test_an_effect_on_the_golden_sheet_is_the_hand_sum(signal: str, value: float) -> None:
    effects = {clamp(effect): effect.change for effect in rank_clamps(lv.trace("lstm", GOLDEN, [1, 2]))}
    gate = SHEET | {signal: value}
    by_hand = gate["o"] * tanh(gate["f"] * C1 + gate["i"] * gate["g"])
    assert effects[signal, 0, 1, value] == pytest.approx(by_hand - H2, abs=3e-6)


def test_on_the_golden_sheet_only_a_candidate_held_at_minus_1_throughout_beats_a_shut_output_gate() -> None:
    first, second = rank_clamps(lv.trace("lstm", GOLDEN, [1, 2, 3, 4]), most=2)
    assert clamp(first) == ("g", 0, None, -1.0)
    assert first.change < -0.956556  # h₄ falls below 0 …
    assert clamp(second) == ("o", 0, 3, 0.0)
    assert second.change == pytest.approx(-0.956556, abs=1e-6)  # … or to 0


def test_of_one_step_that_step_and_every_step_are_the_same_clamp_and_the_step_comes_first() -> None:
    effects = rank_clamps(lv.trace("lstm", GOLDEN, [1]))
    assert len(effects) == 18
    for size in {abs(effect.change) for effect in effects}:
        same = [effect for effect in effects if abs(effect.change) == size]
        half = len(same) // 2
        assert [effect.step for effect in same] == [0] * half + [None] * half
        assert [clamp(e)[:2] for e in same[:half]] == [clamp(e)[:2] for e in same[half:]]


def test_without_a_memory_the_forget_gate_of_the_first_step_changes_nothing() -> None:
    tr = lv.trace("lstm", GOLDEN, [1, 2])
    nothing = [effect for effect in rank_clamps(tr) if effect.change == 0]
    assert [clamp(effect) for effect in nothing] == [("f", 0, 0, 0.0), ("f", 0, 0, 1.0)]


def test_equals_stand_by_step_then_unit_then_signal_then_value() -> None:
    tr = lv.trace("lstm", lv.init_params("lstm", 2, 3, "golden"), [[1, 2]] * 4, clamps={"h": [[np.nan]] * 3 + [[0.5]]})
    effects = rank_clamps(tr)  # the last h is held: nothing can change it
    order = [(s, u, k, v) for k in (0, 1, 2, 3, None) for u in range(3) for s in "figo" for v in HELD[s]]
    assert [clamp(effect) for effect in effects] == order
    assert {(effect.change, effect.changed_unit) for effect in effects} == {(0.0, 0)}


def test_units_alike_stand_by_number_whatever_their_last_bits_are() -> None:
    effects = rank_clamps(lv.trace("lstm", lv.init_params("lstm", 1, 4, "golden"), [0.3, 0.7, -0.2]))
    alike = [effect for effect in effects if (effect.signal, effect.step) == ("f", 1) and effect.value == 0]
    assert [effect.unit for effect in alike] == [0, 1, 2, 3]
    steps = [0, 1, 2, None]
    keys = [(-round(abs(e.change), 12), steps.index(e.step), e.unit, "figo".index(e.signal), e.value) for e in effects]
    assert keys == sorted(keys)


def test_a_clamp_that_stands_already_changes_nothing_and_one_in_its_place_replaces_it() -> None:
    held = {"f": [[np.nan, np.nan], [0, np.nan], [np.nan, np.nan]]}
    p = problem(3, None, 2, 2)
    tr = lv.trace("lstm", p.params, p.x, p.state, held)
    effects = {clamp(effect): effect.change for effect in rank_clamps(tr)}
    assert effects["f", 0, 1, 0.0] == 0
    opened = lv.trace("lstm", p.params, p.x, p.state, {"f": [[np.nan, np.nan], [1, np.nan], [np.nan, np.nan]]})
    change = opened.h[-1] - tr.h[-1]
    assert effects["f", 0, 1, 1.0] == pytest.approx(change[abs(change).argmax()], abs=1e-14)
    shut_throughout = lv.trace("lstm", p.params, p.x, p.state, {"f": [[0, np.nan]] * 3})
    assert abs(effects["f", 0, None, 0.0]) == pytest.approx(abs(shut_throughout.h[-1] - tr.h[-1]).max(), abs=1e-14)


def test_float32_ranks_too() -> None:
    single, double = (traced((5, None, 2, 3), 1, clamped=False, dtype=dtype) for dtype in (np.float32, np.float64))
    found, expected = rank_clamps(single, 1)[0], rank_clamps(double, 1)[0]
    assert clamp(found) == clamp(expected)
    assert found.change == pytest.approx(expected.change, abs=1e-5)


@pytest.mark.parametrize("most", [0, -1])
def test_fewer_than_one_is_refused(most: int) -> None:
    with pytest.raises(lv.InputError, match="most"):
        rank_clamps(lv.trace("lstm", GOLDEN, [1]), most)


def test_the_longest_run_on_the_screen_takes_less_than_50_mb() -> None:
    p = problem(64, None, 8, 8)
    tr = lv.trace("lstm", p.params, p.x, p.state, {"c": p.dh})
    tracemalloc.start()
    try:
        assert len(rank_clamps(tr)) == 9 * 8 * 65
        assert tracemalloc.get_traced_memory()[1] < 50e6
    finally:
        tracemalloc.stop()
