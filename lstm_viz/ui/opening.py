"""Ways from one screen to another with a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

import lstm_viz
from lstm_viz.examples import OWN
from lstm_viz.models import Model
from lstm_viz.sequences import format_sequence
from lstm_viz.slices import cut
from lstm_viz.ui.controls import LAB, PIECE

PAGES = Path(lstm_viz.__file__).parent.parent / "pages"


def open_in_step(
    model: Model,
    x: object,
    layer: int = 0,
    direction: str = "forward",
    unit: int = 0,
    start: int = 0,
    stop: int | None = None,
) -> None:
    """Show a piece of a model (see `slices.cut`: x measured, all from 0) in 'Step by hand'. Raises InputError.

    To be called from the script, not from a callback; ends the run.
    """
    put_into_step(model, x, layer, direction, unit, start, stop)
    st.switch_page(PAGES / "step.py")


def put_into_step(
    model: Model,
    x: object,
    layer: int = 0,
    direction: str = "forward",
    unit: int = 0,
    start: int = 0,
    stop: int | None = None,
) -> None:
    """What `open_in_step` does, without going there."""
    piece = cut(model, x, layer, direction, unit, start, stop)
    lab, state = piece.lab, st.session_state
    fields: dict[str, Any] = {"preset": OWN, "seq": format_sequence(lab.x), "units": lab.params.hidden}
    state.update({PIECE: piece, LAB: lab} | fields | {"unit": lab.view.unit})
