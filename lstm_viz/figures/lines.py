"""Chosen units as lines over time, with what all units do: their mean, and the band that holds four fifths of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from lstm_viz.figures.panels import MOST_MARKERS, key, layout, note, span, time_axis, value_axis, word
from lstm_viz.figures.theme import INK, SIGNAL_STYLES, Theme
from lstm_viz.ledger import chosen_units
from lstm_viz.tracing import Trace

# Short enough to tell each other apart in the key's samples, which are 21 pixels long.
DASHES = ("solid", "8px,4px", "2px,3px", "8px,3px,2px,3px", "5px,7px", "2px,7px", "13px,4px", "6px,2px,2px,2px", "3px")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "star", "hexagon", "cross", "triangle-down")
BAND = (10, 90)  # percentiles
ROW = 16  # pixels from one line of the key to the next


def unit_lines(
    trace: Trace,
    signal: str = "f",
    units: object = (0,),
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    dtype: DTypeLike = np.float32,
) -> dict[str, Any]:
    """Draw `signal` of `units` (from 0), the mean of all units, and the band from the 10th to the 90th percentile.

    Lines differ by dash, by marker (up to 60 steps) and by the number in the key, not by colour alone; traces carry
    `meta`: the unit's index, 'mean', 'low', 'high'. The scale is that of `signal_heatmap`. `names` gives words
    for 'time', 'unit', 'mean' and 'band'. Raises InputError: 'unknown', 'shape' (a batch), 'out-of-range'.
    """
    low, high = span(trace, signal)
    ink, colour = INK[theme], SIGNAL_STYLES[signal].shade("mark", theme)
    values = trace[signal]
    steps = np.arange(1, trace.steps + 1, dtype=dtype)
    about = f"{signal}<sub>%{{x}}</sub> = %{{y:.6f}}<extra>"
    lower, upper = np.percentile(values, BAND, axis=1)

    def line(meta: object, name: str, y: Any, **look: Any) -> dict[str, Any]:
        y = np.ascontiguousarray(y, dtype=dtype)
        hover = f"{about}{name}</extra>"
        return {"type": "scatter", "meta": meta, "name": name, "x": steps, "y": y, "hovertemplate": hover, **look}

    mean_name, band = word(names, "mean", f"{signal}\N{COMBINING MACRON}"), word(names, "band", "P₁₀–P₉₀")
    unseen = {"mode": "lines", "line": {"width": 0}}
    fill = {"fill": "tonexty", "fillcolor": f"rgba({', '.join(map(str, bytes.fromhex(colour[1:])))}, 0.2)"}
    mean = {"mode": "lines", "line": {"color": ink.quiet, "width": 3}, "opacity": 0.7}
    lines = [
        line("low", band, lower, **unseen),
        line("high", band, upper, **unseen, **fill),
        line("mean", mean_name, values.mean(axis=1), **mean),
    ]
    for k, unit in enumerate(chosen_units(values.shape[1], units)):
        shade = colour if k % 2 == 0 else ink.text
        look = {
            "mode": "lines+markers" if trace.steps <= MOST_MARKERS else "lines",
            "line": {"color": shade, "dash": DASHES[k % len(DASHES)], "width": 2.5 if k == 0 else 1.5},
            "marker": {"color": shade, "symbol": MARKERS[k % len(MARKERS)], "size": 6},
        }
        lines.append(line(unit, str(unit + 1), values[:, unit], **look))
    keys, samples = _key(lines[3:], word(names, "unit", "j"))
    keys.append(key((("━", ink.quiet, mean_name), ("█", fill["fillcolor"], band))))
    axes = {"xaxis": time_axis(trace, names), "yaxis": value_axis(low, high)}
    return {"data": lines, "layout": layout(trace, theme, **axes, annotations=keys, shapes=samples)}


def _key(lines: list[dict[str, Any]], title: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Notes and shapes in the right margin, placed by pixels whatever the panel's size: a sample and number a line."""
    corner = {"xref": "paper", "yref": "paper"}
    pixels = {"type": "line", "xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 1, "yanchor": 1, **corner}
    notes, samples = [note(title, 1, 1, **corner, xshift=5, yshift=2)], []
    for k, line in enumerate(lines):
        y = -ROW * (k + 0.5)
        samples.append({**pixels, "x0": 5, "x1": 26, "y0": y, "y1": y, "line": line["line"]})
        notes.append(note(line["name"], 1, 1, **corner, xshift=28, yshift=y, yanchor="middle"))
    return notes, samples
