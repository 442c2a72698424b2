"""What a learner takes along from 'Gates over time': files that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

import streamlit as st

from lstm_viz.figures import standalone_html


from lstm_viz.ui.gates_controls import GatesView
from lstm_viz.ui.gates_wording import EXPORTS
from lstm_viz.ui.language import Translate


def exports(view: GatesView, names: Mapping[str, str], _: Translate) -> None:
    """A row of buttons; each makes its file in the moment it is pressed."""
    trace = view.trace
    files: dict[str, tuple[str, str, Callable[[], str | bytes]]] = {
        "html": (
            "lstm-gates.html",
            "text/html",
            lambda: standalone_html(trace, names=names, title=_("Gates over time")),
        ),
        # "csv": ("lstm-gates.csv", "text/csv", lambda: to_csv(trace)),
        # "json": ("lstm-gates.json", "application/json", lambda: to_json(trace)),
        "npz": ("lstm-gates.npz", "application/octet-stream", lambda: _npz(view)),
        # "python": ("lstm_gates.py", "text/x-python", lambda: gates_script(view)),
    }
    with st.expander(_(EXPORTS["heading"])):
        st.caption(_(EXPORTS["help"]))
        with st.container(horizontal=True):
            for name, (file, kind, make) in files.items():
                label = _(EXPORTS[name])
                st.download_button(label, make, file, kind, key=f"gates_export_{name}", on_click="ignore")


def _npz(view: GatesView) -> bytes:
    file = BytesIO()
    view.trace.save(file)
    return file.getvalue()
