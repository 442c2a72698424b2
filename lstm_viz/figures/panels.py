"""What the panels of 'Gates over time' have in common: margins, the time axis, scales that stay, colours by value.

Margins never adapt, so that panels align and nothing jumps; a zoom is kept (`uirevision`) as long as the run has the
same steps and units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import numpy as np

from lstm_viz.cells.cell import Signal
from lstm_viz.errors import InputError, excerpt, text
from lstm_viz.figures.theme import DIVERGING, INK, SIGNAL_STYLES, Theme, template
from lstm_viz.tracing import Trace
from lstm_viz.types import Array

Names = Mapping[str, str] | None
MARGIN = {"l": 46, "r": 46, "t": 8, "b": 36, "autoexpand": False}  # pixels; the same for all, so that time is aligned
KEY = 22  # pixels on top of the panels that need a key; Plotly's own legend would change its rows with its words
MOST_MARKERS = 60  # steps; a line of more carries no markers
NICE = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # where a scale may end


def word(names: Names, key: str, symbol: str) -> str:
    """The caller's word for `key`, or the symbol; as plain text, since Plotly reads tags."""
    return escape((names or {}).get(key, symbol), quote=False)


def fact(trace: Trace, signal: str) -> Signal:
    """What the cell says of a signal. Raises InputError: 'unknown', and 'shape' for a batch."""
    if trace.h0.ndim > 1:
        remedy = text("Trace one sequence by itself.")
        raise InputError("shape", "trace", text("several sequences"), text("one sequence"), remedy)
    found = next((s for s in trace.cell.signals if s.name == signal and signal in SIGNAL_STYLES), None)
    if found is None:
        expected = text("one of {names}", names=", ".join(SIGNAL_STYLES))
        raise InputError("unknown", "signal", excerpt(repr(signal)), expected, text("Choose one of these names."))
    return found


def span(trace: Trace, signal: str) -> tuple[float, float]:
    """The scale of a signal: its own range, or, where that has no end, -m to m with m from the whole run."""
    own = fact(trace, signal)
    if np.isfinite(own.low) and np.isfinite(own.high):
        return own.low, own.high
    m = rounded_up(float(np.abs(trace[signal]).max()))
    return -m, m


def rounded_up(m: float) -> float:
    """The next round number from m on; 1 for what is 0, or too small to be a float32."""
    if m < 1e-30:
        return 1.0
    power = 10.0 ** np.floor(np.log10(m))
    return float(next(n * power for n in (*NICE, 20) if n * power >= m))


def shades(signal: str, theme: Theme) -> list[list[Any]]:
    """From the page's surface to the signal's own colour: even steps in lightness, darker or lighter all the way."""
    return [[0, INK[theme].surfaces[0]], [1, SIGNAL_STYLES[signal].shade("mark", theme)]]


def diverging(theme: Theme) -> list[list[Any]]:
    """Below 0, the page's surface at 0, above 0."""
    below, above = DIVERGING[theme]
    return [[0, below], [0.5, INK[theme].surfaces[0]], [1, above]]


def colour_scale(trace: Trace, signal: str, theme: Theme) -> dict[str, Any]:
    """The scale of a heat map of `signal`, with its slim bar."""
    low, high = span(trace, signal)
    return coloured(diverging(theme) if low < 0 else shades(signal, theme), low, high)


def coloured(scale: list[list[Any]], low: float, high: float) -> dict[str, Any]:
    """A fixed scale of colours from low to high, and a slim bar with three numbers."""
    ticks = dict.fromkeys((low, high // 2 if isinstance(high, int) else (low + high) / 2, high))
    bar = colour_bar({tick: f"{tick:g}".replace("-", "\N{MINUS SIGN}") for tick in ticks})
    return {"zmin": low, "zmax": high, "colorscale": scale, "colorbar": bar}


def colour_bar(ticks: Mapping[float, str]) -> dict[str, Any]:
    """A slim bar as high as its panel, with these numbers: where, and how they are written."""
    return {
        "thickness": 8,
        "len": 1,
        "x": 1,
        "xpad": 6,
        "ypad": 0,
        "outlinewidth": 0,
        "tickvals": list(ticks),
        "ticktext": list(ticks.values()),
        "ticks": "",
        "tickfont": {"size": 10},
    }


def unit_numbers(order: Array) -> Array:
    """Units as people count them, from 1, in the least type that holds them."""
    numbers = order + 1
    return numbers.astype(np.min_scalar_type(int(numbers.max())))


def unit_axis(units: int, names: Names) -> dict[str, Any]:
    """An axis of categories, a row per unit, the first on top: row k lies at k, whatever its unit's number is.

    (Plotly's quick path for heat maps takes categories, and thins their labels by itself at every zoom.)
    """
    return {
        "type": "category",
        "uirevision": units,
        "range": [units - 0.5, -0.5],
        "minallowed": -0.5,
        "maxallowed": units - 0.5,
        "title": {"text": word(names, "unit", "j"), "standoff": 2},
        "tickfont": {"size": 10},
        "automargin": False,
        "showgrid": False,
        "zeroline": False,
    }


def time_axis(trace: Trace, names: Names) -> dict[str, Any]:
    """Steps from 1, each one unit wide; nobody can zoom or pan beyond them."""
    return {
        "title": {"text": word(names, "time", "t"), "standoff": 4},
        "range": [0.5, trace.steps + 0.5],
        "uirevision": trace.steps,
        "minallowed": 0.5,
        "maxallowed": trace.steps + 0.5,
        "tick0": 1 if trace.steps <= 16 else None,
        "dtick": 1 if trace.steps <= 16 else None,
        "nticks": 6,
        "tickfont": {"size": 10},
        "automargin": False,
        "showgrid": False,
        "zeroline": False,
    }


def value_axis(low: float, high: float) -> dict[str, Any]:
    """A scale that stays, with room for what lies on its ends."""
    room = 0.04 * (high - low)
    ticks = {"nticks": 6, "tickfont": {"size": 10}}
    same = {"uirevision": f"{low:g} {high:g}", "automargin": False}  # a zoom is kept as long as the scale is the same
    return {"range": [low - room, high + room], **same, "zeroline": low < 0 < high, **ticks}


def note(text: str, x: float, y: float, **where: Any) -> dict[str, Any]:
    """A small text without an arrow, anchored at its left and lower end."""
    small = {"showarrow": False, "font": {"size": 10}, "xanchor": "left", "yanchor": "bottom", "borderpad": 0}
    return {"text": text, "x": x, "y": y, **small, **where}


def key(entries: Iterable[tuple[str, str, str]]) -> dict[str, Any]:
    """A row above the panel: what marks mean, from (mark, colour, escaped words); one line, which live panels wrap."""
    marks = (f'<span style="color:{colour}">{mark}</span> {words}' for mark, colour, words in entries)
    return note("\N{EM SPACE}".join(marks), 0, 1, xref="paper", yref="paper", yshift=2)


def layout(trace: Trace, theme: Theme, **parts: Any) -> dict[str, Any]:
    """The frame of every panel; `parts` are its axes and what else it has of its own."""
    return {
        "template": template(theme),
        "uirevision": f"{trace.steps} {trace.hidden}",
        "margin": MARGIN | ({"t": KEY} if "annotations" in parts else {}),
        "font": {"size": 11},
        "showlegend": False,
        "hovermode": "closest",
        **parts,
    }
