"""Ways from one screen to another with a trained model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

import lstm_viz
from lstm_viz.examples import OWN
from lstm_viz.models import Model
from lstm_viz.sequences import format_sequence
from lstm_viz.series import Columns
from lstm_viz.slices import Selection, cut, one_sequence
from lstm_viz.ui import gates_controls
from lstm_viz.ui.controls import LAB, PIECE

PAGES = Path(lstm_viz.__file__).parent.parent / "pages"


def open_in_step(model: Model, x: object, selection: Selection) -> None:
    """Show a piece of a model (see `slices.cut`: x measured) in 'Step by hand'. Raises InputError.

    To be called from the script, not from a callback; ends the run.
    """
    put_into_step(model, x, selection)
    st.switch_page(PAGES / "step.py")


def put_into_step(model: Model, x: object, selection: Selection) -> None:
    """What `open_in_step` does, without going there."""
    piece = cut(model, x, selection)
    lab, state = piece.lab, st.session_state
    fields: dict[str, Any] = {"preset": OWN, "seq": format_sequence(lab.x), "units": lab.params.hidden}
    state.update({PIECE: piece, LAB: lab} | fields | {"unit": lab.view.unit})


def open_in_gates(model: Model, x: object = None) -> None:
    """Show the first layer of a model in 'Gates over time', over x, (T, D) measured, or its task's own sequence.

    To be called from the script, not from a callback; ends the run. Raises InputError.
    """
    put_into_gates(model, x)
    st.switch_page(PAGES / "gates.py")


def put_into_gates(model: Model, x: object = None) -> None:
    """What `open_in_gates` does, without going there."""
    columns = None if x is None else Columns(model.data.names, one_sequence(x, model.network.inputs))
    gates_controls.show_model(model, columns)
