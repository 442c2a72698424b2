"""Wrong answers with a name: what each mistake gives, against hand sums and against the cell's own step done wrong."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, tanh
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from lstm_viz.cells.lstm import LSTMStep, step
from lstm_viz.mistakes import mistakes, rounded_early
from tests.cells.draws import problem

GOLDEN = lv.trace("lstm", lv.init_params("lstm", 1, 1, "golden"), [1, 2, 3, 4])
OPERATIONS = ["f", "i", "g", "c", "o", "h"]
OF_A_GATE = {"no-bias", "other-squashing", "no-squashing", "no-recurrence", "no-input"}
sizes = st.tuples(st.integers(1, 8), st.none(), st.integers(1, 3), st.integers(1, 4))
runs = {"size": sizes, "seed": st.integers(0, 99), "clamped": st.booleans()}


def traced(size: Any, seed: int, clamped: bool, scale: float = 0.6) -> lv.Trace:
    """A random trace; clamped: a third of what can be held is."""
    p = problem(*size, seed=seed, scale=scale)
    rng = np.random.default_rng(seed)
    held = {
        name: np.where(rng.random(p.dh.shape) < 0.3, rng.uniform(0.1, 0.9, p.dh.shape), np.nan) for name in OPERATIONS
    }
    return lv.trace("lstm", p.params, p.x, p.state, held if clamped else None)


def taken(tr: lv.Trace) -> Iterator[tuple[int, Any, Any, Any]]:
    """Each step with what it takes: t, x, h_prev, c_prev."""
    h_prev, c_prev = tr.h0, tr.c0
    for t in range(tr.steps):
        yield t, tr.x[t], h_prev, c_prev
        h_prev, c_prev = tr.h[t], tr.c[t]


def σ(z: float) -> float:
    return 1 / (1 + exp(-z))


# Step 2 of the golden sheet, its six decimals typed off: x = 2, h₁ = .256356, c₁ = .390214.
@pytest.mark.parametrize(
    ("operation", "mistake", "by_hand"),
    [
        ("f", "other-squashing", tanh(0.5 * 2 + 0.1 * 0.256356)),
        ("f", "no-squashing", 1.0256356),
        ("f", "no-recurrence", σ(0.5 * 2)),
        ("f", "no-input", σ(0.1 * 0.256356)),
        ("f", "swapped", 0.777520),
        ("i", "no-recurrence", σ(0.6 * 2)),
        ("i", "swapped", 0.736069),
        ("g", "other-squashing", σ(0.7 * 2 + 0.3 * 0.256356)),
        ("g", "no-squashing", 1.4769068),
        ("g", "no-input", tanh(0.3 * 0.256356)),
        ("c", "no-old", 0.777520 * 0.900887),
        ("c", "no-new", 0.736069 * 0.390214),
        ("c", "late-state", 0.736069 * 0.987682 + 0.777520 * 0.900887),
        ("c", "added", 0.736069 + 0.390214 + 0.777520 + 0.900887),
        ("c", "swapped", 0.777520 * 0.390214 + 0.736069 * 0.900887),
        ("o", "no-recurrence", σ(0.8 * 2)),
        ("h", "other-squashing", 0.845867 * σ(0.987682)),
        ("h", "no-squashing", 0.845867 * 0.987682),
        ("h", "late-state", 0.845867 * tanh(0.390214)),
        ("h", "added", 0.845867 + tanh(0.987682)),
    ],
)
def test_a_mistake_on_the_golden_sheet_is_the_hand_sum(operation: str, mistake: str, by_hand: float) -> None:
    assert mistakes(GOLDEN, 0)[operation][mistake][1] == pytest.approx(by_hand, abs=3e-6)


def test_only_what_applies_to_an_operation_is_named_there() -> None:
    found = mistakes(GOLDEN, 0)
    assert list(found) == list(rounded_early(GOLDEN, 0, 4)) == OPERATIONS
    assert set(found["f"]) == set(found["i"]) == OF_A_GATE | {"swapped"}
    assert set(found["g"]) == set(found["o"]) == OF_A_GATE
    assert set(found["c"]) == {"no-old", "no-new", "late-state", "added", "swapped"}
    assert set(found["h"]) == {"other-squashing", "no-squashing", "late-state", "added"}


@given(**runs)
def test_a_mistake_is_the_cells_own_step_done_wrong(size: Any, seed: int, clamped: bool) -> None:
    tr = traced(size, seed, clamped)
    p = tr.params
    unbiased = lv.LSTMParams(p.weight_ih, p.weight_hh, 0 * p.bias)
    for unit in range(tr.hidden):
        found = mistakes(tr, unit)
        for t, x, h_prev, c_prev in taken(tr):
            done: dict[str, LSTMStep] = {
                "no-bias": step(unbiased, x, h_prev, c_prev),
                "no-recurrence": step(p, x, 0 * h_prev, c_prev),
                "no-input": step(p, 0 * x, h_prev, c_prev),
            }
            for gate in "figo":
                for mistake, wrong in done.items():
                    assert_allclose(found[gate][mistake][t], getattr(wrong, gate)[unit], rtol=1e-12)
                assert_allclose(found[gate]["no-squashing"][t], tr[f"a_{gate}"][t, unit], rtol=1e-12, atol=1e-14)
            assert found["c"]["no-new"][t] == tr.f[t, unit] * c_prev[unit]
            assert_allclose(found["h"]["late-state"][t], tr.o[t, unit] * np.tanh(c_prev[unit]), rtol=1e-12)


@given(**runs)
def test_a_mistake_never_gives_the_right_value_where_its_cause_is_active(size: Any, seed: int, clamped: bool) -> None:
    tr = traced(size, seed, clamped)
    for unit in range(tr.hidden):
        for operation, found in mistakes(tr, unit).items():
            free = np.isnan(tr.clamps[operation][:, unit]) if clamped else np.full(tr.steps, True)
            bent = (
                abs(tr[{"g": "a_g", "h": "c"}.get(operation, "o")][:, unit]) > 1e-3
            )  # near 0 tanh leaves all as it is
            for mistake, wrong in found.items():
                active = free & bent if mistake == "no-squashing" else free
                assert (abs(wrong - tr[operation][:, unit])[active] > 1e-12).all(), (operation, mistake)


@given(**runs)
def test_a_mistake_gives_the_right_value_where_its_cause_is_absent(size: Any, seed: int, clamped: bool) -> None:
    p = problem(*size, seed=seed)
    W, U, b = p.params.weight_ih, p.params.weight_hh, p.params.bias
    gates: dict[str, Any] = {"i": 0.5, "f": 0.5} if clamped else {}
    nothing = {
        "no-bias": lv.trace("lstm", lv.LSTMParams(W, U, 0 * b), p.x, p.state, gates),
        "no-input": lv.trace("lstm", p.params, 0 * p.x, p.state, gates),
        "no-recurrence": lv.trace("lstm", p.params, p.x, {"c": p.state["c"]}, {"h": 0.0}),
        "no-old": lv.trace("lstm", p.params, p.x, {"h": p.state["h"]}, gates | {"f": 0.0}),
        "no-new": lv.trace("lstm", p.params, p.x, p.state, gates | {"i": 0.0}),
        "swapped": lv.trace("lstm", p.params, p.x, p.state, {"i": 0.3, "f": 0.3}),
    }
    for mistake, tr in nothing.items():
        for operation, found in mistakes(tr, 0).items():
            if mistake in found and operation not in tr.clamps:
                assert_allclose(found[mistake], tr[operation][:, 0], rtol=1e-12, atol=1e-14)


def test_at_the_first_golden_step_there_is_nothing_old_to_forget() -> None:
    found = mistakes(GOLDEN, 0)
    assert found["f"]["no-recurrence"][0] == GOLDEN.f[0, 0]
    assert found["c"]["no-old"][0] == GOLDEN.c[0, 0]
    assert found["c"]["no-new"][0] == found["h"]["late-state"][0] == 0
    assert_array_equal(found["f"]["no-bias"], GOLDEN.f[:, 0])


def test_rounding_early_on_the_golden_sheet_is_the_hand_sum() -> None:
    early = {name: values[1] for name, values in rounded_early(GOLDEN, 0, 2).items()}
    assert early == pytest.approx(
        {
            "f": σ(0.5 * 2 + 0.1 * 0.26),
            "i": σ(0.6 * 2 + 0.2 * 0.26),
            "g": tanh(0.7 * 2 + 0.3 * 0.26),
            "c": 0.74 * 0.39 + 0.78 * 0.90,
            "o": σ(0.8 * 2 + 0.4 * 0.26),
            "h": 0.85 * tanh(0.99),
        },
        rel=1e-14,
    )


def test_a_tie_is_rounded_away_from_zero_on_both_sides() -> None:
    p = lv.LSTMParams(np.zeros((8, 1)), np.ones((8, 2)), np.zeros(8))
    tr = lv.trace("lstm", p, [0], {"h": [0.125, 0.125], "c": [-2.5, 0.5]})
    assert rounded_early(tr, 0, 2)["f"][0] == pytest.approx(σ(0.13 + 0.13), rel=1e-14)
    assert rounded_early(tr, 0, 0)["c"][0] == pytest.approx(-3 * 1 + 1 * 0, rel=1e-14)  # σ(.25) = .56, tanh(.25) = .24


@given(**runs, decimals=st.integers(0, 9))
def test_who_rounds_early_is_off_by_no_more_than_what_was_rounded(
    size: Any, seed: int, clamped: bool, decimals: int
) -> None:
    tr = traced(size, seed, clamped, scale=2.0)
    half = 0.5 * 10.0**-decimals
    for unit in range(tr.hidden):
        early = rounded_early(tr, unit, decimals)
        c_prev = np.array([tr.c0[unit], *tr.c[:-1, unit]])
        bounds = {
            gate: half * abs(tr.params.block("weight_hh", gate)[unit]).sum() / (1 if gate == "g" else 4)  # slopes
            for gate in "figo"
        }
        bounds["c"] = half * (abs(c_prev) + 3) + 2 * half**2  # f, i and |g| are at most 1
        bounds["h"] = half * 2 + half**2
        for operation, bound in bounds.items():
            assert (abs(early[operation] - tr[operation][:, unit]) <= bound + 1e-14).all(), operation


def test_a_clamped_value_is_read_not_computed_so_rounding_leaves_it() -> None:
    held = {"f": [[0.123456], [np.nan]], "c": [[np.nan], [0.654321]]}
    tr = lv.trace("lstm", GOLDEN.params, [1, 2], clamps=held)
    early = rounded_early(tr, 0, 2)
    assert (early["f"][0], early["c"][1]) == (0.123456, 0.654321)
    assert early["f"][1] == pytest.approx(σ(1 + 0.1 * round(tr.h[0, 0], 2)), rel=1e-14)
    assert early["h"][1] == pytest.approx(round(tr.o[1, 0], 2) * tanh(0.65), rel=1e-14)


@pytest.mark.parametrize("size", [1e2, 1e4, 1e306])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_saturated_gates_raise_no_warning(size: float, dtype: Any) -> None:
    size = min(size, 1e36) if dtype is np.float32 else size
    p = problem(5, None, 2, 3, dtype=dtype)
    params = lv.LSTMParams(p.params.weight_ih * dtype(size), p.params.weight_hh * dtype(size), p.params.bias)
    tr = lv.trace("lstm", params, p.x, p.state)
    for unit in range(3):
        for found in (rounded_early(tr, unit, 4), *mistakes(tr, unit).values()):
            for values in found.values():
                assert (values.shape, values.dtype) == ((5,), np.float64)
                assert np.isfinite(values).all()


def test_what_is_returned_is_the_callers_own() -> None:
    f = GOLDEN.f.copy()
    for found in (rounded_early(GOLDEN, 0, 4), *mistakes(GOLDEN, 0).values()):
        for values in found.values():
            values[:] = 7
    assert_array_equal(GOLDEN.f, f)
