"""NumPy, nn.LSTMCell and nn.LSTM compute the same numbers, and every classic mistake is caught where we say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_viz.comparison import CHECKS, SIGNALS
from lstm_viz.errors import InputError
from lstm_viz.training import TrainConfig
from lstm_viz.training.comparing import compare, measure, verdicts
from lstm_viz.training.twice import train_twice
from tests.problems import SIZES, problem
from tests.test_tracing_imports import loaded_by

CAUGHT_BY = {
    "none": set(),
    "slope": {"gradients", "finite"},
    "precision": {"signals", "outputs", "gradients", "finite"},
}
BY_ALL_BUT_FINITE = {"signals", "outputs", "gradients"}
FIRST = {"swapped": "a_i", "bias": "a_i", "order": "a_f", "transposed": "a_i", "tanh": "tanh_c", "states": "a_i"}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_tensor_agrees_forward_and_backward(size: Any, dtype: str) -> None:
    found = compare(problem(dtype=dtype, **size))
    assert found.first is None, found.first
    assert found.finite.passed
    assert found.unrolled <= (1e-14 if dtype == "float64" else 1e-5)
    assert {name for name in found.numpy if name not in found.cell} == set(), "nothing is left out"
    ways = found.layers * len(found.ways)
    head = 2 if "d.head.weight" in found.names else 0
    assert len(found.names) == 2 * len(SIGNALS) * ways + 4 * ways + 3 + 3 + head


def test_nn_lstm_lets_see_what_it_returns_and_no_gate() -> None:
    found = compare(problem(layers=2, bidirectional="yes"))
    shown = {name for name in found.fused if not name.startswith("d.")}
    assert shown == {"output", "h_n", "c_n", "1.forward.h", "1.reverse.h"}


@pytest.mark.parametrize("size", [{}, {"layers": 2, "bidirectional": "yes"}, {"model": "next_number"}], ids=str)
def test_each_mistake_is_caught_by_the_checks_that_can_see_it(size: Any) -> None:
    found = {verdict.bug: verdict for verdict in verdicts(problem(**size))}
    caught_by = CAUGHT_BY | dict.fromkeys(FIRST, BY_ALL_BUT_FINITE)
    assert {bug: set(verdict.failed) for bug, verdict in found.items()} == caught_by
    for bug, signal in FIRST.items():
        assert found[bug].failed["signals"][:2] == (f"0.forward.{signal}", 0)


def test_float64_in_place_of_float32_is_noticed_by_nobody() -> None:
    found = {verdict.bug: verdict for verdict in verdicts(problem(dtype="float32"))}
    assert found["precision"].failed == {}


def test_numbers_beyond_all_bounds_are_a_verdict_and_no_failure() -> None:
    given = problem(steps=50)
    wild = replace(given, weights={name: 1e200 * weight for name, weight in given.weights.items()})
    found = {verdict.bug: verdict for verdict in verdicts(wild)}
    assert found["precision"].largest["signals"] == np.inf
    assert set(found["precision"].failed) == set(CHECKS), "no check passes what has no end"


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_both_trainings_stay_together_over_100_updates(optimiser: str) -> None:
    found = train_twice(replace(TrainConfig.of("next_number"), optimiser=optimiser), 100)
    assert len(found.apart) == len(found.numpy) == len(found.torch) == 100
    assert found.apart.max() <= 1e-10
    assert found.moved > 1e-2
    np.testing.assert_allclose(found.numpy, found.torch, rtol=1e-10)


def test_both_trainings_stop_when_the_time_is_over() -> None:
    assert len(train_twice(TrainConfig.of("next_number"), 100, seconds=0.0).apart) == 1


def test_what_cannot_be_trained_alike_is_refused() -> None:
    with pytest.raises(InputError, match="SGD or Adam"):
        train_twice(TrainConfig(dropout=0.5), 1)


def test_times_are_measured_for_all_three() -> None:
    times = measure(problem(steps=2))
    assert set(times) == {"forward", "both"}
    assert all(set(each) == {"numpy", "cell", "fused"} and min(each.values()) > 0 for each in times.values())


@pytest.mark.parametrize("module", ["comparing", "twice"])
def test_naming_the_comparison_loads_no_torch(module: str) -> None:
    assert "torch" not in loaded_by(f"import lstm_viz.training.{module}")
