"""The controls of 'Gates over time': address, widgets and files → one parsed configuration, and the run it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from lstm_viz.errors import InputError
from lstm_viz.gates_config import GatesConfig, Sequence, gates_trace
from lstm_viz.lab import Lab
from lstm_viz.series import GENERATORS
from lstm_viz.tracing import Trace
from lstm_viz.ui.controls import LAB
from lstm_viz.ui.gates_widgets import (
    COLUMNS,
    COLUMNS_TROUBLE,
    LAB_TROUBLE,
    OPENED,
    TAKEN,
    field_key,
    model_widgets,
    offers,
    sequence_widgets,
)
from lstm_viz.ui.language import Translate
from lstm_viz.ui.shell import error_card

CONFIG, SHOWN_FILES = (
    "gates_config",
    "gates_shown_files",
)  # keys of the session state: what is shown, and from which files
SWITCHES = ("scale",)
MISSING = {"no-table": "columns", "no-lab": "lab"}  # what was chosen, by the code of the error that its file is missing
FIELDS = (
    *("source", "seq", "text", "steps", "seed", "start", "length", *SWITCHES),
    *("model", "hidden", "gain", "weights_seed", "order", "decimals"),
)


@dataclass(frozen=True)
class GatesView:
    """What is shown: the configuration, and the run it asks for."""

    config: GatesConfig
    sequence: Sequence
    trace: Trace
    files: int  # how many were taken until now: with the configuration it tells one run from another
    start: int  # the step, from 1, at which the player opens

    def choosing(self, raw: Mapping[str, object]) -> GatesView:
        """The same run with another unit, signal, pins and panels."""
        return replace(self, config=self.config.choosing(raw, self.trace.hidden))


def gates_controls(_: Translate) -> GatesView:
    """Draw the controls and return what they ask for; what cannot be taken is explained, and the former run stays."""
    state, files = st.session_state, _files()
    if CONFIG not in state:
        _follow_the_address(files, _)
    former: GatesConfig = state[CONFIG]
    config, errors = GatesConfig.parse(_fields(former), former, **files)
    waiting: dict[str, Any] = {e.field: MISSING[e.code] for e in errors if e.code in MISSING}
    asked = replace(config, **waiting)
    troubles = [error for error in errors if error.code not in MISSING]
    refused = None
    try:
        trace = gates_trace(config, **files)
    except InputError as error:
        refused, config = error, former
        trace = gates_trace(config, **state[SHOWN_FILES])
        troubles.append(error)
    else:
        state[SHOWN_FILES] = files
        _show(config, {error.field for error in errors})
    state[CONFIG] = config
    sequence = config.x(state[SHOWN_FILES]["columns"])
    with st.sidebar:
        sequence_widgets(asked, sequence, _)
        model_widgets(asked, _)
        troubles += [state[name] for name in (COLUMNS_TROUBLE, LAB_TROUBLE) if name in state]
        error_card(troubles, _("The picture shows the former run."), _)
        if refused is not None and refused.code == "too-large":
            offers(asked, **files, _=_)
    start = config.t if "t" in st.query_params else trace.steps
    return GatesView(config, sequence, trace, state.get(TAKEN, 0), start)


def _follow_the_address(files: dict[str, Any], _: Translate) -> None:
    """Begin as the address says; what it asks in vain is said above the picture, and what needs a file waits for it."""
    state = st.session_state
    config, errors = GatesConfig.parse({name: value for name, value in st.query_params.items() if value}, **files)
    _show(config, set())
    state.update({field_key(e.field): MISSING[e.code] for e in errors if e.code in MISSING})
    try:
        gates_trace(config, **files)
    except InputError:  # the widgets ask for it again, and then it is explained
        config = GatesConfig(lang=config.lang)
    state[CONFIG], state[SHOWN_FILES] = config, files
    errors = tuple(error for error in errors if error.code not in MISSING)
    error_card(errors, _("The link could not be followed to the letter: the usual value stands in its place."), _)


def _show(config: GatesConfig, refused: set[str]) -> None:
    """Let the widgets say what was taken, as it was taken; what was refused stays as it was typed."""
    for name in FIELDS:
        if name not in refused:
            value = getattr(config, name)
            st.session_state[field_key(name)] = value == "on" if name in SWITCHES else value


def _files() -> dict[str, Any]:
    """The table and the lab file that were taken; without a file, the learner's own numbers of 'Step by hand'."""
    state = st.session_state
    own = state.get(LAB)
    return {"columns": state.get(COLUMNS), "lab": state.get(OPENED) or (own if isinstance(own, Lab) else None)}


def _fields(former: GatesConfig) -> dict[str, object]:
    """What the widgets say."""
    state = st.session_state
    given: dict[str, object] = {name: state[field_key(name)] for name in FIELDS if field_key(name) in state}
    given |= {name: "on" if given[name] else "off" for name in SWITCHES if name in given}
    source = given.get("source", former.source)
    generator = GENERATORS.get(str(source))
    if generator:
        asked = former.arguments() if source == former.source else {}
        asked |= {p.name: state[k] for p in generator.parameters if (k := field_key(f"{source}_{p.name}")) in state}
        given["args"] = ",".join(f"{name}:{value!r}" for name, value in asked.items())
    return given
