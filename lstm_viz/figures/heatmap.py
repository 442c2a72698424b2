"""A signal of all units over time: every cell is one recorded number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.figures.panels import colour_scale, fact, layout, time_axis, unit_axis, unit_numbers, word
from lstm_viz.figures.theme import Theme
from lstm_viz.ledger import chosen_units
from lstm_viz.tracing import Trace


def signal_heatmap(
    trace: Trace,
    signal: str = "f",
    *,
    order: object = None,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Colour `signal` of every unit (rows, in `order`: indices from 0) at every step of one sequence (columns).

    A gate runs from 0 (the surface) to 1 (its own colour); g and h from -1 to 1, c to the round number after its
    largest amount in the whole run, on the diverging scale centred at 0. Row k lies at k - 0.5 to k + 0.5 of the
    category axis, the first on top; its category, which the hover tells, is the unit's number from 1. `names` gives
    words for 'time' and 'unit'. Raises InputError: 'unknown', 'shape' (a batch), 'out-of-range'.
    """
    fact(trace, signal)
    rows = chosen_units(trace[signal].shape[1], order)
    with np.errstate(over="ignore"):  # beyond float32: ∞, which is not drawn
        z = np.ascontiguousarray(trace[signal].T[rows], dtype=dtype)
    heat = {
        "type": "heatmap",
        "meta": signal,
        "x0": 1,
        "dx": 1,
        "y": unit_numbers(np.array(rows)),
        "z": z,
        "zsmooth": False,
        "hovertemplate": f"{signal}<sub>%{{x}}</sub> = %{{z:.6f}}<br>{word(names, 'unit', 'j')} %{{y}}<extra></extra>",
        **colour_scale(trace, signal, theme),
    }
    frame = layout(trace, theme, xaxis=time_axis(trace, names), yaxis=unit_axis(len(rows), names))
    return {"data": [heat], "layout": frame}
