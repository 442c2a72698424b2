"""The one door to 'NumPy = PyTorch'."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from lstm_viz.broken import network_of
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.compare_config import COMPARE_LIMITS, CompareConfig
from lstm_viz.errors import InputError


def test_what_is_written_is_read_back() -> None:
    config = CompareConfig(
        lang="zh", model="copy", steps=7, batch=3, dtype="float32", seed=9, states="zeros", bug="tanh", t=5, unit=8
    )
    config = replace(config, sequence=2, view="gradients")
    assert CompareConfig.parse(config.query()) == (config, ())


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"hidden": "0"}, "hidden"),
        ({"steps": "51"}, "steps"),
        ({"batch": "x"}, "batch"),
        ({"bug": "<b>"}, "bug"),
        ({"dtype": "float16"}, "dtype"),
        ({"model": "trained"}, "model"),
        ({"seed": "-1"}, "seed"),
        ({"t": "5"}, "t"),
        ({"layer": "2"}, "layer"),
        ({"way": "up"}, "way"),
    ],
)
def test_a_bad_field_keeps_what_stood_there_and_leaves_one_sentence(raw: Any, field: str) -> None:
    config, errors = CompareConfig.parse(raw)
    assert config == CompareConfig()
    assert [error.field for error in errors] == [field]


def test_sizes_that_are_too_large_together_stay_as_they_were_with_a_size_that_fits() -> None:
    former = CompareConfig(hidden=32)
    config, (error,) = CompareConfig.parse({"steps": 50, "batch": 8, "layers": 3}, former)
    assert (config.steps, config.batch, config.layers) == (4, 2, 1)
    assert error.code == "too-large"
    fits = CompareConfig.parse({"steps": 16, "batch": 8, "layers": 3}, former)
    assert fits[1] == ()
    assert "16" in str(error)


def test_what_only_a_neighbour_put_out_of_range_moves_without_a_word() -> None:
    former = CompareConfig(hidden=8, steps=9, layers=2, bidirectional="yes", t=9, unit=8, layer=2, way="reverse")
    config, errors = CompareConfig.parse({"hidden": 3, "steps": 4, "layers": 1, "bidirectional": "no"}, former)
    assert errors == ()
    assert (config.t, config.unit, config.layer, config.way) == (4, 3, 1, "forward")


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_model_that_we_ship_is_compared_with_its_very_weights_on_its_own_data(name: str) -> None:
    model, config = load_checkpoint(name), CompareConfig(model=name, batch=2, steps=3)
    problem = config.problem()
    for mine, theirs in zip(network_of(problem).arrays().values(), model.network.arrays().values(), strict=True):
        assert_array_equal(mine, theirs)
    assert_array_equal(problem.x[:, 1], model.data.validation.x[1, :3])


def test_the_model_just_trained_brings_its_sizes() -> None:
    model = load_checkpoint("copy")
    config, errors = CompareConfig.parse({"model": "trained", "unit": "8"}, model=model)
    assert errors == ()
    assert config.sizes(model)[:2] == (model.network.inputs, model.network.layers[0].forward.hidden)
    with pytest.raises(InputError, match="no trained model"):
        config.problem()


def test_the_same_seed_draws_the_same_and_zeros_are_zeros() -> None:
    first, again, other = (CompareConfig(seed=seed).problem() for seed in (1, 1, 2))
    assert_array_equal(first.x, again.x)
    assert np.abs(first.x - other.x).max() > 0.1
    assert not CompareConfig(states="zeros").problem().h0.any()
    assert CompareConfig(dtype="float32").problem().dtype == "float32"


def test_what_only_chooses_among_numbers_computes_nothing_anew() -> None:
    config = CompareConfig()
    assert replace(config, t=3, unit=2, view="gradients", lang="zh").computed == config.computed
    assert replace(config, bug="tanh").computed != config.computed


def test_the_largest_sizes_alone_are_within_the_bound() -> None:
    assert COMPARE_LIMITS.steps * COMPARE_LIMITS.batch * COMPARE_LIMITS.hidden <= COMPARE_LIMITS.numbers
