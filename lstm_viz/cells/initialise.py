"""Initial weights: the very numbers PyTorch draws, Keras's distribution, zeros, and the named presets."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import byte_size, count, refuse_beyond_memory
from ..errors import InputError, excerpt, text
from . import cell_named
from .params import LSTMParams
from .presets import PRESETS

SEEDS = 2**32  # MT19937 is seeded with 32 bits; PyTorch drops the rest of a longer seed without a word


def init_params(
    cell: object, inputs: object, hidden: object, scheme: object = "torch", seed: object = 0, dtype: Any = np.float64
) -> LSTMParams:
    """Make weights for `inputs` features and `hidden` units; `scheme`: 'torch', 'keras', 'zeros' or a preset's name.

    Seeds run from 0 to 2³² - 1. Raises InputError: 'unknown', 'out-of-range', 'dtype', 'memory'.
    """
    cell_named(cell)
    inputs, hidden = count("inputs", inputs, 1, 2**31), count("hidden", hidden, 1, 2**31)
    seed = count("seed", seed, 0, SEEDS - 1)
    dtype = _float_type(dtype)
    refuse_beyond_memory("params", 4 * byte_size(np.float64, 4 * hidden, inputs + hidden + 1))
    if scheme == "torch":
        return _as_torch(inputs, hidden, seed, dtype)
    if scheme == "keras":
        return _as_keras(inputs, hidden, seed, dtype)
    if scheme == "zeros":
        return LSTMParams(*(np.zeros(shape, dtype) for shape in _shapes(inputs, hidden)))
    if isinstance(scheme, str) and scheme in PRESETS:
        return PRESETS[scheme].fill(inputs, hidden, dtype)
    schemes = ", ".join(dict.fromkeys(("torch", "keras", "zeros", *PRESETS)))
    remedy = text("Choose one of these schemes.")
    raise InputError("unknown", "scheme", excerpt(repr(scheme)), text("one of {schemes}", schemes=schemes), remedy)


def _shapes(inputs: int, hidden: int) -> tuple[tuple[int, ...], ...]:
    return (4 * hidden, inputs), (4 * hidden, hidden), (4 * hidden,)


def _as_torch(inputs: int, hidden: int, seed: int, dtype: np.dtype[Any]) -> LSTMParams:
    """U(-1/√H, 1/√H) as `torch.manual_seed(seed); nn.LSTM(inputs, hidden)` draws it: weights, then two biases.

    PyTorch draws float32 whatever the model's later type: 24 bits of each 32-bit output of MT19937.
    """
    words = np.random.RandomState(seed)  # seeds MT19937 as PyTorch does; the newer Generator does not
    bound = np.float32(1 / np.sqrt(hidden))

    def draw(shape: tuple[int, ...]) -> Any:
        mantissa = words.randint(0, 2**32, shape, np.uint32) & np.uint32(2**24 - 1)
        # PyTorch multiplies and adds with one rounding; in float64 both are exact, and the cast is that one rounding.
        return (mantissa * 2.0**-24 * np.float64(bound + bound) - bound).astype(np.float32).astype(dtype)

    weight_ih, weight_hh, bias_ih, bias_hh = map(draw, (*_shapes(inputs, hidden), (4 * hidden,)))
    return LSTMParams(weight_ih, weight_hh, bias_ih + bias_hh)


def _as_keras(inputs: int, hidden: int, seed: int, dtype: np.dtype[Any]) -> LSTMParams:
    """Glorot's uniform kernel, an orthogonal recurrent kernel, bias 0 but 1 for the forget gate [glorot2010, saxe2014].

    Keras holds all four gates in one kernel (inputs, 4·hidden) and takes its fans from that.
    """
    rng = np.random.default_rng(seed)
    limit = np.sqrt(6 / (inputs + 4 * hidden))
    kernel = rng.uniform(-limit, limit, (inputs, 4 * hidden))
    q, r = np.linalg.qr(rng.standard_normal((4 * hidden, hidden)))
    recurrent = (q * np.sign(np.diag(r))).T  # the sign makes the draw uniform over all orthogonal matrices
    bias = np.repeat([0.0, 1.0, 0.0, 0.0], hidden)
    return LSTMParams(kernel.T.astype(dtype), recurrent.T.astype(dtype), bias.astype(dtype))


def _float_type(dtype: Any) -> np.dtype[Any]:
    for known in (np.dtype(np.float32), np.dtype(np.float64)):
        if dtype in (known, known.type, known.name):
            return known
    remedy = text("Ask for np.float64, or np.float32 if memory is short.")
    raise InputError("dtype", "dtype", excerpt(repr(dtype)), text("float32 or float64"), remedy)
