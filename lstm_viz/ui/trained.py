"""The model that this session trained last, for the pages that show it."""

from __future__ import annotations

import streamlit as st

from lstm_viz.models import Model
from lstm_viz.ui.pool import jobs

RUN, LAST = "train_run", "train_last"  # keys of the session state: the id of the run, and its model when last asked for


def trained() -> Model | None:
    """The present state of this session's run, or the last one seen of it once the server has forgotten the run."""
    state = st.session_state
    name = state.get(RUN)
    seen = jobs().state(name) if name else None
    if seen is not None:
        state[LAST] = seen
    if LAST not in state:
        return None
    config, data = state[LAST]
    return Model.of_state(config, data)
