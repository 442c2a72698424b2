"""What the cell state is made of: the share that each earlier step still has in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.errors import InputError, text
from lstm_viz.figures.panels import coloured, diverging, fact, layout, rounded_up, time_axis, word
from lstm_viz.figures.theme import Theme
from lstm_viz.ledger import memory_ledger
from lstm_viz.tracing import Trace

LEDGER_STEPS = 512  # at most: the picture grows with the square of the steps


def ledger_heatmap(
    trace: Trace,
    unit: int = 0,
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Colour what row k (0: the start state, k: step k) still contributes to the unit's c_t (columns, from 1).

    (T + 1, T); NaN, and not drawn, where a step is yet to come. Every column sums to c_t. The diverging scale ends at
    the round number after the largest amount. `names` gives words for 'time' and 'source'. Raises InputError:
    'too-long' (more than 512 steps), 'shape' (a batch), 'out-of-range'.
    """
    fact(trace, "c")
    if trace.steps > LEDGER_STEPS:
        found, expected = text("{steps} steps", steps=trace.steps), text("at most {most} steps", most=LEDGER_STEPS)
        remedy = text("Choose a part of the sequence that is as short as that.")
        raise InputError("too-long", "ledger", found, expected, remedy)
    left = memory_ledger(trace, units=unit)[..., 0].T
    sources, steps = np.arange(trace.steps + 1)[:, None], np.arange(1, trace.steps + 1)
    m = rounded_up(float(np.abs(left).max()))
    source = word(names, "source", "k")
    heat = {
        "type": "heatmap",
        "meta": "ledger",
        "x0": 1,
        "dx": 1,
        "y0": 0,
        "dy": 1,
        "z": np.where(sources > steps, np.nan, left).astype(dtype),
        "zsmooth": False,
        "hoverongaps": False,
        "hovertemplate": f"c<sub>%{{x}}</sub> ← {source} %{{y}}: %{{z:.6f}}<extra></extra>",
        **coloured(diverging(theme), -m, m),
    }
    down = time_axis(trace, names) | {"range": [trace.steps + 0.5, -0.5], "minallowed": -0.5}
    down |= {"title": {"text": source, "standoff": 2}, "tick0": 0 if down["dtick"] else None}
    return {"data": [heat], "layout": layout(trace, theme, xaxis=time_axis(trace, names), yaxis=down)}
