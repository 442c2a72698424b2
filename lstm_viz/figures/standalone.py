"""A view as one file that plays offline: plotly.js and all panels inside, and Plotly's own frames.

A frame carries the moving cursor only, never the panels' numbers, so that the file grows as steps × units.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from lstm_viz.figures.panels import Names, word
from lstm_viz.figures.select import panel_spec
from lstm_viz.figures.subplots import Placed, combine
from lstm_viz.figures.theme import FONT, INK, SIGNAL_STYLES, Theme
from lstm_viz.tracing import Trace

SHOWN = ("f", "i", "o", "g", "c", "h")
FOOTER, BUTTONS = 90, 150  # pixels: the height of buttons and slider, the width of the buttons
CURVES = ("f", "i", "g", "o")
# Upwards is positive here, around the point itself.
OUTLINES = {
    "square": "M-6,-6H6V6H-6Z",
    "triangle-up": "M-7,-6H7L0,7Z",
    "diamond": "M0,-8L8,0L0,8L-8,0Z",
}
MOST_FRAMES = 1_000  # of a longer run every second step, third step, … has one
RUN_MS, FASTEST_MS, SLOWEST_MS = 20_000, 33, 400  # a whole run, and the bounds of a step
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
# To pause breaks the promise of what is played, for no reason that it names: this is no error.
SCRIPT = "addEventListener('unhandledrejection', (event) => { if (event.reason === undefined) event.preventDefault() })"
PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style} h1 {{ font-size: 18px }}</style>
</head>
<body>
<h1>{title}</h1>
<script>{script}</script>
{div}
</body>
</html>
"""


def standalone_html(
    trace: Trace,
    panels: Sequence[str] = SHOWN,
    *,
    unit: int = 0,
    signal: str = "f",
    units: tuple[int, ...] = (),
    order: object = None,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
    title: str = "LSTM",
    lang: str = "en",
) -> str:
    """Write the panels (see `panel_spec`) of one sequence into an HTML page that asks no server for anything.

    `names` gives words for 'play', 'pause' and the panels besides those of the figures; it and `title` are shown as
    plain text. Raises InputError: 'unknown', 'shape' (a batch), 'out-of-range'.
    """
    from plotly.io import to_html  # here, so that nobody else pays for it

    chosen: dict[str, Any] = {"unit": unit, "signal": signal, "units": units, "order": order}
    specs = {panel: panel_spec(trace, panel, **chosen, names=names, theme=theme) for panel in dict.fromkeys(panels)}
    figure, placed = combine(specs, {panel: word(names, panel, panel) for panel in specs}, theme, FOOTER)
    _animate(figure, placed, trace, unit, names, theme)
    config = {"responsive": False, "displaylogo": False, "showTips": False}
    div = to_html(_encoded(figure), config, auto_play=False, full_html=False, validate=False, div_id="panels")
    ink, heading = INK[theme], escape(title)
    style = f"body {{ margin: 8px 16px; background: {ink.surfaces[0]}; color: {ink.text}; font: 14px {FONT} }}"
    return PAGE.format(lang=escape(lang), policy=POLICY, title=heading, style=style, script=SCRIPT, div=div)


