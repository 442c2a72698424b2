"""Several panels as one Plotly figure: each spec's axes, notes and colour bar move to a place of their own."""

from __future__ import annotations

from typing import Any, NamedTuple

from lstm_viz.figures.panels import KEY, MARGIN
from lstm_viz.figures.theme import INK, SIGNAL_STYLES, Theme

COLUMNS = 3
WIDTH, HEIGHT = 360, 250  # pixels of a panel
HEADER = 24  # pixels above a panel, for its name


class Placed(NamedTuple):
    """One panel within the figure: its first axes, and whether time runs along x."""

    name: str
    x: str  # as traces name it: 'x', 'x2', …
    y: str
    timed: bool


def combine(
    specs: dict[str, dict[str, Any]], titles: dict[str, str], theme: Theme, footer: int = 0
) -> tuple[dict[str, Any], list[Placed]]:
    """Lay the specs out in rows of three, `footer` pixels left free below; panels with time share every zoom in it."""
    columns, rows = min(COLUMNS, len(specs)), -(-len(specs) // COLUMNS)
    width, height = columns * WIDTH, rows * (HEADER + HEIGHT) + footer
    first = next(iter(specs.values()))["layout"]
    layout: dict[str, Any] = {
        **{part: first[part] for part in ("template", "font", "showlegend", "hovermode")},
        "width": width,
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "autoexpand": False},
        "paper_bgcolor": INK[theme].surfaces[0],
        "annotations": [],
        "shapes": [],
        "barmode": "stack",
    }
    data, placed = list[dict[str, Any]](), list[Placed]()
    for k, (name, spec) in enumerate(specs.items()):
        row, column = divmod(k, COLUMNS)
        left, top = column * WIDTH, row * (HEADER + HEIGHT) + HEADER
        box = {
            "x": ((left + MARGIN["l"]) / width, (left + WIDTH - MARGIN["r"]) / width),
            "y": (1 - (top + HEIGHT - MARGIN["b"]) / height, 1 - (top + KEY) / height),
        }
        axes = _add_axes(layout, spec["layout"], box)
        for trace in spec["data"]:
            moved = {**trace, "xaxis": axes[trace.get("xaxis", "x")], "yaxis": axes["y"]}
            if "colorbar" in trace:
                bar = {"x": box["x"][1], "y": sum(box["y"]) / 2, "len": box["y"][1] - box["y"][0]}
                moved["colorbar"] = {**trace["colorbar"], **bar}
            data.append(moved)
        for part in ("annotations", "shapes"):
            layout[part] += [_moved(mark, axes["x"], axes["y"]) for mark in spec["layout"].get(part, ())]
        layout["annotations"].append(_title(titles[name], name, box, theme))
        placed.append(Placed(name, axes["x"], axes["y"], "maxallowed" in spec["layout"]["xaxis"]))
    timed = [panel.x for panel in placed if panel.timed]
    for x in timed[1:]:
        layout[_key(x)]["matches"] = timed[0]
    return {"data": data, "layout": layout}, placed


def _add_axes(layout: dict[str, Any], panel: dict[str, Any], box: dict[str, tuple[float, float]]) -> dict[str, str]:
    """Give the panel's axes the next free names, and places within its box: {'x': 'x4', 'y': 'y3', …}."""
    names = {}
    for key in (key for key in panel if key[1:5] == "axis"):
        letter = key[0]
        free = sum(other.startswith(f"{letter}axis") for other in layout) + 1
        names[letter + key[5:]] = letter + (str(free) if free > 1 else "")
        start, end = box[letter]
        domain = [start + share * (end - start) for share in panel[key].get("domain", (0, 1))]
        layout[_key(names[letter + key[5:]])] = {**panel[key], "domain": domain}
    for name in names.values():
        layout[_key(name)]["anchor"] = names["y" if name[0] == "x" else "x"]
    return names


def _key(axis: str) -> str:
    """'x2' as the layout names it, 'xaxis2'."""
    return f"{axis[0]}axis{axis[1:]}"


def _moved(mark: dict[str, Any], x: str, y: str) -> dict[str, Any]:
    """A note or shape in the panel's own coordinates: what lay on its paper lies on its domain."""
    refs = {"xref": x, "yref": y}
    return {**mark, **{ref: f"{axis} domain" if mark.get(ref) == "paper" else axis for ref, axis in refs.items()}}


def _title(title: str, name: str, box: dict[str, tuple[float, float]], theme: Theme) -> dict[str, Any]:
    """The panel's name above it, a signal's in its own colour."""
    colour = SIGNAL_STYLES[name].shade("text", theme) if name in SIGNAL_STYLES else INK[theme].text
    font = {"size": 13, "color": colour}
    ends = {"x": box["x"][0], "y": box["y"][1], "xanchor": "left", "yanchor": "bottom", "yshift": KEY - 2}
    return {"text": f"<b>{title}</b>", **ends, "xref": "paper", "yref": "paper", "showarrow": False, "font": font}
