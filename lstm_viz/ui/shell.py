"""What surrounds every page: the language, the name, the version, and the error card."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

import streamlit as st

from lstm_viz import __version__
from lstm_viz.config import StepConfig
from lstm_viz.errors import InputError
from lstm_viz.ui.language import LANGUAGES, Translate, explain, preferred, translator

_document = st.components.v2.component(
    "document",
    html="<span></span>",
    js="""
// A field of one line drops the line ends of what is pasted and joins their numbers: a visible sign takes their place,
// which our parser reads as a line end. A text far beyond its limit is cut, so that the parser can say so.
const MOST = 20000;
function paste(event) {
  const text = event.clipboardData?.getData("text").trim();
  if (event.target.matches?.(".st-key-seq input") && /[\\r\\n]/.test(text)) {
    event.preventDefault();
    document.execCommand("insertText", false, text.slice(0, MOST).replace(/\\r\\n?|\\n/g, " \u23ce "));
  }
}
const LIMITS = {
  ".st-key-seq input": MOST, ".st-key-gates_seq textarea": 200001, ".st-key-gates_pasted textarea": 1000001,
};
function cut({ target }) {
  for (const [field, most] of Object.entries(LIMITS)) {
    // The element's own setter, so that React still notices the change.
    if (target.matches?.(field) && target.value.length > most) {
      const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), "value");
      set.call(target, target.value.slice(0, most));
    }
  }
}
export default ({ data }) => {
  document.documentElement.lang = data.lang;
  document.addEventListener("paste", paste);
  document.addEventListener("input", cut, true);
}
""",
    isolate_styles=False,
)


def language() -> Translate:
    """The reader's language: as chosen in this session, else as in the address, else as the browser asks."""
    if "lang" not in st.session_state:
        asked, _errors = StepConfig.parse({"lang": st.query_params.get("lang")})
        st.session_state["lang"] = asked.lang or preferred(st.context.locale)
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


def error_card(errors: Iterable[InputError], remark: str, _: Translate) -> None:
    """Show what could not be taken, one sentence each, and what is shown instead, in one card; nothing if all is well.

    As HTML with everything escaped: Markdown would make links, icons and dashes of what was typed.
    """
    if sentences := [explain(error, _) for error in errors]:
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in [*sentences, remark] if sentence)
        st.html(f"<div class='lv-card' role='alert'>{said}</div>")


def link_card(errors: Iterable[InputError], _: Translate) -> None:
    """Say what the address asks in vain."""
    error_card(errors, _("The link could not be followed to the letter: the usual value stands in its place."), _)