def _animate(figure: dict[str, Any], placed: list[Placed], trace: Trace, unit: int, names: Names, theme: Theme) -> None:
    """Add the cursors at the first step, a frame for each step, buttons and slider.

    Cursors are shapes, the first in the list: a frame's shapes extend those of the layout one by one, and with
    'redraw' off plotly.js draws shapes only. (Of moving traces it would drop all others of their panels.)
    """
    lines = [panel for panel in placed if panel.timed]
    points = [(panel, signal) for panel in placed if panel.name == "curve" for signal in CURVES]
    steps = range(1, trace.steps + 1, -(-trace.steps // MOST_FRAMES))
    moments = [
        [{"x0": t, "x1": t}] * len(lines) + [_place(trace, signal, unit, t) for _, signal in points] for t in steps
    ]
    shapes = [_line(panel, theme) for panel in lines] + [_point(panel, signal, theme) for panel, signal in points]
    layout = figure["layout"]
    layout["shapes"] = [{**shape, **at} for shape, at in zip(shapes, moments[0], strict=True)] + layout["shapes"]
    figure["frames"] = [{"name": str(t), "layout": {"shapes": at}} for t, at in zip(steps, moments, strict=True)]
    layout |= _controls([str(t) for t in steps], layout["width"], layout["height"], names, theme)


def _controls(steps: list[str], width: int, height: int, names: Names, theme: Theme) -> dict[str, Any]:
    """Play, pause, and a slider with every frame, in the footer."""
    ink = INK[theme]
    still = {"mode": "immediate", "transition": {"duration": 0}}
    duration = round(min(max(RUN_MS / len(steps), FASTEST_MS), SLOWEST_MS))
    play = {**still, "fromcurrent": True, "frame": {"duration": duration, "redraw": False}}
    jump = {**still, "frame": {"duration": 0, "redraw": False}}
    below = {"y": FOOTER / height, "yanchor": "top", "bgcolor": ink.surfaces[1], "bordercolor": ink.line}
    buttons = {
        **below,
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "xanchor": "left",
        "pad": {"l": 8, "t": 16},
        "buttons": [
            {"label": word(names, "play", "▶"), "method": "animate", "args": [None, play]},
            {"label": word(names, "pause", "❚❚"), "method": "animate", "args": [[None], jump]},
        ],
    }
    slider = {
        **below,
        "x": BUTTONS / width,
        "len": 1 - (BUTTONS + 20) / width,
        "pad": {"t": 8},
        "activebgcolor": ink.accent,
        "tickcolor": ink.line,
        "currentvalue": {"prefix": f"{word(names, 'time', 't')} "},
        "transition": {"duration": 0},
        "steps": [{"label": step, "method": "animate", "args": [[step], jump]} for step in steps],
    }
    return {"updatemenus": [buttons], "sliders": [slider]}


def _line(panel: Placed, theme: Theme) -> dict[str, Any]:
    """The cursor of a panel over time, as high as the panel."""
    line = {"color": INK[theme].text, "width": 1.5}
    return {"type": "line", "xref": panel.x, "yref": f"{panel.y} domain", "y0": 0, "y1": 1, "line": line}


def _point(panel: Placed, signal: str, theme: Theme) -> dict[str, Any]:
    """Where a signal stands on its curve at the step in view: its own marker, 14 pixels wide."""
    place = {"xref": panel.x, "yref": panel.y, "xsizemode": "pixel", "ysizemode": "pixel"}
    look = {"fillcolor": SIGNAL_STYLES[signal].shade("mark", theme), "line": {"color": INK[theme].text, "width": 1.5}}
    outline = OUTLINES.get(SIGNAL_STYLES[signal].marker)
    form = {"type": "path", "path": outline} if outline else {"type": "circle", "x0": -7, "x1": 7, "y0": -7, "y1": 7}
    return {**place, **look, **form}


def _place(trace: Trace, signal: str, unit: int, t: int) -> dict[str, float]:
    before, value = trace[f"a_{signal}"][t - 1, unit], trace[signal][t - 1, unit]
    return {"xanchor": float(f"{before:.6g}"), "yanchor": float(f"{value:.6g}")}


def _encoded(part: Any) -> Any:
    """Arrays as plotly.js reads them from JSON: base64 of their bytes, half as long as digits, and exact."""
    if isinstance(part, np.ndarray):
        kind = part.dtype.newbyteorder("<")
        data = b64encode(np.ascontiguousarray(part, kind).tobytes()).decode()
        flat = {"dtype": kind.str[1:], "bdata": data}
        return flat if part.ndim == 1 else {**flat, "shape": ", ".join(map(str, part.shape))}
    if isinstance(part, dict):
        return {key: _encoded(value) for key, value in part.items()}
    return [_encoded(value) for value in part] if isinstance(part, list) else part
