"""Networks: what their traces mean, that backward is forward's adjoint, and what they refuse."""

from __future__ import annotations

import pickle
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from tests.networks import SIZES, network_problem

sizes = pytest.mark.parametrize("size", SIZES, ids=str)
some_sizes = st.tuples(
    st.integers(1, 3),
    st.integers(1, 2),
    st.integers(1, 8),
    st.none() | st.integers(1, 3),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(0, 3),
)
BOTH = network_problem(2, 2, 6, None, 2, 3, 1)
A, B = (lv.init_params("lstm", 2, 3, seed=seed) for seed in (0, 1))


def code(call: Any, *args: Any, **kwargs: Any) -> str:
    """The code of the InputError that a call must raise; its sentence must be complete."""
    with pytest.raises(lv.InputError) as caught:
        call(*args, **kwargs)
    error = caught.value
    assert all(str(part) for part in (error.field, error.found, error.expected))
    assert str(error.remedy).endswith(".")
    return error.code


def traces(nt: Any) -> list[lv.Trace]:
    return [tr for layer in nt.layers for tr in (layer.forward, layer.reverse) if tr]


@given(size=some_sizes, seed=st.integers(0, 99))
@settings(max_examples=50)
def test_every_step_of_every_direction_follows_from_its_input_and_its_neighbour(size: Any, seed: int) -> None:
    p = network_problem(*size, seed=seed)
    nt = p.net.trace(p.x, p.state)
    for layer, below in zip(nt.layers, [nt.x, *(layer.output for layer in nt.layers)], strict=False):
        for tr in (layer.forward, layer.reverse):
            if tr:
                assert_array_equal(tr.x, below)
                before = [np.roll(signal, -1 if tr.reverse else 1, axis=0) for signal in (tr.h, tr.c)]
                for signal, first in zip(before, (tr.h0, tr.c0), strict=True):
                    signal[-1 if tr.reverse else 0] = first
                step = tr.cell.step(tr.params, tr.x[0], before[0][0], before[1][0])
                assert_allclose(step.h, tr.h[0], atol=1e-13)
                step = tr.cell.step(tr.params, tr.x[-1], before[0][-1], before[1][-1])
                assert_allclose(step.c, tr.c[-1], atol=1e-13)
    last = nt.layers[-1].output
    assert_array_equal(nt.output, last @ p.net.head.weight.T + p.net.head.bias if p.net.head else last)


@sizes
def test_backprop_is_the_adjoint_of_trace(size: Any) -> None:
    """⟨dy, J v⟩ = ⟨Jᵀ dy, v⟩ for a random direction v, with J v by central differences."""
    p, v, eps = network_problem(*size), network_problem(*size, seed=1), 1e-6

    def moved(way: float) -> Any:
        directions = v.net.arrays()
        net = lv.Network.from_arrays({name: a + way * directions[name] for name, a in p.net.arrays().items()})
        state = {name: p.state[name] + way * v.state[name] for name in "hc"}
        return net.trace(p.x + way * v.x, state).output

    forward = np.vdot(p.doutput, (moved(eps) - moved(-eps)) / (2 * eps))
    gr = p.net.backprop(p.net.trace(p.x, p.state), p.doutput)
    pairs = [(gr.x, v.x), (gr.h0, v.state["h"]), (gr.c0, v.state["c"])]
    pairs += [(array, v.net.arrays()[name]) for name, array in gr.params.arrays().items()]
    assert_allclose(sum(np.vdot(a, b) for a, b in pairs), forward, rtol=1e-6)


@given(size=some_sizes, seed=st.integers(0, 99), data=st.data())
@settings(max_examples=50)
def test_of_one_direction_the_trace_of_a_prefix_is_the_prefix_of_the_trace(size: Any, seed: int, data: Any) -> None:
    p = network_problem(size[0], 1, *size[2:], seed=seed)
    steps = data.draw(st.integers(1, len(p.x)))
    whole, part = p.net.trace(p.x, p.state), p.net.trace(p.x[:steps], p.state)
    assert_allclose(part.output, whole.output[:steps], atol=1e-14)
    for one, other in zip(traces(part), traces(whole), strict=True):
        for name in one.signals:
            assert_allclose(one[name], other[name][:steps], atol=1e-14)


@given(size=some_sizes, seed=st.integers(0, 99))
@settings(max_examples=50)
def test_directions_swapped_and_time_turned_is_the_same_run(size: Any, seed: int) -> None:
    p = network_problem(1, 2, *size[2:], seed=seed)
    (layer,) = p.net.layers
    swapped = lv.Network([lv.Layer(layer.reverse, layer.forward)])
    state = {name: both[::-1] for name, both in p.state.items()}
    nt, mirror = lv.Network([layer]).trace(p.x, p.state), swapped.trace(p.x[::-1], state)
    dh = np.random.default_rng(seed).standard_normal(nt.output.shape)
    turned = np.concatenate(np.split(dh[::-1], 2, axis=-1)[::-1], axis=-1)
    gr, rg = nt.network.backprop(nt, dh), swapped.backprop(mirror, turned)
    forward, reverse = nt.layers[0].forward, nt.layers[0].reverse
    for name in forward.signals:
        assert_array_equal(mirror.layers[0].forward[name], reverse[name][::-1])
        assert_array_equal(mirror.layers[0].reverse[name], forward[name][::-1])
        assert_array_equal(rg.layers[0].reverse[name], gr.layers[0].forward[name][::-1])
    assert_allclose(rg.x, gr.x[::-1], atol=1e-14)
    assert_array_equal(rg.h0, gr.h0[::-1])


