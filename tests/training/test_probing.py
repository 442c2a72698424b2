"""What a recorded epoch tells of the weights is what NumPy says of them."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_viz.training.probing import BINS, histograms

RNG = np.random.default_rng(0)
WEIGHTS = {
    "normal": RNG.normal(size=(40, 9)),
    "tiny": RNG.normal(0, 1e-30, 64),
    "huge": RNG.normal(0, 1e30, 64),
    "on the edges": np.arange(-32, 33) / 64,
    "rounded": np.round(RNG.normal(size=300), 1),
    "all the same": np.full(8, 0.3),
    "zeros": np.zeros(5),
    "one": np.array([-2.0]),
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_a_histogram_is_numpy_s_to_the_bit(name):
    array = WEIGHTS[name].astype(np.float32)
    counts, edges = histograms({"w": array})["w"]
    wanted = np.histogram(array.astype(np.float64), BINS)
    np.testing.assert_array_equal(counts, wanted[0])
    np.testing.assert_array_equal(edges, wanted[1].astype(np.float32))
    assert counts.sum() == array.size


def test_a_number_so_large_that_a_half_more_is_nothing_has_a_histogram_too():
    counts, edges = histograms({"w": np.float32([1e25])})["w"]
    assert counts.sum() == 1
    assert edges[0] < np.float32(1e25) < edges[-1]
