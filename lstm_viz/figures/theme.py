"""The palette and the Plotly template: one signal has one colour, dash and marker on every screen.

Hues are those of Okabe & Ito (2008), safe for colour-blind eyes; each theme has its own shade for marks (contrast ≥ 3
against every surface of that theme) and for text (≥ 4.5). tests/figures/test_theme.py computes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Ink:
    """The colours of one theme that are no signal's; surfaces from the page's own to the most raised."""

    text: str
    quiet: str  # secondary text, still ≥ 4.5 on every surface
    line: str  # hairlines and axes
    accent: str  # controls: the theme's primaryColor in .streamlit/config.toml
    surfaces: tuple[str, ...]


@dataclass(frozen=True)
class SignalStyle:
    """How one signal looks: its shades as (light, dark), and the dash and marker that tell it without colour."""

    mark: tuple[str, str]
    text: tuple[str, str]
    dash: str
    marker: str

    def shade(self, use: Literal["mark", "text"], theme: Theme) -> str:
        light, dark = self.mark if use == "mark" else self.text
        return light if theme == "light" else dark


INK: dict[Theme, Ink] = {
    "light": Ink("#111111", "#596273", "#c9d0da", "#0b4f9e", ("#ffffff", "#f3f5f8", "#e9edf2")),
    "dark": Ink("#f5f5f5", "#a6b0bd", "#3a434f", "#8ec5ff", ("#111418", "#1c2128", "#272e37")),
}

SIGNAL_STYLES: dict[str, SignalStyle] = {
    "x": SignalStyle(("#111111", "#f5f5f5"), ("#111111", "#f5f5f5"), "solid", "cross"),
    "f": SignalStyle(("#d55e00", "#d55e00"), ("#af4d00", "#dd7e33"), "solid", "circle"),
    "i": SignalStyle(("#0072b2", "#177fb9"), ("#006fad", "#4f9eca"), "dash", "square"),
    "g": SignalStyle(("#00986e", "#009e73"), ("#007857", "#1faa84"), "dashdot", "triangle-up"),
    "o": SignalStyle(("#b86d96", "#cc79a7"), ("#935778", "#ce7daa"), "dot", "diamond"),
    "c": SignalStyle(("#b17a00", "#e69f00"), ("#8c6100", "#e69f00"), "longdash", "star"),
    "h": SignalStyle(("#438cb6", "#56b4e9"), ("#357090", "#56b4e9"), "longdashdot", "hexagon"),
}

# Below 0 and above 0, on every heat map whose scale is centred there; a signal with a share of 0 to 1 has its own hue.
DIVERGING: dict[Theme, tuple[str, str]] = {"light": ("#b2182b", "#2166ac"), "dark": ("#d6604d", "#4393c3")}

# Noto and the platforms' own fonts follow, since Streamlit's has no Chinese glyphs.
FONT = 'system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'


def template(theme: Theme) -> dict[str, Any]:
    """The layout every figure starts from; explicit, because `import streamlit` swaps Plotly's default template."""
    ink = INK[theme]
    axis = {
        "gridcolor": ink.line,
        "linecolor": ink.line,
        "zerolinecolor": ink.line,
        "tickcolor": ink.line,
        "automargin": True,
    }
    return {
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"color": ink.text, "family": FONT, "size": 13},
            "hoverlabel": {"bgcolor": ink.surfaces[1], "bordercolor": ink.line, "font": {"color": ink.text}},
            "xaxis": axis,
            "yaxis": axis,
            "colorway": [style.shade("mark", theme) for style in SIGNAL_STYLES.values()],
        }
    }
