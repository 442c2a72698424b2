"""What becomes of a trained model: an own input, other screens, files."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from lstm_viz.config import STEP_LIMITS
from lstm_viz.errors import InputError
from lstm_viz.models import Model
from lstm_viz.own_input import Answer, answer, read_input, sample, samples, truth
from lstm_viz.slices import Selection
from lstm_viz.tasks.copying import SYMBOLS
from lstm_viz.training import TrainConfig
from lstm_viz.ui.choices import choice, fold
from lstm_viz.ui.downloads import downloads
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.model_words import DIRECTIONS
from lstm_viz.ui.opening import PAGES, open_in_gates, open_in_step
from lstm_viz.ui.runs import data_of
from lstm_viz.ui.shell import error_card
from lstm_viz.ui.trained import RUN, trained

INPUT, NUMBER = "train_input", "train_sample"  # keys of the session state
TRYING, OPENING = "train_trying", "train_opening"  # likewise: which parts are open
LETTERS = mark("The letters to be copied, out of A, B, C, D, without spaces.")
NUMBERS = mark("Numbers as they are measured, one step each; with several numbers a step: a line each.")
SERIES = mark("Values of the series, one a month: the network reads their growth.")
MOST_LISTED = 3  # classes


@st.fragment
def after(config: TrainConfig, _: Translate) -> None:
    """Everything below the player, in a fragment of its own; each use takes the run as it stands then."""
    st.html(f"<h2 class='lv-after'>{escape(_('Use the model'))}</h2>")
    with fold(TRYING, _("Try your own input"), opened=True):
        _own_input(config, _)
    with fold(OPENING, _("Open it in another screen, or take it along")):
        _open(config, _)


def _own_input(config: TrainConfig, _: Translate) -> None:
    """A field that begins with a sequence of the test part, and the answer."""
    state, data = st.session_state, data_of(config)
    kept = f"{INPUT} kept"
    if state.get(f"{INPUT} of") != (config.task, config.options, config.seed):
        state[f"{INPUT} of"] = config.task, config.options, config.seed
        opening = _opening(config)
        state[NUMBER], state[INPUT] = opening + 1, _written(sample(config, data, opening))
    elif INPUT not in state:  # Streamlit forgets the widgets of a page that was left
        state[NUMBER], state[INPUT] = state[kept]
    state[kept] = state[NUMBER], state[INPUT]

    def take_sample() -> None:
        state[NUMBER] = min(max(1, int(state[NUMBER] or 1)), samples(data))
        state[INPUT] = _written(sample(config, data, state[NUMBER] - 1))

    left, right = st.columns([3, 1])
    help_ = LETTERS if config.task == "copy" else SERIES if data.scaling.growth else NUMBERS
    left.text_area(_("Input"), key=INPUT, help=_(help_), height=90)
    most = samples(data)
    label = _("Test sequence, 1 to {n}").format(n=most)
    right.number_input(label, key=NUMBER, min_value=1, max_value=most, step=1, on_change=take_sample)
    right.button(_("Ask again"), help=_("The network has learned more since."))
    model = trained()
    if model is None:
        st.caption(_("The first numbers are being computed …"))
        return
    if model.diverged:
        st.warning(_("This run diverged: these are its last weights. Wind back to an earlier epoch for better ones."))
    try:
        said = answer(model, state[INPUT])
    except InputError as error:
        error_card([error], _("Nothing was asked."), _)
        return
    known = None
    if state[INPUT] == _written(sample(config, data, state[NUMBER] - 1)):
        known = truth(config, data, state[NUMBER] - 1)
    st.html(f"<p class='lv-answer' role='status'>{_told(model, said, known, _)}</p>")


def _opening(config: TrainConfig) -> int:
    """The first sample shown: of 'next number' the one whose answer everybody knows, 1, 2, 3, 4."""
    data = data_of(config)
    return samples(data) - 1 if config.task == "next_number" else 0


def _written(typed: str) -> str:
    """A step a line, where a step has several numbers."""
    return typed.replace("; ", "\n")


def _told(model: Model, said: Answer, known: float | int | None, _: Translate) -> str:
    """The answer as a sentence, in HTML."""
    names = _class_names(model.config, _)
    if said.value is not None:
        words = f"ŷ = <b>{_number(said.value)}</b>"
        truth_ = "" if known is None else f" · {_('truth')} {_number(known)}"
    elif said.shares.ndim == 2:
        words = " ".join(f"<b>{SYMBOLS[int(row.argmax())]}</b> ({row.max():.1%})" for row in said.shares)
        truth_ = f" · {_('truth')} {' '.join(str(st.session_state[INPUT]).strip().upper())}"
    else:
        order = said.shares.argsort()[::-1][:MOST_LISTED]
        words = " · ".join(f"<b>{escape(names[k])}</b> {said.shares[k]:.1%}" for k in order)
        truth_ = "" if known is None else f" · {_('truth')} {escape(names[int(known)])}"
    usual = model.data.test.x.shape[1]
    other = "" if len(said.x) == usual else f" · {_('it was trained on {n} steps').format(n=usual)}"
    return f"{_('After epoch {n}:').format(n=model.epoch)} {words}{truth_}{other}"


def _class_names(config: TrainConfig, _: Translate) -> list[str]:
    if config.kind.loss == "bce":
        return [_("no"), _("yes")]
    return [str(k) for k in range(config.kind.outputs)]


def _number(value: float) -> str:
    return f"{value:.4f}".replace("-", "−")


def _open(config: TrainConfig, _: Translate) -> None:
    """Layer, direction, unit and steps, then the way to 'Step by hand'; the other screens show all at once."""
    state, data = st.session_state, data_of(config)
    try:
        x, _base = read_input(config, data, state[INPUT])
    except InputError:
        x = data.scaling.undo(data.probe)
    ways = {f"{k}.{way}": (k, way) for k in range(config.layers) for way in list(DIRECTIONS)[: config.directions]}
    titles = {name: f"{_('Layer {n}').format(n=k + 1)}, {_(DIRECTIONS[way])}" for name, (k, way) in ways.items()}
    whole = config.hidden <= STEP_LIMITS.units and x.shape[1] <= STEP_LIMITS.features
    columns = iter(st.columns(4))
    if len(ways) > 1:
        if state.get("train_way") not in ways:
            state["train_way"] = next(iter(ways))
        with next(columns):
            choice("train_way", mark("Layer"), titles, _)
    layer, direction = ways[state["train_way"]] if len(ways) > 1 else (0, "forward")
    unit, first = 1, 1
    if not whole:
        unit = int(next(columns).number_input(_("Unit"), 1, config.hidden, 1, key="train_unit"))
    if len(x) > STEP_LIMITS.steps:
        last = len(x) - STEP_LIMITS.steps + 1
        first = int(next(columns).number_input(_("First step"), 1, last, 1, key="train_first"))
    with st.container(horizontal=True):
        selection = Selection(layer, direction, unit - 1, first - 1)
        if st.button(_("Step by hand"), icon=":material/footprint:"):
            _go(lambda model: open_in_step(model, x, selection), _)
        if st.button(_("Gates over time: this input"), icon=":material/show_chart:"):
            _go(lambda model: open_in_gates(model, x), _)
        if st.button(_("Gates over time: the probe"), icon=":material/show_chart:"):
            _go(open_in_gates, _)
        if st.button("NumPy = PyTorch", icon=":material/balance:"):
            _go(lambda _model: st.switch_page(PAGES / "compare.py"), _)
    model = trained()
    if model is not None:
        downloads(model, x, _, state.get(RUN, ""), selection)


def _go(open_: Callable[[Model], None], _: Translate) -> None:
    """Open the model as it stands now."""
    model = trained()
    if model is None:
        st.caption(_("The first numbers are being computed …"))
        return
    try:
        open_(model)
    except InputError as error:
        error_card([error], _("Nothing was opened."), _)
