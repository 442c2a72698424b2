"""Oracle: the numbers that Keras's own test of its LSTM layer publishes (keras/src/layers/rnn/lstm_test.py)."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

import lstm_viz as lv


def test_last_hidden_states_equal_those_keras_publishes() -> None:
    x = np.arange(72.0).reshape(3, 6, 4).swapaxes(0, 1)  # Keras puts the sequences of a batch first
    bias = np.repeat([0.03, 1.0, 0.03, 0.03], 3)
    params = lv.LSTMParams(np.full((12, 4), 0.01), np.full((12, 3), 0.02), bias)
    last = lv.trace("lstm", params, x).h[-1]
    assert_allclose(last, np.repeat([[0.6288687], [0.8689915], [0.9460773]], 3, axis=1), rtol=0, atol=1e-7)
