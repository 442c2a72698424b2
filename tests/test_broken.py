"""Every mistake is a real computation: wrong forward, and (but for one) with the right gradients of what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lstm_viz.broken import BUGS, finite_differences, given_back, network_of, numpy_side, read_as
from lstm_viz.comparison import MATRICES
from tests.problems import SIZES, problem

CONSISTENT = [bug for bug in BUGS if bug not in ("slope", "precision")]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_our_side_is_the_network_itself(size: Any) -> None:
    given = problem(**size)
    side, network = numpy_side(given), network_of(given)
    nt = network.trace(given.x, {"h": given.h0, "c": given.c0})
    assert_array_equal(side["output"], nt.output)
    assert_array_equal(side["0.forward.f"], nt.layers[0].forward.f)
    assert_array_equal(side["d.x"], network.backprop(nt, given.doutput).x)


@pytest.mark.parametrize("bug", CONSISTENT)
@pytest.mark.parametrize("size", [SIZES[0], SIZES[2], SIZES[5]], ids=str)
def test_the_backward_pass_of_a_mistake_belongs_to_its_forward_pass(size: Any, bug: str) -> None:
    given = problem(**size)
    assert finite_differences(given, bug, numpy_side(given, bug)).passed


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_forgotten_slope_is_what_finite_differences_find(size: Any) -> None:
    given = problem(**size)
    right, wrong = numpy_side(given), numpy_side(given, "slope")
    forward = [name for name in right if not name.startswith("d.")]
    assert all(np.allclose(right[name], wrong[name], rtol=0, atol=1e-12) for name in forward)
    assert not finite_differences(given, "slope", wrong).passed


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug not in ("none", "slope")])
def test_every_other_mistake_changes_the_output(bug: str) -> None:
    given = problem()
    assert np.abs(numpy_side(given, bug)["output"] - numpy_side(given)["output"]).max() > 1e-9


@pytest.mark.parametrize("bug", BUGS)
@pytest.mark.parametrize("name", MATRICES)
def test_gradients_go_back_the_way_the_weights_came(name: str, bug: str) -> None:
    rng = np.random.default_rng(0)
    shape = (12, 3) if name.startswith("weight") else (12,)
    weight, gradient = rng.standard_normal((2, *shape))
    there, back = (read_as(name, weight, bug) * gradient).sum(), (weight * given_back(name, gradient, bug)).sum()
    assert there == pytest.approx(back, rel=1e-12)


def test_swapped_states_show_at_the_end_even_when_both_begin_as_zeros() -> None:
    given = problem(states="zeros")
    right, wrong = numpy_side(given), numpy_side(given, "states")
    assert_array_equal(right["output"], wrong["output"])
    assert_array_equal(right["h_n"], wrong["c_n"])
