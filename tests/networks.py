"""Random networks for the tests."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

import lstm_viz as lv

# layers, directions, T, B, D, H, outputs (0: no head)
SIZES = (
    (1, 1, 1, None, 1, 1, 0),
    (1, 1, 7, None, 2, 3, 2),
    (1, 2, 6, 3, 2, 4, 1),
    (2, 1, 9, 2, 3, 5, 0),
    (2, 2, 8, None, 1, 3, 4),
    (3, 1, 5, None, 4, 2, 1),
    (3, 2, 12, 2, 3, 4, 0),
    (3, 2, 1, 1, 2, 3, 2),
)


class NetworkProblem(NamedTuple):
    """Everything `Network.trace` and `Network.backprop` take."""

    net: lv.Network
    x: Any
    state: dict[str, Any]
    doutput: Any


def network_problem(
    layers: int,
    directions: int,
    T: int,
    B: int | None,
    D: int,
    H: int,
    outputs: int,
    seed: int = 0,
    dtype: Any = np.float64,
) -> NetworkProblem:
    """Draw a network, x, non-zero initial states and the loss's own gradients."""
    rng = np.random.default_rng([seed, layers, directions, T, B or 0, D, H, outputs])
    batch = () if B is None else (B,)
    F = directions * H

    def draw(*shape: int) -> Any:
        return (0.6 * rng.standard_normal(shape)).astype(dtype)

    def params(inputs: int) -> lv.LSTMParams:
        return lv.LSTMParams(draw(4 * H, inputs), draw(4 * H, H), draw(4 * H))

    stack = [lv.Layer(*(params(F if k else D) for _ in range(directions))) for k in range(layers)]
    net = lv.Network(stack, lv.Head(draw(outputs, F), draw(outputs)) if outputs else None)
    state = {name: draw(layers * directions, *batch, H) for name in "hc"}
    return NetworkProblem(net, draw(T, *batch, D), state, draw(T, *batch, outputs or F))
