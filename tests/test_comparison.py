"""Differences are measured as they are said to be: by tensor, by step, in units in the last place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_viz.broken import finite_differences, numpy_side
from lstm_viz.comparison import Comparison, apart, has_steps, in_last_places, tolerance
from tests.problems import problem


def comparison(change: Any = None, dtype: str = "float64", **fields: Any) -> Comparison:
    """Our own side against itself; `change` may alter the reference."""
    given = problem(dtype=dtype, **fields)
    mine = numpy_side(given)
    cell, fused = ({name: array.copy() for name, array in mine.items()} for _ in range(2))
    if change:
        change(cell)
    finite = finite_differences(given, "none", mine)
    return Comparison(dtype, given.layers, given.ways, mine, cell, fused, finite, 0.0)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_neighbour_is_one_unit_in_the_last_place_away(dtype: Any) -> None:
    x = np.array([[1.0], [0.3], [-7.25], [0.01]], dtype)
    away = np.where(x < 0, -np.inf, np.inf).astype(dtype)
    assert in_last_places(np.nextafter(x, away), x, np.dtype(dtype).name).tolist() == [1, 1, 1, 1]
    assert in_last_places(x, x, np.dtype(dtype).name).tolist() == [0, 0, 0, 0]


def test_what_has_all_but_vanished_is_measured_by_what_has_not() -> None:
    x = np.array([[1.0], [1e-30]])
    assert in_last_places(x + [[0], [2.0**-62]], x, "float64").tolist() == [0, 1]


def test_what_is_no_number_is_infinitely_far_away() -> None:
    x = np.array([[1.0, 2.0], [3.0, np.nan]])
    assert apart(x, np.ones((2, 2))).tolist() == [1, np.inf]
    assert in_last_places(x, np.ones((2, 2)), "float64")[1] == np.inf


def test_a_tolerance_is_of_the_largest_for_gradients_and_absolute_for_small_values() -> None:
    array = np.array([0.5, -0.25])
    assert tolerance("0.forward.f", array, "float64") == 1e-12
    assert tolerance("0.forward.c", 40 * array, "float64") == 20e-12
    assert tolerance("d.0.forward.f", array, "float64") == 0.5e-10


@pytest.mark.parametrize(
    ("name", "steps"), [("0.reverse.tanh_c", True), ("d.x", True), ("output", True), ("h_n", False), ("d.h0", False)]
)
def test_which_tensors_have_steps(name: str, steps: bool) -> None:
    assert has_steps(name) is steps


def test_equal_sides_agree_in_every_tensor_exactly() -> None:
    found = comparison(layers=2, bidirectional="yes")
    assert found.first is None
    assert (found.largest(False), found.largest(True)) == (0, 0)
    assert set(found.names) == found.numpy.keys()


def nudge(name: str, step: int) -> Any:
    def change(side: dict[str, Any]) -> None:
        side[name][step] += 1e-3

    return change


def nudge_all(*places: tuple[str, int]) -> Any:
    def change(side: dict[str, Any]) -> None:
        for name, step in places:
            nudge(name, step)(side)

    return change


@pytest.mark.parametrize(
    ("places", "first"),
    [
        ([("0.forward.f", 2), ("0.forward.h", 1), ("d.0.forward.h", 3)], ("0.forward.h", 1)),
        ([("0.forward.h", 1), ("0.forward.f", 1)], ("0.forward.f", 1)),
        ([("0.reverse.f", 3), ("0.reverse.f", 1)], ("0.reverse.f", 3)),  # it is computed from the last step
        ([("1.forward.a_i", 0), ("0.forward.h", 3)], ("0.forward.h", 3)),
        ([("d.0.forward.f", 3), ("d.1.forward.f", 0)], ("d.1.forward.f", 0)),  # backward, from the top
        ([("d.0.forward.f", 0), ("d.0.forward.f", 2)], ("d.0.forward.f", 2)),
        ([("d.0.forward.f", 2), ("d.0.forward.h", 2)], ("d.0.forward.h", 2)),
        ([("d.x", 3), ("d.0.forward.a_o", 0)], ("d.0.forward.a_o", 0)),
    ],
)
def test_the_first_check_to_fail_is_the_first_in_the_order_of_computing(places: Any, first: Any) -> None:
    found = comparison(nudge_all(*places), layers=2, bidirectional="yes")
    assert found.first is not None
    assert (found.first.name, found.first.step) == first
    assert found.first.difference == pytest.approx(1e-3)


def test_a_sample_of_weights_has_one_of_every_tensor_and_is_the_same_each_time() -> None:
    given = problem(layers=3, bidirectional="yes", steps=2)
    sample = given.sample()
    assert {name for name, _place in sample} == given.weights.keys()
    assert sample == given.sample()
    for name, place in sample:
        assert replace(given).nudged(name, place, 0.5).weights[name][place] == given.weights[name][place] + 0.5
