"""The main script: language, navigation, version; then the page."""

# A worker that is spawned reads the main script too, under another name, and has no business here.
if __name__ == "__main__":
    from pathlib import Path

    import streamlit as st

    import lstm_viz
    from lstm_viz.ui import shell

    PAGES = Path(lstm_viz.__file__).parent.parent / "pages"

    _ = shell.language()
    icon = Path(__file__).with_name("icon.svg")
    st.set_page_config(page_title=_("Inside the LSTM"), page_icon=str(icon), layout="wide")
    shell.page_chrome(_)
    page = st.navigation(
        [
            st.Page(PAGES / "step.py", title=_("Step by hand"), icon=":material/footprint:", default=True),
            st.Page(PAGES / "gates.py", title=_("Gates over time"), icon=":material/show_chart:"),
            st.Page(PAGES / "train.py", title=_("Train live"), icon=":material/model_training:"),
            st.Page(PAGES / "compare.py", title="NumPy = PyTorch", icon=":material/balance:"),
        ]
    )
    page.run()
    shell.foot(_)
