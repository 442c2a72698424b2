"""Weights: one layout, checked at the door, and nobody can change them afterwards."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import lstm_viz as lv

GOOD: dict[str, Any] = {"weight_ih": np.ones((8, 3)), "weight_hh": np.ones((8, 2)), "bias": np.ones(8)}


def test_the_blocks_are_the_gates_i_f_g_o_in_this_order() -> None:
    p = lv.LSTMParams(**GOOD | {"bias": np.arange(8)})
    assert (p.inputs, p.hidden, p.dtype) == (3, 2, np.float64)
    assert [p.block("bias", gate).tolist() for gate in "ifgo"] == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert p.block("weight_ih", "g").base is not None, "a view, not a copy"


def test_weights_are_copied_and_read_only_also_after_pickling() -> None:
    mine = np.ones(8)
    p = lv.LSTMParams(**GOOD | {"bias": mine})
    mine[0] = 5
    assert p.bias[0] == 1
    for params in (p, pickle.loads(pickle.dumps(p))):  # noqa: S301
        with pytest.raises(ValueError, match="read-only"):
            params.bias[0] = 2
        assert_array_equal(params.weight_ih, p.weight_ih)


def test_lists_and_integers_become_float64_and_float32_stays() -> None:
    assert lv.LSTMParams([[1]] * 4, [[0.5]] * 4, [0] * 4).dtype == np.float64
    assert lv.LSTMParams(*(array.astype(np.float32) for array in GOOD.values())).dtype == np.float32


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("weight_hh", np.ones((8, 3)), "shape"),
        ("weight_hh", np.ones((7, 2)), "shape"),
        ("weight_hh", np.ones((0, 0)), "shape"),
        ("weight_hh", 1.0, "shape"),
        ("weight_ih", np.ones((4, 3)), "shape"),
        ("weight_ih", np.ones((8, 0)), "shape"),
        ("weight_ih", np.ones(8), "shape"),
        ("bias", np.ones(4), "shape"),
        ("bias", np.ones((8, 1)), "shape"),
        ("bias", [1, 2, 3, np.nan, 5, 6, 7, 8], "not-finite"),
        ("weight_ih", np.full((8, 3), np.inf), "not-finite"),
        ("weight_ih", [[1, 2, 3]] * 7 + [[1, 2]], "ragged"),
        ("weight_ih", np.full((8, 3), "1"), "not-numbers"),
        ("weight_ih", np.full((8, 3), 1j), "not-numbers"),
        ("weight_ih", np.full((8, 3), None), "not-numbers"),
        ("bias", None, "not-numbers"),
        ("bias", np.ones(8, np.float32), "dtype"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(field: str, value: Any, code: str) -> None:
    with pytest.raises(lv.InputError) as caught:
        lv.LSTMParams(**GOOD | {field: value})
    assert caught.value.code == code
    assert str(caught.value.remedy).endswith(".")


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(lv.InputError):
        lv.LSTMParams(**GOOD).block("weight_ih", "z")
