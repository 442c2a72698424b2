"""What every symbol is: its name, meaning, equation and range, for the tips and the list of symbols."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

from lstm_viz.cells import CELLS
from lstm_viz.ui.equations import ACTIVATIONS, mathml, place, symbol, symbolic
from lstm_viz.ui.language import Translate, mark


class Term(NamedTuple):
    """An entry; its keys are the signals' names as ui/player/signals.js has them, without the gate (W, not W_f)."""

    symbol: str
    name: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf


BOUNDS = {signal.name: (signal.low, signal.high) for signal in CELLS["lstm"].signals}

TERMS = {
    "x": Term("x", mark("input"), mark("what the step reads: a number, or a list of them")),
    "h": Term("h", mark("hidden state"), mark("what the cell shows, and passes on to the next step"), *BOUNDS["h"]),
    "c": Term("c", mark("cell state"), mark("what the cell remembers; nothing squashes it"), *BOUNDS["c"]),
    "f": Term("f", mark("forget gate"), mark("the share of the old cell state that stays"), *BOUNDS["f"]),
    "i": Term("i", mark("input gate"), mark("the share of the candidate that is written"), *BOUNDS["i"]),
    "g": Term("g", mark("candidate"), mark("what could be written into the cell state"), *BOUNDS["g"]),
    "o": Term("o", mark("output gate"), mark("the share of the squashed cell state that is shown"), *BOUNDS["o"]),
    "a": Term("a", mark("pre-activation"), mark("what a block adds up, before σ or tanh squashes it")),
    "W": Term("W", mark("input weights"), mark("how much each input counts; the same at every step")),
    "U": Term("U", mark("recurrent weights"), mark("how much each last hidden state counts; the same at every step")),
    "b": Term("b", mark("bias"), mark("what a block adds whatever it reads; the same at every step")),
    "σ": Term("σ", mark("sigmoid"), mark("squashes any number to between 0 and 1: a share, or a gate"), 0, 1),
    "tanh": Term("tanh", mark("hyperbolic tangent"), mark("squashes any number to between −1 and 1"), -1, 1),
    "y": Term("ŷ", mark("output"), mark("what the network answers, in examples that have an output")),
    "V": Term("V", mark("output weight"), mark("how much the hidden state counts in the output")),
    "b_y": Term("b_y", mark("output bias"), mark("what the output adds whatever the hidden state is")),
    "xh": Term(
        "[x, h]", mark("joined list"), mark("input and last hidden state side by side; all four blocks read it")
    ),
    "f*c-": Term("f·c", mark("what stays"), mark("the old cell state, times the forget gate")),
    "i*g": Term("i·g", mark("what is written"), mark("the candidate, times the input gate"), -1, 1),
    "tanh_c": Term(
        "tanh c", mark("squashed cell state"), mark("the cell state squashed before it is shown"), *BOUNDS["tanh_c"]
    ),
}

PARAMETERS = ("W", "U", "b", "V", "b_y", "xh")  # of which 'any number' would say nothing


@cache
def _equations(unit: str, bias: bool) -> dict[str, str]:
    """MathML of each signal's symbolic equation, by its full name ('a_f'), with places for step and unit."""
    c, before = symbol("c", unit=unit), symbol("c", "t-1", unit)
    f, i, g = (symbol(name, unit=unit) for name in "fig")
    rows = {code: symbolic(code, unit) for code in (*ACTIVATIONS, "c", "h")}
    for gate in ACTIVATIONS:
        W, U, a, b = (rf"{name}_{gate}{unit}" for name in "WUab")
        rows[f"a_{gate}"] = (a, rf"= {W}\cdot {symbol('x')} + {U}\cdot {symbol('h', 't-1')} + {b}")
    rows |= {
        "xh": ("", symbolic("concat")[0]),
        "f*c-": ("", rf"{f}\cdot {before}"),
        "i*g": ("", rf"{i}\cdot {g}"),
        "tanh_c": ("", rf"\tanh({c})"),
        "y": (rf"ŷ_{{{place('t')}}}", rf"= V\cdot {symbol('h')}" + (" + b_y" if bias else "")),
        "σ": (r"\sigma(a)", r"= \frac{1}{1 + e^{-a}}"),
        "tanh": (r"\tanh(a)", r"= \frac{e^a - e^{-a}}{e^a + e^{-a}}"),
    }
    return {name: mathml([row]) for name, row in rows.items()}


def glossary(units: int, output: bool, _: Translate, bias: bool = False) -> dict[str, Any]:
    """The entries by key, in their order, and the equations by signal, for `units` units."""
    between, any_number = _(mark("between {low} and {high}")), _(mark("any number"))

    def reach(key: str, term: Term) -> str:
        if key in PARAMETERS:
            return ""
        if math.isinf(term.low):
            return any_number
        return between.format(low=str(term.low).replace("-", "−"), high=term.high)

    shown = {key: term for key, term in TERMS.items() if (output or key not in ("y", "V")) and (bias or key != "b_y")}
    entries = {
        key: {"symbol": term.symbol, "name": _(term.name), "meaning": _(term.meaning), "range": reach(key, term)}
        for key, term in shown.items()
    }
    unit = "" if units == 1 else rf"^{{({place('k')})}}"
    return {
        "entries": entries,
        "equations": {name: row for name, row in _equations(unit, bias).items() if output or name != "y"},
    }
