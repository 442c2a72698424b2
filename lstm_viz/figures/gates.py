"""Gate activations over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.figures.theme import SIGNAL_STYLES, Theme, template
from lstm_viz.tracing import Trace


def gate_lines(
    trace: Trace,
    unit: int = 0,
    signals: Sequence[str] = ("f", "i", "o"),
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    decimals: int = 6,
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Lines of one unit's `signals` over time, one sequence, steps counted from 1.

    Each signal keeps its colour, dash and marker (`SIGNAL_STYLES`). `names` (by signal, and 'time' for the axis) are
    the words shown; the symbols stand where none is given. The vertical scale
    holds the signals' own ranges, or their values where those have no bound; a zoom is kept until the length of the
    sequence changes. Large panels take float32.
    """
    names = names or {}
    facts = {s.name: s for s in trace.cell.signals if s.name in signals}
    low = min(f.low if np.isfinite(f.low) else float(trace[s][:, unit].min()) for s, f in facts.items())
    high = max(f.high if np.isfinite(f.high) else float(trace[s][:, unit].max()) for s, f in facts.items())
    steps = np.arange(1, trace.steps + 1, dtype=dtype)
    lines = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": names.get(s, s),
            "meta": s,  # the signal, for those who hide or pick lines by it
            "x": steps,
            "y": np.ascontiguousarray(trace[s][:, unit], dtype=dtype),
            "line": {"color": (style := SIGNAL_STYLES[s]).shade("mark", theme), "dash": style.dash, "width": 2},
            "marker": {"symbol": style.marker, "size": 8, "color": style.shade("mark", theme)},
            "hovertemplate": f"{facts[s].name}<sub>%{{x}}</sub> = %{{y:.{decimals}f}}<extra></extra>",
        }
        for s in signals
    ]
    margin = 0.04 * (high - low)  # so that a marker on 0 or 1 is drawn whole
    return {
        "data": lines,
        "layout": {
            "template": template(theme),
            "uirevision": str(trace.steps),
            "margin": {"l": 36, "r": 12, "t": 8, "b": 36},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
            "xaxis": {
                "title": {"text": names.get("time", "t")},
                "range": [0.5, trace.steps + 0.5],
                "dtick": 1 if trace.steps <= 16 else None,
                "fixedrange": False,
            },
            "yaxis": {"range": [low - margin, high + margin]},
        },
    }
