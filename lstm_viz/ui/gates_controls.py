"""The controls of 'Gates over time': address, widgets and files → one parsed configuration, and the run it asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from lstm_viz.errors import InputError
from lstm_viz.gates_config import GatesConfig, Sequence, gates_trace
from lstm_viz.gates_models import PROBE, TRAINED
from lstm_viz.models import Model
from lstm_viz.series import GENERATORS, Columns
from lstm_viz.tracing import Trace
from lstm_viz.ui.controls import LAB
from lstm_viz.ui.gates_widgets import (
    COLUMNS,
    COLUMNS_TROUBLE,
    LAB_TROUBLE,
    MODEL,
    OPENED,
    field_key,
    model_widgets,
    offers,
    own_numbers,
    sequence_widgets,
)
from lstm_viz.ui.language import Translate, mark
from lstm_viz.ui.shell import error_card, link_card
from lstm_viz.ui.trained import trained

CONFIG, SHOWN_FILES = "gates_config", "gates_shown_files"  # keys of the session state: what is shown, and from what
SWITCHES = ("scale",)
WAITING = {
    "columns": mark(
        "Choose your file, or paste your columns, on the left: until then the picture shows the former run."
    ),
    "lab": mark("Choose your lab file on the left: until then the picture shows the former run."),
    "trained": mark("Train a model on 'Train live': until then the picture shows the former run."),
}
MISSING = {
    "no-table": "columns",
    "no-lab": "lab",
    "no-model": "trained",
}  # what was chosen, by the code of the error that its file is missing
FIELDS = (
    *("source", "seq", "text", "steps", "seed", "start", "length", *SWITCHES),
    *("model", "layer", "direction", "hidden", "gain", "weights_seed", "order", "decimals"),
)
VIEW = ("lang", "t", "op", "unit", "pins", "signal", "panels", "size", "order", "decimals")  # what a link says of it


@dataclass(frozen=True)
class GatesView:
    """What is shown: the configuration, and the run it asks for."""

    config: GatesConfig
    sequence: Sequence
    trace: Trace


def present_view() -> GatesView:
    """What the session shows, computed again."""
    config, files = st.session_state[CONFIG], st.session_state[SHOWN_FILES]
    return GatesView(config, config.x(files["columns"], files["trained"]), gates_trace(config, **files))


@dataclass(frozen=True)
class Asked:
    """What the widgets ask for, whether or not it can be had."""

    config: GatesConfig
    sequence: Sequence
    refused: frozenset[str]  # fields that stay as they were typed


def gates_controls(_: Translate) -> tuple[GatesView, Asked]:
    """Read the address and the widgets; what cannot be taken is explained, and the former run stays."""
    state, files = st.session_state, _files()
    if CONFIG not in state:
        _follow_the_address(files, _)
    former: GatesConfig = state[CONFIG]
    asked, errors = GatesConfig.parse(_fields(former), former, **files)
    waiting: dict[str, Any] = {e.field: MISSING[e.code] for e in errors if e.code in MISSING}
    passed = {*MISSING, "no-probe"} if "model" in waiting else MISSING
    troubles = [error for error in errors if error.code not in passed]
    refused = None
    view = None
    try:
        view = GatesView(asked, asked.x(files["columns"], files["trained"]), gates_trace(asked, **files))
    except InputError as error:
        if "source" not in waiting:  # else it is about a sequence that nobody has asked for
            refused = error
            troubles.append(error)
    else:
        state[CONFIG], state[SHOWN_FILES] = asked, files
        _show(asked, {error.field.split(" ")[0] for error in errors})
    view = view or present_view()
    wanted = replace(asked, **waiting)
    for name, place in ((COLUMNS_TROUBLE, wanted.source == "columns"), (LAB_TROUBLE, wanted.model == "lab")):
        troubles += [state[name]] if place and name in state else []
    # Above the picture, where it is seen whatever is folded away or scrolled.
    error_card(troubles, _("The picture shows the former run."), _)
    if refused is not None and refused.code == "too-large":
        offers(asked, **files, _=_)
    for name in waiting.values():
        st.html(f"<p class='lv-card lv-note' role='status'>{escape(_(WAITING[name]))}</p>")
    sequence = view.sequence if refused is None else asked.x(files["columns"], files["trained"])
    return view, Asked(wanted, sequence, frozenset(error.field for error in errors))


def sidebar(asked: Asked, _: Translate) -> None:
    """Draw the widgets: after the picture, which the browser then draws first."""
    with st.sidebar:
        sequence_widgets(asked.config, asked.sequence, asked.refused, _)
        model_widgets(asked.config, opened_model(), _)


def _follow_the_address(files: dict[str, Any], _: Translate) -> None:
    """Begin as the address says; what it asks in vain is said above the picture, and what needs a file waits for it."""
    state, given = st.session_state, {name: value for name, value in st.query_params.items() if value}
    config, errors = GatesConfig.parse(given, **files)
    _show(config, set())
    state.update({field_key(e.field): MISSING[e.code] for e in errors if e.code in MISSING})
    try:
        steps = gates_trace(config, **files).steps
    except InputError:  # the widgets ask for it again, and then it is explained; the view stays as it was linked
        kept = {name: getattr(config, name) for name in VIEW}
        steps = GatesConfig.steps
        config = replace(GatesConfig(), **kept).choosing({}, steps, GatesConfig.hidden)
    if "t" not in given:
        config = replace(config, t=steps)
    state[CONFIG], state[SHOWN_FILES] = config, files
    errors = tuple(error for error in errors if error.code not in MISSING)
    link_card(errors, _)


def _show(config: GatesConfig, refused: set[str]) -> None:
    """Let the widgets say what was taken, as it was taken; what was refused stays as it was typed."""
    for name in FIELDS:
        if name not in refused:
            value = getattr(config, name)
            st.session_state[field_key(name)] = value == "on" if name in SWITCHES else value


def _files() -> dict[str, Any]:
    """The table that was taken, the lab (a file or the own numbers of 'Step by hand', the newer), the trained model."""
    state = st.session_state
    own = state.get(LAB)
    opened, own_then = state.get(OPENED, (None, None))
    newer = own if opened is None or own_numbers(own) != own_then else opened
    return {"columns": state.get(COLUMNS), "lab": newer, "trained": opened_model()}


def opened_model() -> Model | None:
    """The model that was opened here, unless this session has trained on since then; then that one."""
    now = trained()
    opened, then = st.session_state.get(MODEL, (None, None))
    found: Model | None = opened if opened is not None and (now and now.digest) == then else now
    return found


def show_model(model: Model, columns: Columns | None) -> None:
    """Let the screen begin with a model and, where there are some, measured columns; else its task's own sequence."""
    state: Any = st.session_state
    now = trained()
    state[MODEL] = model, now and now.digest
    asked = {"model": TRAINED, "source": PROBE, "scale": "on", "layer": 1, "direction": "forward"}
    if columns is not None:
        state[COLUMNS] = columns
        state.pop(COLUMNS_TROUBLE, None)
        asked |= {"source": "columns", "start": 1, "length": 0}
    files = _files()
    config, _errors = GatesConfig.parse(asked, state.get(CONFIG), **files)
    config = replace(config, t=gates_trace(config, **files).steps)
    _show(config, set())
    state[CONFIG], state[SHOWN_FILES] = config, files


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
