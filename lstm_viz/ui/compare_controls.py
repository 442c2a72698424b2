"""The controls of 'NumPy = PyTorch': address, widgets and the player's choices → one parsed configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lstm_viz.checkpoints import CHECKPOINTS
from lstm_viz.compare_config import SIZES, CompareConfig, CompareLimits
from lstm_viz.errors import InputError
from lstm_viz.models import Model
from lstm_viz.ui.choices import choice
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.shell import error_card, link_card
from lstm_viz.ui.trained import RUN, trained

CONFIG, CHOSEN, ANSWER, SEEN = "compare_config", "compare_chosen", "compare_answer", "compare_seen"  # session keys
FIELDS = (
    *("model", "inputs", "hidden", "layers", "bidirectional", "initialisation"),
    *("steps", "batch", "dtype", "states", "seed"),
)
SWITCHES = {"bidirectional": ("no", "yes"), "states": ("zeros", "drawn")}
OF_THE_PLAYER = ("bug", "t", "layer", "way", "unit", "sequence", "view")
LABELS = {
    "model": mark("Model"),
    "inputs": mark("Features"),
    "hidden": mark("Units"),
    "layers": mark("Layers"),
    "bidirectional": mark("Both directions"),
    "initialisation": mark("Initial weights"),
    "steps": mark("Steps"),
    "batch": mark("Sequences"),
    "dtype": mark("Number type"),
    "states": mark("Start states drawn, not zero"),
    "seed": mark("Seed"),
}
MODELS = {"fresh": mark("Fresh, from a seed"), "trained": mark("The model just trained"), **CHECKPOINTS}
INITIALISATIONS = {"torch": mark("as PyTorch draws them"), "keras": mark("as Keras draws them")}
DTYPES = {"float64": "float64", "float32": "float32"}
OF_A_TRAINED = mark("{task}, after epoch {epoch}: {layers} × {ways} × {hidden} units, and a linear head.")
FORMER = mark("What is shown is as it was.")


@dataclass(frozen=True)
class CompareView:
    """What is compared, and the trained model if there is one."""

    config: CompareConfig
    model: Model | None


def field_key(name: str) -> str:
    """The key of a field in the session state."""
    return f"compare_{name}"


def compare_controls(_: Translate) -> CompareView:
    """Read the address, the widgets and the player; what cannot be taken is explained, and the former stays."""
    state, model = st.session_state, trained()
    learned = model is not None and model.epoch > 0
    if CONFIG not in state:
        _follow_the_address(model, _)
    elif model is not None and learned and state.get(SEEN) != state.get(RUN):  # another model was trained since
        state[CONFIG] = _fitting(replace(state[CONFIG], model="trained"), model)
        _show(state[CONFIG], frozenset())
    if learned:
        state[SEEN] = state.get(RUN)
    former: CompareConfig = state[CONFIG]
    config, errors = CompareConfig.parse(_fields(), former, model=model)
    state[CONFIG] = config
    kept = {error.field for error in errors}
    if any(error.code == "too-large" for error in errors):  # any of them may be the one that is taken back
        kept |= {*SIZES, "steps", "batch", "model"}
    _show(config, frozenset(kept))
    error_card(errors, _(FORMER), _)
    return CompareView(config, model)


def choose(view: CompareView) -> CompareView:
    """The same with what the learner has chosen in the player since."""
    chosen: Mapping[str, Any] = st.session_state.pop(CHOSEN, {})
    config, _errors = CompareConfig.parse(chosen, st.session_state.get(CONFIG, view.config), model=view.model)
    st.session_state[CONFIG] = config
    return CompareView(config, view.model)


def take(message: object) -> None:
    """Another bug, layer, direction, unit, sequence, step or part; what cannot be taken changes nothing."""
    if not isinstance(message, dict) or type(message.get("id")) is not int or not 0 < message["id"] < 2**53:
        return
    st.session_state[ANSWER] = message["id"]
    st.session_state[CHOSEN] = {name: message[name] for name in OF_THE_PLAYER if name in message}


def sidebar(view: CompareView, _: Translate) -> None:
    """Draw the widgets: after the picture, which the browser then draws first."""
    config, model = view.config, view.model
    with st.sidebar:
        offered = MODELS if model else {name: title for name, title in MODELS.items() if name != "trained"}
        _choice("model", offered, _)
        if chosen := config.chosen(model):
            _inputs, hidden, layers, ways = config.sizes(model)
            told = {"task": _(chosen.config.kind.title), "epoch": chosen.epoch}
            st.caption(_(OF_A_TRAINED).format(**told, layers=layers, ways=ways, hidden=hidden))
        else:
            left, right = st.columns(2)
            with left:
                _number("inputs", _)
            with right:
                _number("hidden", _)
            _number("layers", _)
            st.toggle(_(LABELS["bidirectional"]), key=field_key("bidirectional"))
            _choice("initialisation", INITIALISATIONS, _)
        left, right = st.columns(2)
        with left:
            _number("steps", _)
        with right:
            _number("batch", _)
        _choice("dtype", DTYPES, _)
        st.toggle(_(LABELS["states"]), key=field_key("states"))
        _number("seed", _)


def _choice(name: str, titles: Mapping[str, str], _: Translate) -> None:
    choice(field_key(name), LABELS[name], titles, _)


def _number(name: str, _: Translate) -> None:
    st.number_input(_(LABELS[name]), key=field_key(name), step=1)


def _follow_the_address(model: Model | None, _: Translate) -> None:
    """Begin as the address says, with the trained model if there is one and the address names none."""
    given = {name: value for name, value in st.query_params.items() if value}
    usual = None
    if model is not None and model.epoch > 0 and "model" not in given:
        usual = _fitting(CompareConfig(model="trained"), model)
    config, errors = CompareConfig.parse(given | ({"model": "trained"} if usual else {}), usual, model=model)
    st.session_state[CONFIG] = config
    _show(config, frozenset())
    link_card(errors, _)


def _fitting(config: CompareConfig, model: Model) -> CompareConfig:
    """As many steps as the task's sequences have and a session may hold."""
    _inputs, hidden, layers, ways = config.sizes(model)
    batch = min(config.batch, 2)
    fits = CompareLimits.numbers // (batch * hidden * layers * ways)
    most = min(CompareLimits.steps, model.data.validation.x.shape[1], fits)
    return replace(config, steps=max(1, most), batch=batch, t=1, layer=1, way="forward", unit=1, sequence=1)


def _show(config: CompareConfig, refused: frozenset[str]) -> None:
    """Let the widgets say what was taken; what was refused stays as it was typed."""
    for name in FIELDS:
        if name not in refused:
            value = getattr(config, name)
            st.session_state[field_key(name)] = value == SWITCHES[name][1] if name in SWITCHES else value


def _fields() -> dict[str, object]:
    """What the widgets say."""
    state = st.session_state
    given: dict[str, object] = {name: state[field_key(name)] for name in FIELDS if field_key(name) in state}
    return given | {name: SWITCHES[name][bool(given[name])] for name in SWITCHES if name in given}


def refused(error: InputError, _: Translate) -> None:
    """Say why nothing new is shown."""
    error_card([error], _(FORMER), _)
