"""What the cell state is made of: the share that each earlier step still has in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.arrays import count
from lstm_viz.figures.panels import coloured, diverging, fact, layout, rounded_up, time_axis, word
from lstm_viz.figures.theme import Theme
from lstm_viz.ledger import chosen_units, memory_ledger
from lstm_viz.tracing import Trace, window

LEDGER_STEPS = 512  # of a window: the picture grows with the square of the steps


def ledger_heatmap(
    trace: Trace,
    unit: int = 0,
    *,
    last: int | None = None,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Colour what row k (0: the start state, k: step k) still contributes to the unit's c_t (columns, from 1).

    (T + 1, T); NaN, and not drawn, where a step is yet to come. Every column sums to c_t. Of a longer run only the 512
    steps up to step `last` (default T): the first row is then what all steps before them left. The diverging scale ends
    at the round number after the largest amount. `names` gives words for 'time' and 'source'. Raises InputError:
    'shape' (a batch), 'out-of-range'.
    """
    fact(trace, "c")
    (unit,) = chosen_units(trace.hidden, unit)
    end = trace.steps if last is None else count("last", last, 1, trace.steps)
    first = max(0, max(end, min(LEDGER_STEPS, trace.steps)) - LEDGER_STEPS)
    part = window(trace, first, min(first + LEDGER_STEPS, trace.steps))
    left = memory_ledger(part, units=unit)[..., 0].T
    sources, steps = np.arange(part.steps + 1)[:, None], np.arange(1, part.steps + 1)
    to_come = (sources < steps) & (sources > 0) if trace.reverse else sources > steps
    m = rounded_up(float(np.abs(left).max()))
    source = word(names, "source", "k")
    heat = {
        "type": "heatmap",
        "meta": "ledger",
        "x0": first + 1,
        "dx": 1,
        "y0": first,
        "dy": 1,
        "z": np.where(to_come, np.nan, left).astype(dtype),
        "zsmooth": False,
        "hoverongaps": False,
        "hovertemplate": f"c<sub>%{{x}}</sub> ← {source} %{{y}}: %{{z:.6f}}<extra></extra>",
        **coloured(diverging(theme), -m, m),
    }
    stop = first + part.steps
    down = time_axis(trace, names) | {"range": [stop + 0.5, first - 0.5], "minallowed": -0.5, "uirevision": first}
    down |= {"title": {"text": source, "standoff": 2}, "tick0": 0 if down["dtick"] else None}
    across = time_axis(trace, names) | {"range": [first + 0.5, stop + 0.5], "uirevision": f"{first} {stop}"}
    return {"data": [heat], "layout": layout(trace, theme, xaxis=across, yaxis=down)}
