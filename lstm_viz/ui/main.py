"""The main script: language, navigation, version; then the page."""

from pathlib import Path

import streamlit as st

import lstm_viz
from lstm_viz.ui import shell

PAGES = Path(lstm_viz.__file__).parent.parent / "pages"

_ = shell.language()
st.set_page_config(page_title=_("Inside the LSTM"), page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
shell.page_chrome(_)
page = st.navigation(
    [
        st.Page(PAGES / "step.py", title=_("Step by hand"), icon=":material/footprint:", default=True),
        st.Page(PAGES / "gates.py", title=_("Gates over time"), icon=":material/show_chart:"),
    ]
)
page.run()
shell.foot(_)
