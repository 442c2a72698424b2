"""Figures: pure functions from a trace to a Plotly spec, a plain dict with float32 arrays and no text of its own."""

from lstm_viz.figures.activation import activation_curve
from lstm_viz.figures.distribution import gate_distribution
from lstm_viz.figures.gates import gate_lines
from lstm_viz.figures.heatmap import signal_heatmap
from lstm_viz.figures.ledger import LEDGER_STEPS, ledger_heatmap
from lstm_viz.figures.lines import unit_lines
from lstm_viz.figures.places import places_heatmap
from lstm_viz.figures.saturation import gate_saturation
from lstm_viz.figures.select import PANELS, panel_spec
from lstm_viz.figures.standalone import SHOWN, standalone_html
from lstm_viz.figures.theme import DIVERGING, INK, SIGNAL_STYLES, Ink, SignalStyle, Theme, template
from lstm_viz.figures.twice import twice_lines

__all__ = [
    "DIVERGING",
    "INK",
    "LEDGER_STEPS",
    "PANELS",
    "SHOWN",
    "SIGNAL_STYLES",
    "Ink",
    "SignalStyle",
    "Theme",
    "activation_curve",
    "gate_distribution",
    "gate_lines",
    "gate_saturation",
    "ledger_heatmap",
    "panel_spec",
    "places_heatmap",
    "signal_heatmap",
    "standalone_html",
    "template",
    "twice_lines",
    "unit_lines",
]
