"""The main script (a placeholder): one page, until the screens arrive."""

import streamlit as st


def home() -> None:
    """Say what is coming."""
    st.title("LSTM")
    st.write("The first screen is being built.")


st.set_page_config(page_title="LSTM")
st.navigation([st.Page(home, title="Step by hand", default=True)]).run()