def test_the_last_step_can_reach_the_first_output_only_through_a_reverse_direction() -> None:
    for directions in (1, 2):
        p = network_problem(1, directions, 5, None, 2, 3, 1)
        doutput = np.zeros_like(p.doutput)
        doutput[0] = 1
        gr = p.net.backprop(p.net.trace(p.x), doutput)
        assert np.abs(gr.x[-1]).any() == (directions == 2)


def test_a_state_is_a_stack_a_list_or_one_of_the_two_and_of_every_sequence_or_of_each() -> None:
    p = network_problem(2, 2, 4, 5, 2, 3, 1)
    nt = p.net.trace(p.x, p.state)
    assert_array_equal(nt.h0, p.state["h"])
    assert_array_equal(nt.c0, p.state["c"])
    assert_array_equal(p.net.trace(p.x, {name: list(given) for name, given in p.state.items()}).output, nt.output)
    alone = p.net.trace(p.x, {"c": p.state["c"], "h": None})
    assert_array_equal(alone.h0, np.zeros((4, 5, 3)))
    assert_array_equal(alone.c0, p.state["c"])
    assert_array_equal(p.net.trace(p.x, {"h": np.eye(4, 3)}).h0[:, 2], np.eye(4, 3))


def test_layers_may_differ_in_size_and_in_directions() -> None:
    first = lv.Layer(A, B)
    second = lv.Layer(lv.init_params("lstm", 6, 2))
    net = lv.Network([first, second])
    nt = net.trace(np.ones((4, 2)), {"h": [np.ones(3), np.zeros(3), np.ones(2)]})
    gr = net.backprop(nt, np.ones((4, 2)))
    assert (nt.output.shape, gr.x.shape) == ((4, 2), (4, 2))
    assert_array_equal(nt.layers[1].forward.h0, np.ones(2))
    assert nt.layers[1].reverse is gr.layers[1].reverse is None
    assert code(lambda: nt.h0) == code(lambda: gr.c0) == "shape"


def test_one_feature_is_a_plain_list_and_time_comes_first_in_a_batch() -> None:
    net = lv.Network([lv.Layer(lv.init_params("lstm", 1, 2))], lv.Head(np.ones((3, 2)), np.zeros(3)))
    assert net.trace([1, 2, 3]).output.shape == (3, 3)
    assert net.trace(np.ones((4, 5, 1))).output.shape == (4, 5, 3)
    assert (net.inputs, net.outputs, net.dtype) == (1, 3, np.float64)


def test_nothing_can_be_changed_also_after_pickling() -> None:
    nt = BOTH.net.trace(BOTH.x, BOTH.state)
    gr = BOTH.net.backprop(nt, BOTH.doutput)
    for one, back in ((nt, gr), pickle.loads(pickle.dumps((nt, gr)))):  # noqa: S301
        assert_array_equal(one.output, nt.output)
        assert_array_equal(one.layers[1].reverse.f, nt.layers[1].reverse.f)
        assert_array_equal(one.network.backprop(one, BOTH.doutput).x, back.x)
        for array in (one.output, one.layers[1].reverse.f, back.x):
            assert not array.flags.writeable
        for array in (*one.network.arrays().values(), *back.params.arrays().values()):
            assert not array.flags.writeable


def test_its_arrays_are_named_by_layer_and_direction_and_make_the_same_network() -> None:
    arrays = BOTH.net.arrays()
    parts = [f"{k}.{way}.{name}" for k in (0, 1) for way in ("forward", "reverse") for name in vars(A)]
    assert list(arrays) == [*parts, "head.weight", "head.bias"]
    again = lv.Network.from_arrays(dict(reversed(arrays.items())))
    for name, array in again.arrays().items():
        assert_array_equal(array, arrays[name])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"0.forward.bias": None}, "unknown"),
        ({"0.forward.weight_ih": None}, "unknown"),
        ({"1.reverse.weight_hh": None}, "unknown"),
        ({"head.bias": None}, "unknown"),
        ({"weight_ih_l0": np.zeros(3)}, "unknown"),
        ({"3.forward.bias": np.zeros(3)}, "unknown"),
        ({5: np.zeros(3)}, "unknown"),
        ({"1.forward.bias": np.zeros(3)}, "shape"),
        ({"0.reverse.bias": np.full(12, np.nan)}, "not-finite"),
        ({"head.weight": np.zeros((1, 3))}, "shape"),
    ],
)
def test_other_arrays_are_refused_by_name(changes: Any, expected: str) -> None:
    arrays = {name: array for name, array in (BOTH.net.arrays() | changes).items() if array is not None}
    assert code(lv.Network.from_arrays, arrays) == expected
    assert code(lv.Network.from_arrays, {}) == "empty"


