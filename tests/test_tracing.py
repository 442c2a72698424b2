"""Trace and backprop at their door: what they take, what they refuse, and that nobody can change what they return."""

from __future__ import annotations

import dataclasses
import pickle
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

import lstm_viz as lv
from tests.cells.draws import problem

PARAMS = lv.init_params("lstm", 2, 3)
X = np.arange(8.0).reshape(4, 2)


def code(call: Any, *args: Any, **kwargs: Any) -> str:
    """The code of the InputError that a call must raise; its sentence must be complete."""
    with pytest.raises(lv.InputError) as caught:
        call(*args, **kwargs)
    error = caught.value
    assert all(str(part) for part in (error.field, error.found, error.expected))
    assert str(error.remedy).endswith(".")
    return error.code


def test_a_trace_knows_its_sizes_and_names() -> None:
    tr = lv.trace("lstm", PARAMS, X)
    assert (tr.steps, tr.hidden, tr.cell, tr.params) == (4, 3, lv.CELLS["lstm"], PARAMS)
    assert tr.signals == tuple("a_i a_f a_g a_o i f g o c tanh_c h".split())
    assert all(tr[name].shape == (4, 3) for name in tr.signals)
    assert tr.x.shape == (4, 2)
    assert_array_equal(tr["x"], tr.x)
    assert not hasattr(tr, "z")
    with pytest.raises(KeyError):
        tr["z"]


def test_time_comes_first_also_in_a_batch() -> None:
    tr = lv.trace("lstm", PARAMS, np.zeros((4, 5, 2)))
    gr = lv.backprop(tr, np.zeros((4, 5, 3)))
    assert all(tr[name].shape == gr[name].shape == (4, 5, 3) for name in tr.signals)
    assert (gr.x.shape, gr.h0.shape, gr.c0.shape) == ((4, 5, 2), (5, 3), (5, 3))


def test_a_plain_list_is_one_feature_a_step() -> None:
    tr = lv.trace("lstm", lv.init_params("lstm", 1, 2), [1, 2, 3])
    assert tr.x.tolist() == [[1.0], [2.0], [3.0]]


def test_the_type_of_the_weights_decides() -> None:
    tr = lv.trace("lstm", lv.init_params("lstm", 2, 3, dtype=np.float32), X)
    gr = lv.backprop(tr, np.ones((4, 3)))
    assert {tr[name].dtype for name in (*tr.signals, "x")} == {gr[name].dtype for name in gr.signals} == {tr.h0.dtype}
    assert tr.h.dtype == gr.params.dtype == np.float32


@pytest.mark.parametrize("state", [{"h": [1, 2, 3]}, {"c": np.ones((5, 3))}, {"h": [1, 2, 3], "c": np.ones(3)}])
def test_a_state_is_given_for_all_sequences_or_for_each(state: dict[str, Any]) -> None:
    tr = lv.trace("lstm", PARAMS, np.zeros((4, 5, 2)), state)
    assert_array_equal(tr.h0, np.broadcast_to(state.get("h", 0), (5, 3)))
    assert_array_equal(tr.c0, np.broadcast_to(state.get("c", 0), (5, 3)))


def test_nothing_of_a_trace_can_be_changed_and_nothing_of_the_callers_is_frozen() -> None:
    x = X.copy()
    h0 = np.zeros(3)
    tr = lv.trace("lstm", PARAMS, x, {"h": h0}, {"f": np.full((4, 1), 0.5)})
    gr = lv.backprop(tr, np.ones((4, 3)))
    x[0], h0[0] = 7, 7
    assert (tr.x[0, 0], tr.h0[0]) == (0, 0)
    for array in (*tr.arrays().values(), *gr.signals.values(), gr.h0, gr.c0, gr.params.bias):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        tr.x = x  # type: ignore[misc]


def test_a_trace_survives_pickling_bit_for_bit_and_stays_read_only() -> None:
    tr = lv.trace("lstm", PARAMS, X, clamps={"f": np.full((4, 1), 0.5)})
    again = pickle.loads(pickle.dumps(tr))  # noqa: S301
    for name, array in tr.arrays().items():
        assert_array_equal(again.arrays()[name], array)
        assert not again.arrays()[name].flags.writeable
    assert_array_equal(lv.backprop(again, np.ones((4, 3))).x, lv.backprop(tr, np.ones((4, 3))).x)


def test_a_clamp_holds_where_it_is_a_number_and_all_else_follows_from_it() -> None:
    held = np.array([[np.nan], [0.5], [np.nan], [1.0]])
    tr, free = lv.trace("lstm", PARAMS, X, clamps={"f": held}), lv.trace("lstm", PARAMS, X)
    assert_array_equal(tr.f[[1, 3]], [[0.5] * 3, [1.0] * 3])
    assert_array_equal(tr.f[0], free.f[0])
    assert np.abs(tr.c[1] - (0.5 * tr.c[0] + tr.i[1] * tr.g[1])).max() < 1e-15
    assert_array_equal(lv.trace("lstm", PARAMS, X, clamps={"f": np.nan}).h, free.h)


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        ([], "shape"),
        (np.zeros((0, 2)), "empty"),
        (np.zeros((4, 0, 2)), "empty"),
        ([[1, 2], [3]], "ragged"),
        ([1, 2, 3], "shape"),
        (5, "shape"),
        (np.zeros((4, 3)), "shape"),
        (np.zeros((1, 1, 4, 2)), "shape"),
        ([[1, np.nan]], "not-finite"),
        ([[1, -np.inf]], "not-finite"),
        ([[1e400, 0]], "not-finite"),
        ("1 2 3", "not-numbers"),
        ([["a", "b"]], "not-numbers"),
        (None, "not-numbers"),
        ([[1, None]], "not-numbers"),
        ([[1 + 1j, 2]], "not-numbers"),
        ({1: 2}, "not-numbers"),
        (np.array([["2020-01-01"] * 2], "datetime64[D]"), "not-numbers"),
        (np.broadcast_to(0.0, (10**12, 2)), "memory"),
    ],
)
def test_x_that_cannot_be_meant_is_refused(x: Any, expected: str) -> None:
    assert code(lv.trace, "lstm", PARAMS, x) == expected


