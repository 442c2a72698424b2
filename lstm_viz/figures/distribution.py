"""How the units of a layer are spread over a signal's range at each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.arrays import count
from lstm_viz.figures.panels import coloured, layout, shades, span, time_axis, word
from lstm_viz.figures.theme import Theme
from lstm_viz.tracing import Trace
from lstm_viz.types import Array


def gate_distribution(
    trace: Trace,
    signal: str = "f",
    bins: int = 20,
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Count the units in each of `bins` equal intervals of the signal's range (rows) at each step (columns).

    Counts are uint8, or the next type that holds them; the colour's scale ends at the largest count of the whole run. A
    value on the border of two intervals counts in the upper one, the very highest in the last; a held value outside the
    range counts at its end. `dtype` is that of all panels, and not needed here. `names` gives words for 'time' and
    'count'. Raises InputError: 'unknown', 'shape' (a batch), 'out-of-range'.
    """
    bins = count("bins", bins, 1, 200)
    low, high = span(trace, signal)
    counts = _counts(trace[signal], low, high, bins)
    half = (high - low) / bins / 2
    hover = f"{signal}<sub>%{{x}}</sub> = %{{y:.4~f}} ± {half:.4g}<br>{word(names, 'count', 'n')} = %{{z}}"
    heat = {
        "type": "heatmap",
        "meta": signal,
        "x0": 1,
        "dx": 1,
        "y0": low + half,
        "dy": 2 * half,
        "z": counts,
        "zsmooth": False,
        "hovertemplate": f"{hover}<extra></extra>",
        **coloured(shades(signal, theme), 0, int(counts.max())),
    }
    value = {
        "range": [low, high],
        "automargin": False,
        "showgrid": False,
        "zeroline": False,
        "nticks": 6,
        "tickfont": {"size": 10},
    }
    return {"data": [heat], "layout": layout(trace, theme, xaxis=time_axis(trace, names), yaxis=value)}


def _counts(values: Array, low: float, high: float, bins: int) -> Array:
    """(bins, T): how many of the units, (T, H), lie in each interval."""
    T, H = values.shape
    which = np.clip((values - low) * (bins / (high - low)), 0, bins - 1).astype(np.intp)
    counts = np.bincount((which + bins * np.arange(T)[:, None]).ravel(), minlength=bins * T)
    return np.ascontiguousarray(counts.reshape(T, bins).T, dtype=np.min_scalar_type(H))
