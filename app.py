"""The ASGI application: `streamlit run app.py` finds `app` by reading this file; importing it starts nothing."""

import streamlit as st

from lstm_viz.ui import server

app = st.App(server.MAIN_SCRIPT, lifespan=server.lifespan, routes=server.routes(), middleware=server.middleware())
