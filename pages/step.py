"""Step by hand: every number of an LSTM, one operation at a time."""

import streamlit as st

import lstm_viz as lv
from lstm_viz.ui import controls, player, shell, stepping

_ = shell.language()
config = controls.step_controls(_)
trace = lv.trace("lstm", config.params(), config.x)
player.player(stepping.step_run(trace, config, st.session_state["lang"], _))
