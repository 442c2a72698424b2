"""The panels of a run of training, without its numbers: what is to be drawn of them, and how.

A trace says by its `meta` which numbers are its own; the page fills them in as they come, and draws in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm_viz.figures.panels import KEY, MARGIN, coloured, diverging, key, rounded_up, shades, word
from lstm_viz.figures.theme import INK, SIGNAL_STYLES, Theme, template
from lstm_viz.tasks import Data, Task

Names = Mapping[str, str] | None
Spec = dict[str, Any]
MAPS = ("f", "i", "o", "g", "c", "h")
PANELS = ("loss", "metric", "fit", *(f"map_{s}" for s in MAPS), "epochs", "norms", "reach", "weights", "saturation")
SHADES = ("dot", "dashdot", "longdash", "longdashdot")  # of the baselines
COUNTED: dict[Theme, str] = {"light": "#9dbde8", "dark": "#1f4f8c"}  # the most cases of a class: text stays ≥ 7 on it
MOST_DRAWN = 12  # sequences of a task whose data are many short ones
MOST_IMAGES = 10


def live_panels(task: Task, layers: int, names: Names = None, theme: Theme = "light") -> dict[str, Spec]:
    """Every panel of `PANELS` for runs of a task: {data: traces without x, y, z; layout}."""
    ink = INK[theme]
    accent, quiet = ink.accent, ink.quiet

    def line(meta: str, colour: str, dash: str = "solid", width: float = 2.0, **look: Any) -> Spec:
        style = {"color": colour, "dash": dash, "width": width}
        return {"type": "scatter", "mode": "lines", "meta": meta, "name": word(names, meta, meta), "line": style} | {
            "hovertemplate": f"{word(names, meta, meta)}: %{{y:.6g}}<extra></extra>",
            **look,
        }

    def entry(mark: str, colour: str, name: str) -> tuple[str, str, str]:
        return mark, colour, word(names, name, name)

    marked: Spec = {"mode": "lines+markers", "marker": {"size": 4}}
    both = [line("training", ink.text, **marked), line("validation", accent, "dash", **marked)]
    known = [entry("━", ink.text, "training"), entry("╍", accent, "validation")]
    rules = [line(name, quiet, SHADES[k]) for k, name in enumerate(task.baselines)]
    shown = [
        (k, name) for k, name in enumerate(task.baselines) if name != "line"
    ]  # it is exact, and 0 is on no log scale
    rules_known = [entry("┈╌─┄"[k], quiet, name) for k, name in shown] + [entry("─", accent, "target")]
    of_layers = [(f"layer {k}", accent if k % 2 else ink.text, SHADES[k - 1] if k else "solid") for k in range(layers)]
    layer = word(names, "layer", "layer")
    layers_known = [("━╌┈╍"[k], colour, f"{layer} {k + 1}") for k, (_, colour, _) in enumerate(of_layers)]
    update, epoch, step = (word(names, name, name) for name in ("update", "epoch", "time"))
    log = {"type": "log", "exponentformat": "power"}
    share = {"range": [-0.03, 1.03]}
    panels = {
        "loss": _spec(
            theme,
            [line("batch", quiet, width=1), *both, *(rules if task.loss == "mse" else [])],
            update,
            log,
            [*known, entry("─", quiet, "batch")],  # the baselines look as in the panel of the metric, which names them
        ),
        "metric": _spec(
            theme,
            [*both, *rules, line("target", accent, width=1)],
            epoch,
            {"type": "log"} if task.loss == "mse" else share,
            [*known, *rules_known],
        ),
        "fit": _fit(task, line, names, theme),
        "norms": _spec(
            theme,
            [*(line(*look, 1.5) for look in of_layers), line("head", quiet, "dash", 1.5)],
            update,
            log,
            [*layers_known, entry("╌", quiet, "head")],
        ),
        "reach": _spec(
            theme,
            [line(*look, **marked) for look in of_layers],
            step,
            log,
            layers_known,
        ),
        "weights": _spec(
            theme,
            [
                {"type": "bar", "meta": "now", "marker": {"color": accent, "opacity": 0.55}}
                | {"hovertemplate": "%{x:.3f}: %{y:.4g}<extra></extra>"},
                line("begin", ink.text, width=1.5) | {"line": {"shape": "hvh", "color": ink.text, "width": 1.5}},
            ],
            word(names, "weight", "w"),
            {"title": {"text": word(names, "density", "density"), "standoff": 2}},
            [("█", accent, word(names, "now", "now")), entry("━", ink.text, "begin")],
        ),
        "saturation": _spec(
            theme,
            [
                line(s, SIGNAL_STYLES[s].shade("mark", theme), SIGNAL_STYLES[s].dash)
                | {"hovertemplate": f"{s}: %{{y:.1%}}<extra></extra>"}
                for s in ("f", "i", "o")
            ],
            epoch,
            share | {"tickformat": ".0%"},
            [("━╌┈"[k], SIGNAL_STYLES[s].shade("text", theme), s) for k, s in enumerate(("f", "i", "o"))],
        ),
        "epochs": _map("f", epoch, names, theme),
    }
    panels["weights"]["layout"]["bargap"] = 0
    return panels | {f"map_{s}": _map(s, step, names, theme) for s in MAPS}


def _spec(theme: Theme, data: list[Spec], title: str, yaxis: Spec, known: list[tuple[str, str, str]]) -> Spec:
    """Lines over something, with the row on top that tells them apart."""
    axis = {"title": {"text": title, "standoff": 4}, "tickfont": {"size": 10}, "automargin": False, "nticks": 6}
    y = {"tickfont": {"size": 10}, "automargin": False, "nticks": 6, **yaxis}
    frame = {
        "template": template(theme),
        "uirevision": "kept",
        "margin": MARGIN | {"t": KEY, "r": 12},
        "font": {"size": 11},
        "showlegend": False,
        "hovermode": "closest",
        "xaxis": axis,
        "yaxis": y,
        "annotations": [key(known)] if known else [],
    }
    return {"data": data, "layout": frame}


def _map(signal: str, title: str, names: Names, theme: Theme) -> Spec:
    """A heat map of units; the scale of c follows its largest amount in the run, which the page sets."""
    scale = coloured(diverging(theme), -1, 1) if signal in "gch" else coloured(shades(signal, theme), 0, 1)
    unit = word(names, "unit", "j")
    heat = {
        "type": "heatmap",
        "meta": signal,
        "zsmooth": False,
        "hovertemplate": f"{title} %{{x}}, {unit} %{{y}}: {signal} = %{{z:.6f}}<extra></extra>",
        **scale,
    }
    spec = _spec(
        theme, [heat], title, {"autorange": "reversed", "title": {"text": unit, "standoff": 2}, "dtick": None}, []
    )
    spec["layout"]["margin"] = MARGIN
    for axis in ("xaxis", "yaxis"):
        spec["layout"][axis] |= {"showgrid": False, "zeroline": False}
    return spec


def _fit(task: Task, line: Any, names: Names, theme: Theme) -> Spec:
    """What is predicted beside what is true: as a series, as points, or as a table of classes."""
    ink = INK[theme]
    if task.loss != "mse":
        heat = {"type": "heatmap", "meta": "confusion", "texttemplate": "%{z}", "zsmooth": False, "showscale": False}
        heat |= {"hovertemplate": "%{y} → %{x}: %{z}<extra></extra>"}
        heat |= coloured([[0, ink.surfaces[0]], [1, COUNTED[theme]]], 0, 1) | {"textfont": {"color": ink.text}}
        truth = {"title": {"text": word(names, "truth", "truth"), "standoff": 2}, "autorange": "reversed", "dtick": 1}
        spec = _spec(theme, [heat], word(names, "prediction", "prediction"), truth | {"type": "category"}, [])
        spec["layout"]["xaxis"] |= {"dtick": 1, "type": "category"}
        return spec
    words = [("━", ink.text, word(names, "truth", "truth")), ("╍", ink.accent, word(names, "prediction", "prediction"))]
    truth, told = line("truth", ink.text), line("prediction", ink.accent, "dash")
    if task.forecasts:
        free = line("free", ink.quiet, "dot")
        words.append(("┈", ink.quiet, word(names, "free", "free-running")))
        return _spec(theme, [truth, told, free], word(names, "held_out", "n"), {}, words)
    told |= {"mode": "markers", "marker": {"color": ink.accent, "size": 6, "symbol": "circle-open"}}
    told |= {"hovertemplate": "%{x} → %{y:.4f}<extra></extra>"}
    return _spec(theme, [truth, told], word(names, "truth", "truth"), {}, words)


def task_picture(task: Task, data: Data, names: Names = None, theme: Theme = "light") -> Spec:
    """The data themselves: a whole series with its three parts, images, or a few sequences, in the measured unit."""
    ink = INK[theme]
    looks = {"train": (ink.text, "solid"), "validation": (ink.accent, "dash"), "test": (ink.quiet, "dot")}
    if data.period:
        lines, begin = [], 1
        for part, (colour, dash) in looks.items():
            y = data.measured(data[part].y, data[part].base)[:, 0]
            lines.append(_series(np.arange(begin, begin + len(y), dtype=np.float64), y, colour, dash))
            begin += len(y)
        words = [(mark, looks[part][0], word(names, part, part)) for part, mark in zip(looks, "━╍┈", strict=True)]
        return _spec(theme, lines, word(names, "time", "t"), {}, words)
    x: Any = data.scaling.undo(data.train.x)
    if task.name == "digits":
        images = np.concatenate(x[:MOST_IMAGES], axis=1)  # (8, 80)
        heat = {"type": "heatmap", "z": images, "zsmooth": False, "hoverinfo": "skip"} | coloured(
            shades("x", theme), 0, 16
        )
        spec = _spec(
            theme,
            [heat | {"showscale": False}],
            "",
            {"autorange": "reversed", "visible": False, "scaleanchor": "x"},
            [],
        )
        spec["layout"]["xaxis"] |= {"visible": False}
        return spec
    if x.shape[2] > 1:
        high = rounded_up(float(np.abs(x[0]).max()))
        scale = coloured(diverging(theme), -high, high) if x.min() < 0 else coloured(shades("x", theme), 0, 1)
        features = [word(names, name, name) for name in data.names]
        heat = {"type": "heatmap", "z": x[0].T, "y": features, "x0": 1, "dx": 1, "zsmooth": False, **scale}
        heat |= {"hovertemplate": "%{y}, %{x}: %{z:.4f}<extra></extra>"}
        spec = _spec(theme, [heat], word(names, "time", "t"), {"autorange": "reversed", "type": "category"}, [])
        spec["layout"]["margin"] = MARGIN
        return spec
    whole = np.concatenate([x[:MOST_DRAWN, :, 0], data.measured(data.train.y[:MOST_DRAWN])], axis=1)
    steps = np.arange(1, whole.shape[1] + 1, dtype=np.float64)
    lines = [_series(steps, row, ink.text, "solid") | {"mode": "lines+markers"} for row in whole]
    spec = _spec(theme, lines, word(names, "time", "t"), {}, [])
    spec["layout"]["xaxis"] |= {"dtick": 1}
    return spec


def _series(x: Any, y: Any, colour: str, dash: str) -> Spec:
    style = {"color": colour, "dash": dash, "width": 1.5}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": style,
        "hovertemplate": "%{x}: %{y:.6g}<extra></extra>",
    }
