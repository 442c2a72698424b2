"""The layouts of the frameworks: there and back, as code too, and as the frameworks' own documents have them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

import lstm_viz as lv
from lstm_viz.layouts import LAYOUTS, pack

PARAMS = lv.init_params("lstm", 2, 3, seed=4)
MADE_OF = {  # what each packed array holds of ours; PyTorch's second bias is 0
    **dict.fromkeys(("weight_ih", "weight_ih_l0", "kernel", "W"), "weight_ih"),
    **dict.fromkeys(("weight_hh", "weight_hh_l0", "recurrent_kernel", "R"), "weight_hh"),
    **dict.fromkeys(("bias", "bias_ih_l0", "B"), "bias"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_block_is_the_gate_that_its_letter_says(layout: str) -> None:
    arrays = pack(PARAMS, layout)
    assert list(arrays) == [packed.name for packed in LAYOUTS[layout].arrays]
    for packed in LAYOUTS[layout].arrays:
        blocks = np.split(arrays[packed.name], len(packed.gates), axis=packed.axis)
        for gate, block in zip(packed.gates[:4], blocks[:4], strict=True):
            mine = PARAMS.block(MADE_OF[packed.name], gate) if packed.name in MADE_OF else np.zeros(3)
            assert_array_equal(block.squeeze(), (mine.T if layout == "keras" else mine).squeeze())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_code_on_the_screen_does_what_the_picture_shows(layout: str) -> None:
    names: dict[str, Any] = dict(vars(PARAMS))
    exec(LAYOUTS[layout].code, names)  # noqa: S102
    if layout == "ours":
        assert_array_equal(names["U_g"], PARAMS.block("weight_hh", "g"))
        return
    for name, array in pack(PARAMS, layout).items():
        assert_array_equal(names["keras_bias" if (layout, name) == ("keras", "bias") else name], array)


def test_the_arrays_of_pytorch_fit_its_own_module() -> None:
    lstm = torch.nn.LSTM(2, 3, dtype=torch.float64)
    lstm.load_state_dict({name: torch.tensor(array) for name, array in pack(PARAMS, "pytorch").items()})
    x = np.random.default_rng(0).standard_normal((5, 2))
    output, _states = lstm(torch.tensor(x))
    assert_allclose(output.detach().numpy(), lv.trace("lstm", PARAMS, x).h, rtol=0, atol=1e-12)


def test_what_keras_publishes_comes_out_of_its_layout() -> None:
    kernel, recurrent, bias = np.full((4, 12), 0.01), np.full((3, 12), 0.02), np.repeat([0.03, 1.0, 0.03, 0.03], 3)
    params = lv.LSTMParams(kernel.T, recurrent.T, bias)
    for array, published in zip(pack(params, "keras").values(), (kernel, recurrent, bias), strict=True):
        assert_array_equal(array, published)
    last = lv.trace("lstm", params, np.arange(72.0).reshape(3, 6, 4).swapaxes(0, 1)).h[-1]
    assert_allclose(last, np.repeat([[0.6288687], [0.8689915], [0.9460773]], 3, axis=1), rtol=0, atol=1e-7)


def test_the_keras_layout_is_that_of_its_equations() -> None:
    """keras/src/layers/rnn/lstm.py: z = x · kernel + h · recurrent_kernel + bias, split into i, f, c, o."""
    arrays, x = pack(PARAMS, "keras"), np.array([0.3, -0.8])
    z_i, z_f, z_c, z_o = np.split(x @ arrays["kernel"] + arrays["bias"], 4)
    sigmoid = 1 / (1 + np.exp(-np.stack([z_i, z_f, z_o])))
    c = sigmoid[0] * np.tanh(z_c)
    assert_allclose(sigmoid[2] * np.tanh(c), lv.trace("lstm", PARAMS, x[None]).h[0], rtol=0, atol=1e-15)
