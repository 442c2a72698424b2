"""How steep a squashing function is where a run stands on it: near 0 it is saturated, and no gradient passes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cells.lstm import sigmoid
from .tracing import Trace
from .types import Array

SQUASHED = {"f": "sigmoid", "i": "sigmoid", "g": "tanh", "o": "sigmoid", "tanh_c": "tanh"}
CURVES: dict[str, Callable[[Array], Array]] = {"sigmoid": sigmoid, "tanh": np.tanh}
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0}  # at 0
SATURATED = 0.1  # below this share of the steepest slope; the same for both, since tanh(z) = 2 σ(2z) - 1
REACH = 6.0  # the axis, from -6 to 6


def slopes(tr: Trace) -> dict[str, Array]:
    """Compute dσ/da of f, i, o, dtanh/da of g and dtanh/dc of tanh_c from the recorded values, each (T, [B,] H).

    Where a gate is held by a clamp the slope is 0: its pre-activation does not move it.
    """
    found = {name: s * (1 - s) if SQUASHED[name] == "sigmoid" else 1 - s**2 for name in SQUASHED for s in (tr[name],)}
    for name, held in tr.clamps.items():
        if name in found:
            found[name] = found[name] * np.isnan(held)
    return found


def curve(points: int = 97, reach: float = REACH) -> dict[str, Array]:
    """Draw σ and tanh from -reach to reach: {'z', 'sigmoid', 'tanh'}, (points,) each."""
    z = np.linspace(-reach, reach, points)
    return {"z": z} | {name: squash(z) for name, squash in CURVES.items()}
