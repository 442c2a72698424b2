"""How far two computations lie apart, in units in the last place: the worst number of each tensor at each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_viz.figures.panels import colour_bar, word
from lstm_viz.figures.theme import INK, Theme, template
from lstm_viz.types import Array

MOST_TICKS = 12
MOST_GAPS = 30  # steps
# Powers of ten by number type: where the scale ends (what is no number looks like this, too), and where red begins.
# Rounding stays well below it, the mistakes above.
MOST = {"float64": 17.0, "float32": 8.0}
LOST = {"float64": 8.0, "float32": 5.0}
TICKS = {
    "float64": {0: "0", 10: "10", 10**3: "10³", 10**8: "10⁸", 10**15: "10¹⁵"},
    "float32": {0: "0", 1: "1", 10: "10", 10**3: "10³", 10**5: "10⁵", 10**7: "10⁷"},
}
RED = {"light": "#b2182b", "dark": "#d6604d"}  # beyond any rounding


def places_heatmap(
    places: Array,
    rows: Sequence[str],
    dtype: str = "float64",
    *,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> dict[str, Any]:
    """Colour the differences `places`, (rows, time), of the tensors `rows` (labels), steps from 1.

    The scale is logarithmic and fixed for a type: from nothing for equal bits to the accent, and red where most digits
    are lost. `names` gives words for 'time' and 'places'.
    """
    most, lost = MOST[dtype], LOST[dtype]
    finite = np.where(np.isfinite(places), places, 10.0**most)
    powers = np.minimum(np.log10(1 + finite), most).astype(np.float32)
    ink = INK[theme]
    few, many = np.log10(2) / most, lost / most
    scale = [[0, ink.surfaces[0]], [few, ink.surfaces[2]], [many, ink.accent], [many, RED[theme]], [1, RED[theme]]]
    small = {"size": 10}
    heat = {
        "type": "heatmap",
        "x0": 1,
        "dx": 1,
        "y": list(rows),
        "z": np.ascontiguousarray(powers),
        "customdata": np.ascontiguousarray(finite.astype(np.float32)),
        "zmin": 0,
        "zmax": most,
        "zsmooth": False,
        "xgap": 1 if places.shape[1] <= MOST_GAPS else 0,
        "ygap": 1,
        "colorscale": scale,
        "hovertemplate": f"%{{y}}, t = %{{x}}: %{{customdata:.3~g}} {word(names, 'places', 'ulp')}<extra></extra>",
        "colorbar": colour_bar({float(np.log10(1 + tick)): shown for tick, shown in TICKS[dtype].items()}),
    }
    steps = places.shape[1]
    axis = {"automargin": False, "showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": small}
    time = {
        **axis,
        "title": {"text": word(names, "time", "t"), "standoff": 4},
        "range": [0.5, steps + 0.5],
        "tick0": 1 if steps <= MOST_TICKS else None,
        "dtick": 1 if steps <= MOST_TICKS else None,
        "nticks": 6,
        "tickangle": 0,
    }
    frame = {
        "template": template(theme),
        "margin": {"l": 58, "r": 46, "t": 8, "b": 36, "autoexpand": False},
        "font": {"size": 11},
        "showlegend": False,
        "xaxis": time,
        "yaxis": {**axis, "type": "category", "autorange": "reversed", "dtick": 1},
    }
    return {"data": [heat], "layout": frame}
