"""How often each unit's gates stand near their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.figures.panels import fact, key, layout, unit_axis, unit_numbers, word
from lstm_viz.figures.theme import INK, SIGNAL_STYLES, Theme
from lstm_viz.ledger import chosen_units
from lstm_viz.tracing import Trace

GAP = 0.06  # of the width, between two gates


def gate_saturation(
    trace: Trace,
    signals: Sequence[str] = ("f", "i", "o"),
    low: float = 0.1,
    high: float = 0.9,
    *,
    order: object = None,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Draw for each unit (rows, in `order`) the share of steps with a gate below `low`, between, and above `high`.

    A column for each of `signals`, three bars a row that fill it: left, what is shut; right, in the gate's colour, what
    is open. The thresholds 0.1 and 0.9 are those of 'Visualizing and Understanding Recurrent Networks'
    [karpathy2015], which found units that remember for long by them. Traces carry `meta`: the signal. `names` gives
    words for 'unit', 'below', 'between' and 'above'. Raises InputError: 'unknown', 'shape' (a batch), 'out-of-range'.
    """
    rows = chosen_units(trace.hidden, order)
    numbers = unit_numbers(np.array(rows))
    bars: list[dict[str, Any]] = []
    ink, axes = INK[theme], {}
    width = (1 - GAP * (len(signals) - 1)) / len(signals)
    for k, signal in enumerate(signals):
        fact(trace, signal)
        values, style = trace[signal][:, rows], SIGNAL_STYLES[signal]
        below, above = (values < low).mean(axis=0), (values > high).mean(axis=0)
        parts = (
            ("below", f"< {low:g}", below, ink.quiet),
            ("between", f"{low:g}–{high:g}", 1 - below - above, ink.surfaces[2]),
            ("above", f"> {high:g}", above, style.shade("mark", theme)),
        )
        axis = "" if k == 0 else str(k + 1)
        for part, symbol, share, colour in parts:
            name = word(names, part, symbol)
            about = f"{signal} {escape(symbol)}: %{{x:.1%}}<br>{word(names, 'unit', 'j')} %{{y}}<extra></extra>"
            bars.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "meta": signal,
                    "name": name,
                    "x": np.ascontiguousarray(share, dtype=dtype),
                    "y": numbers,
                    "xaxis": f"x{axis}",
                    "marker": {"color": colour, "line": {"width": 0}},
                    "hovertemplate": about,
                }
            )
        start = k * (width + GAP)
        axes[f"xaxis{axis}"] = {
            "domain": [start, min(start + width, 1)],
            "range": [0, 1],
            "tickvals": [0.5],
            "ticktext": ["50 %"],
            "title": {"text": f"<b>{signal}</b>", "standoff": 4, "font": {"color": style.shade("text", theme)}},
            "automargin": False,
            "zeroline": False,
        }
    *others, hue = (SIGNAL_STYLES[signal].shade("mark", theme) for signal in signals)
    above_key = "".join(f'<span style="color:{other}">■</span>' for other in others) + "■"
    marks = (("■", ink.quiet), ("■", ink.surfaces[2]), (above_key, hue))
    row = key((mark, colour, bar["name"]) for (mark, colour), bar in zip(marks, bars[:3], strict=True))
    frame = layout(trace, theme, **axes, yaxis=unit_axis(len(rows), names), annotations=[row])
    return {"data": bars, "layout": {**frame, "barmode": "stack", "bargap": 0.15 if len(rows) <= 32 else 0}}
