"""The controls of 'Step by hand': address and widgets → one parsed configuration."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lstm_viz.cells.presets import PRESETS
from lstm_viz.config import STEP_LIMITS, StepConfig
from lstm_viz.sequences import format_sequence
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.shell import error_card

WIDGETS = ("preset", "seq", "seed", "units", "unit", "decimals")  # fields with a widget of the same key
FORMER = "step_config"

HELP = {
    "seq": mark(
        "Numbers with spaces or commas between them, one step each; fractions such as 1/2 too. "
        "With several numbers a step: a line or a semicolon after each step, as in 1 0; 0 1."
    ),
    "units": mark("How many numbers the hidden state and the cell state have. It need not equal the number of steps."),
    "seed": mark("The same seed always draws the same weights: those of torch.manual_seed(seed); nn.LSTM(…)."),
}

UNDERSTOOD = {  # whether there are several steps, several numbers a step
    (False, False): mark("Read as one step of one number."),
    (False, True): mark("Read as one step of {D} numbers."),
    (True, False): mark("Read as {T} steps of one number."),
    (True, True): mark("Read as {T} steps of {D} numbers."),
}


def step_controls(_: Translate) -> StepConfig:
    """Draw the controls and return what they say; what cannot be taken is explained, and the former value stays."""
    former = st.session_state.get(FORMER) or _from_address(_)
    for name in WIDGETS:  # a key that no widget claims any more (another page was open) starts from the former value
        st.session_state.setdefault(name, getattr(former, name))
    st.session_state["unit"] = min(st.session_state["unit"], st.session_state["units"])
    with st.sidebar:
        _preset(_)
        config = _sequence(former, _)
        left, right = st.columns(2)
        left.number_input(_("Units"), 1, STEP_LIMITS.units, key="units", help=_(HELP["units"]))
        right.number_input(_("Unit shown"), 1, config.units, key="unit", disabled=config.units == 1)
        left.number_input(_("Decimals"), STEP_LIMITS.fewest_decimals, STEP_LIMITS.most_decimals, key="decimals")
        if PRESETS[config.preset].gates is None:
            right.number_input(_("Seed"), 0, STEP_LIMITS.largest_seed, key="seed", help=_(HELP["seed"]))
    # Where the learner stands is the player's business from here on; a new run starts at its beginning.
    st.session_state[FORMER] = replace(config, t=1, op="concat")
    return config


def _from_address(_: Translate) -> StepConfig:
    """The configuration that the address asks for; what it asks in vain is said above the picture."""
    config, errors = StepConfig.parse({name: st.query_params.get_all(name) for name in st.query_params})
    error_card(errors, _)
    if len(config.seq.splitlines()) > 1:  # the field is one line, and would join the numbers across a line end
        return replace(config, seq=format_sequence(config.x))
    return config


def _preset(_: Translate) -> None:
    st.selectbox(
        _("Example"),
        list(PRESETS),
        format_func=lambda name: _(PRESETS[name].title),
        key="preset",
        on_change=lambda: st.session_state.update(seq=PRESETS[st.session_state["preset"]].sequence),
    )
    st.caption(_(PRESETS[st.session_state["preset"]].story))


def _sequence(former: StepConfig, _: Translate) -> StepConfig:
    """The field of the sequence, with what was understood of it right below."""
    st.text_input(_("Sequence"), key="seq", help=_(HELP["seq"]))
    config, errors = StepConfig.parse({name: st.session_state[name] for name in WIDGETS}, former)
    steps, features = config.x.shape
    st.caption(_(UNDERSTOOD[steps > 1, features > 1]).format(T=steps, D=features))
    error_card(errors, _)
    return config
