"""What a learner takes along from 'Gates over time': files that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import streamlit as st

from lstm_viz.errors import InputError
from lstm_viz.figures import standalone_html
from lstm_viz.gates_script import view_script
from lstm_viz.trace_tables import to_csv, to_json
from lstm_viz.ui.gates_controls import GatesView
from lstm_viz.ui.gates_wording import EXPORTS
from lstm_viz.ui.language import Translate
from lstm_viz.unit_order import unit_order


def exports(view: GatesView, names: Mapping[str, str], _: Translate) -> None:
    """A row of buttons; each makes its file in the moment it is pressed."""
    trace, lang = view.trace, st.session_state["lang"]  # read now: a file is made outside of any run
    files: dict[str, tuple[str, str, Callable[[], str | bytes]]] = {
        "html": (
            "lstm-gates.html",
            "text/html",
            lambda: _page(view, names, lang, _),
        ),
        "csv": ("lstm-gates.csv", "text/csv", lambda: to_csv(trace)),
        "json": ("lstm-gates.json", "application/json", lambda: to_json(trace)),
        "npz": ("lstm-gates.npz", "application/octet-stream", lambda: _npz(view)),
        "python": ("lstm_gates.py", "text/x-python", lambda: view_script(view.config, trace)),
    }
    with st.expander(_(EXPORTS["heading"])):
        st.caption(_(EXPORTS["help"]))
        with st.container(horizontal=True):
            for name, (file, kind, make) in files.items():
                label = _(EXPORTS[name])
                st.download_button(label, make, file, kind, key=f"gates_export_{name}", on_click="ignore")


def _page(view: GatesView, names: Mapping[str, str], lang: str, _: Translate) -> str:
    config, chosen = view.config, unit_order(view.trace, view.config.order)
    shown: dict[str, Any] = {"unit": config.unit - 1, "signal": config.signal, "units": config.lines, "order": chosen}
    shown |= {"names": names, "title": _("Gates over time"), "lang": "zh-CN" if lang == "zh" else "en"}
    try:
        return standalone_html(view.trace, config.opened, **shown)
    except InputError:  # a ledger of too many steps: the other panels are still worth having
        rest = [code for code in config.opened if code != "ledger"] or ["f"]
        return standalone_html(view.trace, rest, **shown)


def _npz(view: GatesView) -> bytes:
    file = BytesIO()
    view.trace.save(file)
    return file.getvalue()
