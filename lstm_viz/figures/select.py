"""A panel by its name: what an export, or a page, draws of a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lstm_viz.errors import InputError, excerpt, text
from lstm_viz.figures.activation import activation_curve
from lstm_viz.figures.distribution import gate_distribution
from lstm_viz.figures.heatmap import signal_heatmap
from lstm_viz.figures.ledger import ledger_heatmap
from lstm_viz.figures.lines import unit_lines
from lstm_viz.figures.saturation import gate_saturation
from lstm_viz.figures.theme import Theme
from lstm_viz.tracing import Trace

PANELS = ("f", "i", "o", "g", "c", "h", "lines", "distribution", "saturation", "curve", "ledger")


def panel_spec(
    trace: Trace,
    panel: str,
    *,
    unit: int = 0,
    signal: str = "f",
    units: tuple[int, ...] = (),
    order: object = None,
    last: int | None = None,
    names: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> dict[str, Any]:
    """Draw one of PANELS: a signal's heat map, or lines of `unit` and `units`, distribution, saturation, curve, ledger
    (up to step `last`).

    Raises InputError: 'unknown', and those of the figure.
    """
    if panel not in PANELS:
        expected = text("one of {names}", names=", ".join(PANELS))
        raise InputError("unknown", "panels", excerpt(repr(panel)), expected, text("Choose one of these names."))
    if panel == "lines":
        return unit_lines(trace, signal, tuple(dict.fromkeys((unit, *units))), names=names, theme=theme)
    if panel == "distribution":
        return gate_distribution(trace, signal, names=names, theme=theme)
    if panel == "saturation":
        return gate_saturation(trace, order=order, names=names, theme=theme)
    if panel == "curve":
        return activation_curve(trace, unit, names=names, theme=theme)
    if panel == "ledger":
        return ledger_heatmap(trace, unit, last=last, names=names, theme=theme)
    return signal_heatmap(trace, panel, order=order, names=names, theme=theme)
