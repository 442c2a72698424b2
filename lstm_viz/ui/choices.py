"""Widgets that stay as they were left when the language changes, or the page: Streamlit forgets them then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import streamlit as st

from lstm_viz.ui.language import Translate


def choice(
    key: str,
    label: str,
    titles: Mapping[str, str],
    _: Translate,
    *,
    help: str = "",
    then: Callable[[str], None] | None = None,
) -> None:
    """A list over the session's value `key`: a widget a language, since Streamlit keeps the label that was chosen."""
    state = st.session_state
    own = f"{key} in {state['lang']}"

    def take() -> None:
        state[key] = state[own]
        if then:
            then(state[key])

    state[own] = state[key]
    words = _(help) if help else None
    st.selectbox(_(label), list(titles), format_func=lambda code: _(titles[code]), key=own, on_change=take, help=words)


def fold(key: str, label: str, *, opened: bool = False) -> AbstractContextManager[object]:
    """A part of the page that can be folded away; whether it is open is the session's value `key`."""
    state = st.session_state
    own = f"{key} widget"

    def take() -> None:
        state[key] = state[own]

    state[own] = state.setdefault(key, opened)
    return st.expander(label, key=own, on_change=take)