SMALL = lv.init_params("lstm", 2, 3, dtype=np.float32)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: lv.Network([]), "empty"),
        (lambda: lv.Network([A]), "params"),
        (lambda: lv.Network([lv.Layer(A)], A), "params"),
        (lambda: lv.Layer(None), "params"),
        (lambda: lv.Layer(A, np.ones(3)), "params"),
        (lambda: lv.Layer(A, lv.init_params("lstm", 2, 4)), "shape"),
        (lambda: lv.Layer(A, lv.init_params("lstm", 3, 3)), "shape"),
        (lambda: lv.Layer(A, SMALL), "dtype"),
        (lambda: lv.Network([lv.Layer(A), lv.Layer(B)]), "shape"),
        (lambda: lv.Network([lv.Layer(A, B), lv.Layer(lv.init_params("lstm", 3, 3))]), "shape"),
        (lambda: lv.Network([lv.Layer(SMALL), lv.Layer(lv.init_params("lstm", 3, 3))]), "dtype"),
        (lambda: lv.Network([lv.Layer(A)], lv.Head(np.ones((2, 6)), np.ones(2))), "shape"),
        (lambda: lv.Network([lv.Layer(SMALL)], lv.Head(np.ones((2, 3)), np.ones(2))), "dtype"),
        (lambda: lv.Head(np.ones(3), np.ones(3)), "shape"),
        (lambda: lv.Head(np.ones((0, 3)), np.ones(0)), "shape"),
        (lambda: lv.Head(np.ones((2, 3)), np.ones(3)), "shape"),
        (lambda: lv.Head(np.ones((2, 3)), np.ones(2, np.float32)), "dtype"),
        (lambda: lv.Head([[np.inf]], [1]), "not-finite"),
        (lambda: lv.Head("weights", [1]), "not-numbers"),
    ],
)
def test_parts_that_do_not_fit_are_refused(call: Any, expected: str) -> None:
    assert code(call) == expected


@pytest.mark.parametrize(
    ("x", "state", "expected"),
    [
        (np.zeros((4, 3)), None, "shape"),
        (np.zeros((0, 2)), None, "empty"),
        ([[1, np.nan]], None, "not-finite"),
        (np.broadcast_to(0.0, (10**12, 2)), None, "memory"),
        (np.zeros((4, 2)), {"h": np.zeros((3, 3))}, "shape"),
        (np.zeros((4, 2)), {"h": 1.0}, "shape"),
        (np.zeros((4, 2)), {"h": np.zeros((4, 2))}, "shape"),
        (np.zeros((4, 2)), {"c": [np.zeros(3)] * 3}, "shape"),
        (np.zeros((4, 2)), {"c": "four"}, "not-numbers"),
        (np.zeros((4, 2)), {"c": [None, "x", None, None]}, "not-numbers"),
        (np.zeros((4, 2)), {"h0": np.zeros((4, 3))}, "unknown"),
        (np.zeros((4, 2)), 5, "unknown"),
        (np.zeros((4, 2)), {"h": np.broadcast_to(0.0, (10**12, 3))}, "shape"),
    ],
)
def test_a_run_that_cannot_be_meant_is_refused(x: Any, state: Any, expected: str) -> None:
    assert code(BOTH.net.trace, x, state) == expected


def test_gradients_that_cannot_be_meant_are_refused() -> None:
    nt = BOTH.net.trace(BOTH.x)
    for doutput, expected in ((np.ones((6, 2)), "shape"), ([[np.nan]] * 6, "not-finite"), ("one", "not-numbers")):
        assert code(BOTH.net.backprop, nt, doutput) == expected
    assert code(lv.Network([lv.Layer(A)]).backprop, nt, BOTH.doutput) == "params"


def test_results_beyond_the_largest_number_are_refused() -> None:
    open_wide = lv.LSTMParams(np.zeros((12, 2)), np.zeros((12, 3)), np.full(12, 20))  # h is near tanh(1)
    layers, x = [lv.Layer(open_wide)], np.zeros((1, 2))
    assert code(lv.Network(layers, lv.Head(np.full((1, 3), 1e308), [0])).trace, x) == "overflow"
    net = lv.Network(layers, lv.Head(np.full((1, 3), 1e307), [0]))
    assert code(net.backprop, net.trace(x), np.full((1, 1), 1e10)) == "overflow"


@pytest.mark.parametrize("back", [False, True])
def test_a_run_takes_no_more_memory_than_it_says_beforehand(monkeypatch: pytest.MonkeyPatch, back: bool) -> None:
    p = network_problem(3, 2, 300, 4, 3, 16, 2)
    nt = p.net.trace(p.x)
    said: list[int] = []
    monkeypatch.setattr("lstm_viz.networks.refuse_beyond_memory", lambda _, needed: said.append(needed))
    tracemalloc.start()
    result: object = p.net.backprop(nt, p.doutput) if back else p.net.trace(p.x)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result
    assert 0.5 * said[0] < peak < 1.1 * said[0]
