"""Where a unit stands on its squashing functions: on the slope, or at the flat ends where no gradient passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.figures.panels import fact, key, layout, note, rounded_up, value_axis, word
from lstm_viz.figures.theme import INK, SIGNAL_STYLES, Theme
from lstm_viz.ledger import chosen_units
from lstm_viz.slopes import REACH, curve
from lstm_viz.tracing import Trace

GLYPHS = {"circle": "●", "square": "■", "triangle-up": "▲", "diamond": "◆"}  # of the markers, for the key
MOST_DRAWN = 300  # points of a signal; all are in the arrays


def activation_curve(
    trace: Trace,
    unit: int = 0,
    signals: Sequence[str] = ("f", "i", "g", "o"),
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Draw σ and tanh, and on them the unit's pre-activations (x) and values (y) at every step, one trace a signal.

    A signal's trace carries `meta`: its name, and all T pairs in the order of time; Plotly draws at most 300 of them,
    evenly spaced. The horizontal axis is symmetric, and holds -6 to 6 and the whole run. A value that is held lies
    off its curve. `names` gives words for 'time', 'pre' and the signals. Raises InputError: 'unknown', 'shape' (a
    batch), 'out-of-range'.
    """
    (unit,) = chosen_units(trace.hidden, unit)
    before = {s: trace[f"a_{s}"][:, unit] for s in signals if fact(trace, s)}
    reach = max(REACH, rounded_up(max(float(np.abs(a).max()) for a in before.values())))
    drawn, ink = curve(min(97 * int(np.ceil(reach / REACH)), 1_601), reach), INK[theme]
    curves = [
        {
            "type": "scatter",
            "mode": "lines",
            "meta": squash,
            "name": symbol,
            "x": drawn["z"].astype(dtype),
            "y": drawn[squash].astype(dtype),
            "line": {"color": ink.quiet, "width": 1.5, "dash": dash},
            "hoverinfo": "skip",
        }
        for squash, symbol, dash in (("sigmoid", "σ", "solid"), ("tanh", "tanh", "dash"))
    ]
    steps = np.arange(1, trace.steps + 1).astype(np.min_scalar_type(trace.steps))
    points = [
        {
            "type": "scatter",
            "mode": "markers",
            "meta": s,
            "name": word(names, s, s),
            "x": np.ascontiguousarray(a, dtype=dtype),
            "y": np.ascontiguousarray(trace[s][:, unit], dtype=dtype),
            "customdata": steps,
            "marker": {
                "color": (style := SIGNAL_STYLES[s]).shade("mark", theme),
                "symbol": style.marker,
                "size": 6,
                "opacity": 0.4,
                "maxdisplayed": MOST_DRAWN,
            },
            "hovertemplate": f"{s}<sub>%{{customdata}}</sub> = %{{y:.6f}}<br>a = %{{x:.6f}}<extra></extra>",
        }
        for s, a in before.items()
    ]
    across = {"range": [-reach, reach], "automargin": False, "title": {"text": word(names, "pre", "a"), "standoff": 4}}
    notes = [note("σ", -reach, 0, xshift=3), note("tanh", -reach, -1, xshift=3)]
    styles = {s: SIGNAL_STYLES[s] for s in before}
    notes.append(key((GLYPHS[style.marker], style.shade("mark", theme), s) for s, style in styles.items()))
    axes = {"xaxis": {**across, "nticks": 7, "tickfont": {"size": 10}}, "yaxis": value_axis(-1, 1)}
    return {"data": curves + points, "layout": layout(trace, theme, **axes, annotations=notes)}
