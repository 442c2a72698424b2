"""What a learner gets who makes a known mistake: each operation of one unit, wrong in each way that has a name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .cells.lstm import sigmoid
from .rounding import shown
from .tracing import Trace
from .types import Array, State, Steps

SQUASHING: dict[str, Callable[[Array], Array]] = {"f": sigmoid, "i": sigmoid, "g": np.tanh, "o": sigmoid}


@np.errstate(over="ignore", invalid="ignore")
def mistakes(tr: Trace, unit: int) -> dict[str, dict[str, Array]]:
    """Compute each operation f, i, g, c, o, h of one unit in each wrong way: {operation: {mistake: (T,), float64}}.

    Only the mistakes that apply to an operation are named there. What an operation takes (h_prev, c_prev, gates) is
    right: the trace's own, clamped where that is. A wrong value may equal the right one, as without bias 0 does.
    `tr`: an LSTM without a batch; `unit`: from 0.
    """
    h_prev, c_prev = _before(tr.h0, tr.h), _before(tr.c0, tr.c)[:, unit]
    f, i, g, o, c, tanh_c = (tr[name][:, unit].astype(np.float64) for name in ("f", "i", "g", "o", "c", "tanh_c"))
    return {
        "f": _gate_mistakes(tr, "f", unit, h_prev) | {"swapped": i},
        "i": _gate_mistakes(tr, "i", unit, h_prev) | {"swapped": f},
        "g": _gate_mistakes(tr, "g", unit, h_prev),
        "c": {  # c = f * c_prev + i * g
            "no-old": i * g,
            "no-new": f * c_prev,
            "late-state": f * c + i * g,
            "added": (f + c_prev) + (i + g),
            "swapped": i * c_prev + f * g,
        },
        "o": _gate_mistakes(tr, "o", unit, h_prev),
        "h": {  # h = o * tanh(c)
            "other-squashing": o * sigmoid(c),
            "no-squashing": o * c,
            "late-state": o * np.tanh(c_prev),
            "added": o + tanh_c,
        },
    }


@np.errstate(over="ignore", invalid="ignore")
def rounded_early(tr: Trace, unit: int, decimals: int) -> dict[str, Array]:
    """Compute each operation f, i, g, c, o, h of one unit once, from shown numbers: {operation: (T,), float64}.

    What an operation takes (h_prev of all units, c_prev, gates, c) is the trace's own, rounded to `decimals` as it is
    shown; x, weights and the pre-activation are not rounded, nor is the result. A clamp's value stays as given.
    """
    h_prev, c_prev = _rounded(_before(tr.h0, tr.h), decimals), _rounded(_before(tr.c0, tr.c)[:, unit], decimals)
    f, i, g, o, c = (_rounded(tr[name][:, unit], decimals) for name in ("f", "i", "g", "o", "c"))
    gates = {name: squash(np.sum(_terms(tr, name, unit, h_prev), axis=0)) for name, squash in SQUASHING.items()}
    computed = {"f": gates["f"], "i": gates["i"], "g": gates["g"], "c": f * c_prev + i * g, "o": gates["o"]}
    computed["h"] = o * np.tanh(c)
    for name, held in tr.clamps.items():
        computed[name] = np.where(np.isnan(held[:, unit]), computed[name], held[:, unit])
    return computed


def _gate_mistakes(tr: Trace, gate: str, unit: int, h_prev: Steps) -> dict[str, Array]:
    Wx, Uh, b = _terms(tr, gate, unit, h_prev)
    a = Wx + Uh + b
    squash = SQUASHING[gate]
    other = sigmoid if squash is np.tanh else np.tanh
    return {
        "no-bias": squash(Wx + Uh),
        "other-squashing": other(a),
        "no-squashing": a,
        "no-recurrence": squash(Wx + b),
        "no-input": squash(Uh + b),
    }


def _terms(tr: Trace, gate: str, unit: int, h_prev: Steps) -> tuple[Array, Array, Array]:
    """Take a pre-activation apart: W·x, U·h_prev and b of one unit, (T,) each."""
    W, U, b = (tr.params.block(name, gate)[unit].astype(np.float64) for name in ("weight_ih", "weight_hh", "bias"))
    return tr.x @ W, h_prev @ U, np.full(tr.steps, b)


def _before(initial: State, values: Steps) -> Steps:
    """Shift a state by one step: what each step takes from the one before it."""
    return np.concatenate([initial[None], values[:-1]]).astype(np.float64)


def _rounded(values: Array, decimals: int) -> Array:
    """Read every number as it is shown."""
    digits = [shown(x, decimals).replace("−", "-") for x in values.ravel().tolist()]
    return np.array(digits, np.float64).reshape(values.shape)
