"""Standardising: mean 0 and deviation 1, or 0 throughout."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lstm_viz.errors import InputError
from lstm_viz.series import load_series, standardise


def test_each_feature_has_mean_0_and_deviation_1_and_both_are_told():
    x = np.stack([load_series("passengers")[:, 0], np.arange(144) * -1e-9], axis=1)
    scaled = standardise(x)
    np.testing.assert_allclose(scaled.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.x.std(axis=0), 1)
    np.testing.assert_allclose(scaled.x * scaled.deviation + scaled.mean, x)


@pytest.mark.parametrize("value", [0, 0.1, -1e6, 1e300])
def test_a_constant_feature_becomes_0_with_deviation_1(value):
    scaled = standardise(np.full((7, 1), value))
    assert not scaled.x.any()
    assert (scaled.mean, scaled.deviation) == (value, 1)


@pytest.mark.parametrize("x", [np.zeros(3), np.zeros((0, 2)), np.full((2, 2), np.nan), "abc", [[1, 2], [3]]])
def test_what_is_no_table_of_numbers_is_refused(x):
    with pytest.raises(InputError):
        standardise(x)


@given(arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e15, 1e15)))
def test_every_table_within_bounds_gives_finite_numbers(x):
    scaled = standardise(x)
    assert scaled.x.shape == x.shape
    assert np.isfinite(scaled.x).all()
    assert (scaled.deviation > 0).all()
    assert abs(scaled.x).max() <= np.sqrt(len(x)) * (1 + 1e-6) + 1e-6
