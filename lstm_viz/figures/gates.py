"""Gate activations over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_viz.figures.theme import SIGNAL_STYLES, Theme, template
from lstm_viz.tracing import Trace


def gate_lines(
    trace: Trace,
    unit: int = 0,
    signals: Sequence[str] = ("f", "i", "o"),
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> dict[str, Any]:
    """Lines of one unit's `signals` over time, one sequence, steps counted from 1.

    Each signal keeps its colour, dash and marker (`SIGNAL_STYLES`). `names` (by signal, and 'time' for the axis) are
    the words shown; the symbols stand where none is given. The vertical scale is the union of the signals' own ranges.
    """
    names = names or {}
    facts = {s.name: s for s in trace.cell.signals if s.name in signals}
    low, high = min(f.low for f in facts.values()), max(f.high for f in facts.values())
    steps = np.arange(1, trace.steps + 1, dtype=np.float32)
    lines = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": names.get(s, s),
            "x": steps,
            "y": np.ascontiguousarray(trace[s][:, unit], dtype=np.float32),
            "line": {"color": (style := SIGNAL_STYLES[s]).shade("mark", theme), "dash": style.dash, "width": 2},
            "marker": {"symbol": style.marker, "size": 8, "color": style.shade("mark", theme)},
            "hovertemplate": f"{facts[s].name}<sub>%{{x}}</sub> = %{{y:.6f}}<extra></extra>",
        }
        for s in signals
    ]
    margin = 0.04 * (high - low)  # so that a marker on 0 or 1 is drawn whole
    return {
        "data": lines,
        "layout": {
            "template": template(theme),
            "uirevision": "keep",
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
