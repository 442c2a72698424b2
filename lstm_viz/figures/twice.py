"""One training computed twice: both losses on one axis, and how far losses and weights lie apart on another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_viz.figures.panels import word
from lstm_viz.figures.theme import INK, Theme, template
from lstm_viz.types import Array

LEAST = 1e-18  # where equal numbers are drawn: the scale is logarithmic


def twice_lines(
    losses: tuple[Array, Array],
    apart: Array,
    bound: float,
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> dict[str, Any]:
    """Draw two loss curves, (N,) each, above their difference, the largest difference of a weight, and its bound.

    `names` gives words for 'numpy', 'torch', 'loss', 'losses' (their difference), 'weights', 'bound' and 'update'.
    """
    ink = INK[theme]
    updates = np.arange(1, len(apart) + 1, dtype=np.float32)

    def line(name: str, y: Array, axis: str, colour: str, form: str, **look: Any) -> dict[str, Any]:
        return {
            "type": "scatter",
            "mode": "lines",
            "name": word(names, name, name),
            "meta": name,
            "x": updates,
            "y": np.ascontiguousarray(y, dtype=np.float64),
            "yaxis": axis,
            "line": {"color": colour, "width": 2, **look},
            "hovertemplate": f"%{{x}}: %{{y:{form}}}<extra>{word(names, name, name)}</extra>",
        }

    difference = np.maximum(np.abs(losses[0] - losses[1]), LEAST)
    lines = [
        line("torch", losses[1], "y", ink.accent, ".6g", width=6),
        line("numpy", losses[0], "y", ink.text, ".6g", width=2),
        line("losses", difference, "y2", ink.accent, ".2e", dash="dot"),
        line("weights", np.maximum(apart, LEAST), "y2", ink.text, ".2e"),
        line("bound", np.full(len(apart), bound), "y2", ink.quiet, ".0e", dash="dash", width=1),
    ]
    lines[0]["opacity"] = 0.6
    axis = {"automargin": False, "zeroline": False, "tickfont": {"size": 10}}
    span = [0.5, len(apart) + 0.5]
    return {
        "data": lines,
        "layout": {
            "template": template(theme),
            "margin": {"l": 78, "r": 12, "t": 34, "b": 40, "autoexpand": False},
            "font": {"size": 11},
            "hovermode": "x",
            "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom", "font": {"size": 11}},
            "xaxis": {
                **axis,
                "title": {"text": word(names, "update", "n"), "standoff": 4},
                "range": span,
                "anchor": "y2",
            },
            "yaxis": {**axis, "domain": [0.55, 1], "title": {"text": word(names, "loss", "L")}, "rangemode": "tozero"},
            "yaxis2": {
                **axis,
                "domain": [0, 0.45],
                "type": "log",
                "range": [-18, 0],
                "dtick": 3,
                "exponentformat": "power",
                "title": {"text": word(names, "apart", "Δ")},
            },
        },
    }