def test_x_beyond_float32_is_refused_for_float32_weights() -> None:
    assert code(lv.trace, "lstm", lv.init_params("lstm", 1, 1, dtype=np.float32), [1e300]) == "not-finite"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"h": [1, 2]}, "shape"),
        ({"h": [[1, 2, 3]]}, "shape"),
        ({"c": [1, 2, np.nan]}, "not-finite"),
        ({"c": ["a", "b", "c"]}, "not-numbers"),
        ({"h0": [1, 2, 3]}, "unknown"),
        ({5: [1, 2, 3]}, "unknown"),
        ([1, 2, 3], "unknown"),
        ("h", "unknown"),
    ],
)
def test_a_state_that_cannot_be_meant_is_refused(state: Any, expected: str) -> None:
    assert code(lv.trace, "lstm", PARAMS, X, state) == expected


@pytest.mark.parametrize(
    ("clamps", "expected"),
    [
        ({"a_f": 0.5}, "unknown"),
        ({"x": 0.5}, "unknown"),
        ({3: 0.5}, "unknown"),
        ([0.5], "unknown"),
        ({"f": np.zeros((5, 3))}, "shape"),
        ({"f": np.inf}, "not-finite"),
        ({"f": "half"}, "not-numbers"),
    ],
)
def test_clamps_that_cannot_be_meant_are_refused(clamps: Any, expected: str) -> None:
    assert code(lv.trace, "lstm", PARAMS, X, clamps=clamps) == expected


@pytest.mark.parametrize("params", [None, "golden", np.zeros((12, 2)), {"weight_ih": 1}])
def test_weights_of_another_kind_are_refused(params: Any) -> None:
    assert code(lv.trace, "lstm", params, X) == "params"


@pytest.mark.parametrize("cell", ["", "LSTM", None, 3, ["lstm"], "<script>"])
def test_an_unknown_cell_is_refused(cell: Any) -> None:
    assert code(lv.trace, cell, PARAMS, X) == "unknown"


@pytest.mark.parametrize(
    ("dh", "dc", "expected"),
    [
        (np.ones((3, 3)), None, "shape"),
        (np.ones(3), None, "shape"),
        (1.0, None, "shape"),
        (np.full((4, 3), np.nan), None, "not-finite"),
        ("ones", None, "not-numbers"),
        (np.ones((4, 3)), np.ones(4), "shape"),
        (np.ones((4, 3)), np.full(3, np.inf), "not-finite"),
    ],
)
def test_gradients_that_cannot_be_meant_are_refused(dh: Any, dc: Any, expected: str) -> None:
    assert code(lv.backprop, lv.trace("lstm", PARAMS, X), dh, dc) == expected


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.binary(max_size=3)
nested = st.recursive(values, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner))
any_array = arrays(st.sampled_from([np.float64, np.float16, np.int8, np.bool_, np.complex64]), st.tuples(st.just(3)))


@given(x=nested | any_array, state=nested, clamps=nested)
def test_whatever_is_given_the_answer_is_a_trace_or_one_input_error(x: Any, state: Any, clamps: Any) -> None:
    try:
        tr = lv.trace("lstm", lv.init_params("lstm", 1, 2), x, state, clamps)
    except lv.InputError as error:
        assert str(error)
    else:
        assert np.isfinite(tr.h).all()


def test_a_run_of_more_than_1_gib_is_refused_with_the_figure_before_anything_is_allocated() -> None:
    params, x = lv.init_params("lstm", 1, 128), np.broadcast_to(0.0, (10**6, 1))
    tracemalloc.start()
    with pytest.raises(lv.InputError, match=r"found work that would take \d+\.\d GiB of memory"):
        lv.trace("lstm", params, x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10**6


@pytest.mark.parametrize("back", [False, True])
def test_a_run_takes_no_more_memory_than_it_says_beforehand(monkeypatch: pytest.MonkeyPatch, back: bool) -> None:
    p = problem(400, 4, 3, 16)
    tr = lv.trace("lstm", p.params, p.x)
    said: list[int] = []
    monkeypatch.setattr("lstm_viz.tracing.refuse_beyond_memory", lambda _, needed: said.append(needed))
    tracemalloc.start()
    result: object = lv.backprop(tr, p.dh) if back else lv.trace("lstm", p.params, p.x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result
    assert 0.7 * said[0] < peak < 1.1 * said[0]
