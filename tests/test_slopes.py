"""The slopes are what autograd and finite differences say, and 0 where a clamp holds the gate."""

import numpy as np
import pytest
import torch

from lstm_viz import LSTMParams, init_params, trace
from lstm_viz.cells.lstm import sigmoid
from lstm_viz.slopes import REACH, SATURATED, SQUASHED, STEEPEST, curve, slopes

INPUT = {"f": "a_f", "i": "a_i", "g": "a_g", "o": "a_o", "tanh_c": "c"}


def run(scale=1.0, clamps=None):
    p = init_params("lstm", inputs=2, hidden=3, seed=4)
    p = LSTMParams(p.weight_ih * scale, p.weight_hh * scale, p.bias)
    return trace("lstm", p, np.random.default_rng(0).normal(size=(5, 2)), clamps=clamps)


@pytest.mark.parametrize("scale", [1.0, 6.0])
@pytest.mark.parametrize("name", SQUASHED)
def test_slopes_are_those_of_autograd_and_of_finite_differences(name, scale):
    tr = run(scale)
    z = torch.tensor(tr[INPUT[name]], requires_grad=True)
    getattr(torch, SQUASHED[name])(z).sum().backward()
    np.testing.assert_allclose(slopes(tr)[name], z.grad, rtol=0, atol=1e-15)
    squash, at, d = {"sigmoid": sigmoid, "tanh": np.tanh}[SQUASHED[name]], tr[INPUT[name]], 1e-6
    np.testing.assert_allclose(slopes(tr)[name], (squash(at + d) - squash(at - d)) / (2 * d), rtol=0, atol=1e-9)


def test_a_gate_that_is_held_has_slope_0_there_and_only_there():
    held = np.full((5, 3), np.nan)
    held[2, 1] = 0.5
    free, clamped = slopes(run()), slopes(run(clamps={"f": held, "c": np.where(np.isnan(held), np.nan, 2.0)}))
    assert clamped["f"][2, 1] == 0
    np.testing.assert_array_equal(clamped["f"][:3][np.isnan(held[:3])], free["f"][:3][np.isnan(held[:3])])
    assert clamped["tanh_c"][2, 1] == pytest.approx(1 - np.tanh(2.0) ** 2)  # tanh itself is not held: only its input is


def test_the_curve_is_steepest_in_its_middle_and_saturates_at_the_same_share_for_both():
    drawn = curve()
    assert (drawn["z"][0], drawn["z"][-1]) == (-REACH, REACH)
    for name, steepest in STEEPEST.items():
        slope = np.gradient(drawn[name], drawn["z"])
        assert slope.max() == pytest.approx(steepest, rel=0.01)
        assert slope[0] < SATURATED * steepest
