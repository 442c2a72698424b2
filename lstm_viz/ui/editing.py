"""The learner's own numbers between the player and the session: messages in, the present lab out.

The player sends whole documents (lstm_viz/lab.py), one at a time; each answer names the message it answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lstm_viz.config import STEP_LIMITS, StepConfig
from lstm_viz.errors import InputError
from lstm_viz.examples import OWN
from lstm_viz.lab import Lab
from lstm_viz.reading import whole_number
from lstm_viz.sequences import format_sequence
from lstm_viz.ui.controls import FORMER, LAB, PIECE, example_sequence, own_lab

ANSWER = "lab_answer"  # a key of the session state
ON_DEMAND = ("ranking", "scripts")  # what is computed only for who asks


@dataclass(frozen=True)
class Answer:
    """What became of the newest message."""

    id: int = 0
    error: InputError | None = None
    opened: Lab | None = None  # the file it was: its predictions, notes and place are the player's to take up, once
    asks: frozenset[str] = frozenset()


def lab_of(config: StepConfig) -> Lab:
    """The learner's numbers if they belong to this example and these sizes, else the example's own."""
    lab = st.session_state.get(LAB)
    if not isinstance(lab, Lab) or not lab.fits(config):
        st.session_state.pop(LAB, None)
        own = own_lab()
        return own.on(config.x) if own and config.preset == OWN else Lab.of(config)
    lab = lab.on(config.x)
    st.session_state[LAB] = lab
    return lab


def answer() -> Answer:
    """What became of the newest message; what it asks for on demand is computed once."""
    found: Answer = st.session_state.get(ANSWER, Answer())
    st.session_state[ANSWER] = replace(found, asks=frozenset())
    return found


def take(message: object) -> None:
    """Do what a message asks for; what cannot be taken changes nothing, and the answer explains it."""
    if not isinstance(message, dict) or type(message.get("id")) is not int or not 0 < message["id"] < 2**53:
        return
    error, opened = None, None
    try:
        if "open" in message:
            opened = Lab.parse(message["open"])
            _show(opened)
            if opened.preset == OWN:
                st.session_state[PIECE] = opened
            _place(opened)
        elif "lab" in message:
            _show(_edited(message["lab"]))
        elif "reset" in message:
            former: StepConfig = st.session_state[FORMER]
            st.session_state.pop(LAB, None)
            st.session_state["seq"] = example_sequence(former.preset)
        elif "unit" in message:
            st.session_state["unit"] = whole_number(message["unit"], "unit", 1, STEP_LIMITS.units)
    except InputError as refused:
        error = refused
    asked = message.get("asks")
    asks = frozenset(name for name in ON_DEMAND if isinstance(asked, list) and name in asked)
    st.session_state[ANSWER] = Answer(message["id"], error, opened, asks)


def _show(lab: Lab) -> None:
    """Make these numbers the present ones, and the widgets say so."""
    lab.trace()  # raises InputError if a result is beyond all numbers, before anything has changed
    state: Any = st.session_state
    former: StepConfig = state[FORMER]
    if former.x.shape != lab.x.shape or (former.x != lab.x).any():  # else the text stays as it was typed
        state["seq"] = format_sequence(lab.x)
    own = own_lab()
    if lab.preset == OWN and (own is None or own.params.weight_ih.shape != lab.params.weight_ih.shape):
        state[PIECE] = lab  # an undo may lead back to another one
    state.update(preset=lab.preset, seed=lab.seed, units=lab.params.hidden)
    state[LAB] = replace(lab, predictions=(), notes="")  # these are the player's


def _edited(document: object) -> Lab:
    """The lab with what was just typed into it, which is the only thing that may be wrong with it."""
    try:
        return Lab.parse(document)
    except InputError as refused:
        raise InputError(refused.code, "number", refused.found, refused.expected, refused.remedy) from refused


def _place(lab: Lab) -> None:
    """Stand where the learner stood who saved the lab."""
    st.session_state.update(unit=lab.view.unit, decimals=lab.view.decimals)
