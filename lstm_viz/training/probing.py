"""How a network reads one fixed sequence, and how its weights are spread: by the NumPy cell, without torch.

Whoever looks asks for it, of a recorded state: training itself does not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..cells.params import LSTMParams
from ..layers import Head, Layer
from ..networks import Network
from ..types import Array
from .config import TrainConfig

SIGNALS = ("i", "f", "g", "o", "c", "h")
GATES = ("i", "f", "o")
LOW, HIGH = 0.1, 0.9  # a gate beyond them is saturated [karpathy2015]
BINS = 32


@dataclass(frozen=True, eq=False)
class Probe:
    """One fixed sequence as the network now reads it, in float32."""

    gates: Mapping[str, Array]  # '0.forward.f' → (T, H): layer, direction, signal
    saturation: Mapping[str, float]  # '0.forward.f' → the share of its values below 0.1 or above 0.9; of i, f and o
    output: Array  # (T, O): of the head at each step, scaled
    gradient_norms: Mapping[str, Array]  # '0' → (T,): of the last outputs' sum by each h of the layer


def network_of(config: TrainConfig, weights: Mapping[str, Array]) -> Network:
    """The network in NumPy, in float64, from weights by PyTorch's names; its two biases are added."""
    wide = {name: np.asarray(array, np.float64) for name, array in weights.items()}

    def params(end: str) -> LSTMParams:
        bias = wide[f"lstm.bias_ih_{end}"] + wide[f"lstm.bias_hh_{end}"]
        return LSTMParams(wide[f"lstm.weight_ih_{end}"], wide[f"lstm.weight_hh_{end}"], bias)

    ways = ("", "_reverse")[: config.directions]
    layers = [Layer(*(params(f"l{layer}{way}") for way in ways)) for layer in range(config.layers)]
    return Network(layers, Head(wide["head.weight"], wide["head.bias"]))


def probe(config: TrainConfig, weights: Mapping[str, Array], x: Array) -> Probe:
    """Trace x, (T, D), through weights by PyTorch's names, and the last outputs back to every h."""
    network = network_of(config, weights)
    nt = network.trace(x)
    doutput = np.zeros_like(nt.output)
    doutput[-1] = 1
    back = network.backprop(nt, doutput)
    gates, saturation, reach = dict[str, Array](), dict[str, float](), dict[str, Array]()
    for k, (layer, slopes) in enumerate(zip(nt.layers, back.layers, strict=True)):
        squares = np.zeros(len(x))
        for way in ("forward", "reverse")[: config.directions]:
            tr = getattr(layer, way)
            gates |= {f"{k}.{way}.{signal}": tr[signal].astype(np.float32) for signal in SIGNALS}
            saturation |= {f"{k}.{way}.{gate}": float(((tr[gate] < LOW) | (tr[gate] > HIGH)).mean()) for gate in GATES}
            squares += (getattr(slopes, way)["h"] ** 2).sum(axis=-1)
        reach[str(k)] = np.sqrt(squares).astype(np.float32)
    return Probe(gates, saturation, nt.output.astype(np.float32), reach)


def histograms(weights: Mapping[str, Array]) -> dict[str, tuple[Array, Array]]:
    """Of each weight matrix and bias, by name: the counts, (32,), and the edges, (33,), as np.histogram has them."""
    return {name: _histogram(array.ravel().astype(np.float64)) for name, array in weights.items()}


def _histogram(values: Array) -> tuple[Array, Array]:
    """np.histogram for finite values, in a third of its time: every tensor of every epoch that is shown has one."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    if low == high:  # a half more is nothing to so large a number
        low, high = low - abs(low), high + abs(high)
    edges = np.linspace(low, high, BINS + 1)
    place = ((values - low) / (high - low) * BINS).astype(np.intp)
    place[place == BINS] = BINS - 1  # the last one holds its upper edge
    place[values < edges[place]] -= 1  # what the division has put on the wrong side of an edge
    place[(values >= edges[place + 1]) & (place != BINS - 1)] += 1
    return np.bincount(place, minlength=BINS).astype(np.int32), edges.astype(np.float32)
