"""What a learner takes along from 'Gates over time': files that are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import streamlit as st

from lstm_viz.figures import standalone_html
from lstm_viz.gates_config import GatesConfig, gates_trace
from lstm_viz.gates_script import view_script
from lstm_viz.trace_tables import to_csv, to_json
from lstm_viz.tracing import Trace
from lstm_viz.ui.gates_widgets import about
from lstm_viz.ui.gates_wording import EXPORTS
from lstm_viz.ui.language import Translate
from lstm_viz.unit_order import unit_order


def exports(config: GatesConfig, files: Mapping[str, Any], names: Mapping[str, str], _: Translate) -> None:
    """A row of buttons; each makes its file in the moment it is pressed, and holds no run until then."""
    # Read now: a file is made outside of any script run.
    lang, theme = st.session_state["lang"], st.context.theme.type or "light"

    def trace() -> Trace:
        return gates_trace(config, **files)

    made: dict[str, tuple[str, str, Callable[[], str | bytes]]] = {
        "html": ("lstm-gates.html", "text/html", lambda: _page(config, trace(), names, lang, theme, _)),
        "csv": ("lstm-gates.csv", "text/csv", lambda: to_csv(trace())),
        "json": ("lstm-gates.json", "application/json", lambda: to_json(trace())),
        "npz": ("lstm-gates.npz", "application/octet-stream", lambda: _npz(trace())),
        "python": ("lstm_gates.py", "text/x-python", lambda: view_script(config, trace())),
    }
    with st.expander(_(EXPORTS["heading"])):
        st.caption(_(EXPORTS["help"]))
        with st.container(horizontal=True):
            for name, (file, kind, make) in made.items():
                label = _(EXPORTS[name])
                st.download_button(label, make, file, kind, key=f"gates_export_{name}", on_click="ignore")


def _page(config: GatesConfig, tr: Trace, names: Mapping[str, str], lang: str, theme: str, _: Translate) -> str:
    """The open panels, in the language and order of the screen."""
    chosen: dict[str, Any] = {"unit": config.unit - 1, "signal": config.signal, "units": config.lines}
    chosen |= {
        "names": names,
        "title": f"{_('Gates over time')} · {about(config, tr.hidden, _)}",
        "lang": "zh-CN" if lang == "zh" else "en",
    }
    chosen["theme"] = "dark" if theme == "dark" else "light"
    return standalone_html(tr, config.opened, order=unit_order(tr, config.order), **chosen)


def _npz(tr: Trace) -> bytes:
    file = BytesIO()
    tr.save(file)
    return file.getvalue()
