"""Figures: pure functions from a trace to a Plotly spec, a plain dict with float32 arrays and no text of its own."""

from lstm_viz.figures.gates import gate_lines
from lstm_viz.figures.theme import DIVERGING, INK, SIGNAL_STYLES, Ink, SignalStyle, Theme, template

__all__ = ["DIVERGING", "INK", "SIGNAL_STYLES", "Ink", "SignalStyle", "Theme", "gate_lines", "template"]
