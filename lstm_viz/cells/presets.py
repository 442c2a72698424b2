"""Named weights, each with a lesson that shows with one unit and one feature.

The sheet's number fills its matrix: whatever the sizes, every entry of W_f is the preset's w of gate f, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..types import State
from .params import LSTMParams


class GateWeights(NamedTuple):
    """What one gate weighs: the input, the former h, and its bias."""

    w: float
    u: float
    b: float = 0.0


@dataclass(frozen=True)
class Preset:
    """Weights with a name, the sequence that shows what they do, and the lesson in one sentence."""

    name: str
    title: str  # English, translated by `ui`
    story: str  # English, translated by `ui`
    sequence: str  # as a learner would type it
    gates: tuple[GateWeights, GateWeights, GateWeights, GateWeights] | None  # i, f, g, o; None: drawn from a seed
    output: float | None = None  # ŷ = output · h

    def fill(self, inputs: int, hidden: int, dtype: Any = np.float64) -> LSTMParams:
        """Make the weights for any sizes; of a preset with `gates` only (see `init_params` for the others)."""
        if self.gates is None:
            raise ValueError(f"preset {self.name!r} has no numbers of its own: init_params draws them from a seed")
        w, u, b = np.repeat(np.array(self.gates, dtype), hidden, axis=0).T
        return LSTMParams(np.repeat(w[:, None], inputs, axis=1), np.repeat(u[:, None], hidden, axis=1), b)

    def readout(self, hidden: int) -> State | None:
        """Make the weights of ŷ = output · h for any size, or None of a preset without an output."""
        return None if self.output is None else np.full(hidden, self.output)


_SHEET = (GateWeights(0.6, 0.2), GateWeights(0.5, 0.1), GateWeights(0.7, 0.3), GateWeights(0.8, 0.4))
_OPEN, _SHUT = 20.0, -20.0  # as a bias: σ(±20) is 1 or 0 to nine digits, so that 64 steps wear nothing off

PRESETS: dict[str, Preset] = {
    "golden": Preset(
        "golden",
        "Worked example",
        "The cell state adds up and passes 1, while the hidden state always stays below 1.",
        "1, 2, 3, 4",
        _SHEET,
        output=4.0,
    ),
    "torch": Preset(
        "torch",
        "PyTorch, random",
        "This is how every LSTM begins: random weights, the very numbers that PyTorch draws from this seed.",
        "1, 2, 3, 4",
        None,
    ),
    "latch": Preset(
        "latch",
        "Latch",
        "The first 1 opens the input gate; the hidden state then holds it shut, and the cell keeps the 1 for ever.",
        "0, 1, 0, 0, 0, 0",
        (GateWeights(40, -60, _SHUT), GateWeights(0, 0, _OPEN), GateWeights(20, 0), GateWeights(0, 0, _OPEN)),
    ),
    "counter": Preset(
        "counter",
        "Counter",
        "The cell state counts the ones it has seen; the hidden state, squashed by tanh, can hardly tell 3 from 4.",
        "1, 0, 1, 1, 0, 1",
        (GateWeights(40, 0, _SHUT), GateWeights(0, 0, _OPEN), GateWeights(20, 0), GateWeights(0, 0, _OPEN)),
    ),
    "forgetful": Preset(
        "forgetful",
        "Forgetful",
        "The forget gate stays near 0, so the cell holds what the present input writes and drops it at the next step.",
        "4, 0, 0, 3, 0, 0",
        (GateWeights(0.6, 0), GateWeights(0, 0, _SHUT), GateWeights(0.7, 0), GateWeights(0.8, 0)),
    ),
    "saturated": Preset(
        "saturated",
        "Saturated",
        "Raw large inputs push every gate to its end: 20 and 40 write almost the same, which is why inputs are scaled.",
        "10, 20, 30, 40",
        _SHEET,
        output=4.0,
    ),
}
