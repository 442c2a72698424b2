"""What surrounds every page: the language, the name, the version, and the error card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

import streamlit as st

from lstm_viz import __version__
from lstm_viz.errors import InputError
from lstm_viz.ui.language import LANGUAGES, Translate, explain, preferred, translator

_document = st.components.v2.component(
    "document",
    html="<span></span>",
    js="""
// Several lines pasted into a field of one line: the browser would drop the line ends and join their numbers.
function paste(event) {
  const lines = event.clipboardData?.getData("text").trim();
  if (event.target.matches?.(".st-key-seq input") && /[\\r\\n]/.test(lines)) {
    event.preventDefault();
    // A comma between numbers of a line stays a separator, beside semicolons too.
    document.execCommand("insertText", false, lines.replace(/,(?=\\S)/g, ", ").replace(/\\s*[\\r\\n]+\\s*/g, "; "));
  }
}
export default ({ data }) => {
  document.documentElement.lang = data.lang;
  document.addEventListener("paste", paste);
}
""",
    isolate_styles=False,
)


def language() -> Translate:
    """The reader's language: as chosen in this session, else as in the address, else as the browser asks."""
    if "lang" not in st.session_state:
        asked = st.query_params.get("lang")
        st.session_state["lang"] = asked if asked in LANGUAGES else preferred(st.context.locale)
    return translator(st.session_state["lang"])


def page_chrome(_: Translate) -> None:
    """The style of our pages, the language of the document, and the head of the sidebar."""
    st.html(f"<style>{(files('lstm_viz.ui') / 'page.css').read_text(encoding='utf-8')}</style>")
    with st.sidebar:
        st.markdown(f"**{_('Inside the LSTM')}**")


def foot(_: Translate) -> None:
    """The foot of the sidebar: the language switch and the version."""
    with st.sidebar:
        st.segmented_control(
            "Language · 语言", list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="lang", required=True
        )
        st.caption(_("Version {version}").format(version=__version__))
        _document(key="document", data={"lang": "zh-CN" if st.session_state["lang"] == "zh" else "en"})


def escaped(text: str) -> str:
    """`text` with nothing in it that Markdown, HTML or Streamlit's directives would read as anything but text."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$~:&])", r"\\\1", text)


def error_card(errors: Iterable[InputError], _: Translate) -> None:
    """Show what could not be taken, one sentence each, in one card; nothing if there is nothing."""
    if sentences := [escaped(explain(error, _)) for error in errors]:
        st.error("\n\n".join(sentences), icon=":material/error:")
