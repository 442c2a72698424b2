"""Random cells and sequences for the tests."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

import lstm_viz as lv

SIZES = ((1, None, 1, 1), (2, None, 3, 1), (7, None, 2, 5), (1, 1, 1, 1), (6, 3, 2, 4), (30, 2, 4, 6))  # T, B, D, H


class Problem(NamedTuple):
    """Everything `trace` and `backprop` take."""

    params: lv.LSTMParams
    x: Any
    state: dict[str, Any]
    dh: Any
    dc: Any


def problem(
    T: int, B: int | None, D: int, H: int, seed: int = 0, scale: float = 1.0, dtype: Any = np.float64
) -> Problem:
    """Draw weights, x, a non-zero initial state and the loss's own gradients."""
    rng = np.random.default_rng([seed, T, B or 0, D, H])
    batch = () if B is None else (B,)

    def draw(*shape: int) -> Any:
        return (scale * rng.standard_normal(shape)).astype(dtype)

    params = lv.LSTMParams(draw(4 * H, D), draw(4 * H, H), draw(4 * H))
    state = {"h": draw(*batch, H), "c": draw(*batch, H)}
    return Problem(params, draw(T, *batch, D), state, draw(T, *batch, H), draw(*batch, H))
