"""What the player of 'Gates over time' receives: the numbers of all units once, those of one unit at each choice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.figures import LEDGER_STEPS, PANELS, panel_spec
from lstm_viz.gates_config import SIGNALS
from lstm_viz.gates_models import TRAINED
from lstm_viz.tracing import Trace
from lstm_viz.types import Array
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.equations import MOST_TERMS, equations
from lstm_viz.ui.gates_controls import CONFIG, SHOWN_FILES, GatesView, present_view
from lstm_viz.ui.gates_exports import exports
from lstm_viz.ui.gates_widgets import about
from lstm_viz.ui.gates_wording import TEXT, WORDS
from lstm_viz.ui.language import Translate
from lstm_viz.ui.player import panels, squeeze, unit
from lstm_viz.ui.stepping import THEMES, operations, palettes
from lstm_viz.unit_order import unit_order

MOST_NAMED = 4  # features: as many lines as the player draws of the input
ANSWER, CHOSEN = "gates_answer", "gates_chosen"  # keys of the session state: the newest message, by number and content
OF_THE_PLAYER = ("t", "op", "unit", "pins", "signal", "panels", "size")  # keys of the address that the player writes


def show(view: GatesView, _: Translate) -> None:
    """The player and, in a fragment of its own, the numbers of the unit it shows."""
    panels(all_units(view, st.session_state["lang"], _))
    shown_unit([view], _)


@st.fragment
def shown_unit(at_hand: list[GatesView], _: Translate) -> None:
    """The numbers of one unit, and what to take along of it: another choice runs this fragment alone.

    The run at hand is used once: later ones compute it again rather than hold it for as long as the session lives.
    """
    state = st.session_state
    view = at_hand.pop() if at_hand else present_view()
    sizes = view.trace.steps, view.trace.hidden
    chosen = replace(view, config=view.config.choosing(state.pop(CHOSEN, {}), *sizes))
    state[CONFIG] = chosen.config
    unit(one_unit(chosen, state.get(ANSWER, 0), state["lang"], _), take)
    exports(chosen.config, state[SHOWN_FILES], names_of(view.trace, _), _)


def take(message: object) -> None:
    """Another step, unit, signal or panels; what cannot be taken changes nothing."""
    if not isinstance(message, dict) or type(message.get("id")) is not int or not 0 < message["id"] < 2**53:
        return
    st.session_state[ANSWER] = message["id"]
    st.session_state[CHOSEN] = {name: message.get(name) for name in ("t", "unit", "signal")} | {
        name: _joined(message.get(name)) for name in ("pins", "panels")
    }


def key(view: GatesView, lang: str) -> str:
    """Names a run and how it is shown: two messages to the player belong together if theirs are equal."""
    trace, config = view.trace, view.config
    said = (lang, config.order, config.decimals, config.source, view.sequence.symbols, trace.reverse)
    digest = hashlib.blake2b(repr(said).encode(), digest_size=8)
    for array in (trace.x, trace.h0, trace.c0, *vars(trace.params).values(), *trace.clamps.values()):
        digest.update(repr(array.shape).encode() + array.tobytes())
    return digest.hexdigest()


def names_of(trace: Trace, _: Translate) -> dict[str, str]:
    """The words of the figures."""
    titles = {code: TEXT[f"panel_{code}"] for code in PANELS if code not in SIGNALS}
    return {s.name: _(s.title) for s in trace.cell.signals} | {n: _(word) for n, word in (WORDS | titles).items()}


def feature_names(view: GatesView, _: Translate) -> list[str]:
    """What the lines of the input are, where there are few; names in a table are the learner's own."""
    names, source = view.sequence.names, view.config.source
    if view.config.layer > 1 or source == "typed" or len(names) > MOST_NAMED:
        return []
    return [name if source == "columns" else _(name) for name in names]


def all_units(view: GatesView, lang: str, _: Translate) -> bytes:
    """The blob of the panels: x and the six signals, float32, their units in the order asked for."""
    config, trace = view.config, view.trace
    order, names = unit_order(trace, config.order), names_of(trace, _)
    panels = {
        signal: {theme: panel_spec(trace, signal, order=order, names=names, theme=theme) for theme in THEMES}
        for signal in SIGNALS
    }
    arrays: dict[str, Array] = {s: panels[s]["light"]["data"][0]["z"] for s in SIGNALS}
    x, raw = trace.x, view.sequence.raw
    as_given = view.sequence.shown is raw and config.layer == 1
    arrays["x"] = x.astype(np.uint8) if np.isin(x, (0, 1)).all() else x
    if view.sequence.shown is not raw and raw.shape[1] == 1:
        arrays["raw"] = raw
    meta = {
        "key": key(view, lang),
        "lang": lang,
        "order": order.tolist(),
        "decimals": config.decimals,
        "symbols": list(view.sequence.symbols),
        "start": {
            "t": config.t - 1,
            "op": config.op,
            "unit": config.unit - 1,
            "pins": [pin - 1 for pin in config.pinned],
            "signal": config.signal,
            "panels": list(config.opened),
            "size": config.size,
        },
        "query": {n: v for n, v in config.query().items() if n not in OF_THE_PLAYER} | {"lang": lang},
        "about": about(config, trace.hidden, _),
        "given": as_given and (config.source in ("typed", "columns") or arrays["x"].dtype == np.uint8),
        "linked": config.fits_an_address and config.model not in ("lab", TRAINED),
        "own": config.model == TRAINED,
        "features": feature_names(view, _),
        "names": names,
        "text": {name: _(message) for name, message in TEXT.items()},
        "palette": palettes(),
        "panels": panels,
        "plotly": plotly_url(),
    }
    return squeeze(arrays, meta)


def one_unit(view: GatesView, answer: int, lang: str, _: Translate) -> bytes:
    """The blob of a unit: its numbers in full, float64, its weights, equations and panels."""
    config, trace = view.config, view.trace
    k = config.unit - 1
    arrays: dict[str, Array] = {name: trace[name][:, k] for name in trace.signals}
    arrays |= {"h0": trace.h0, "c0": trace.c0}
    if trace.x.shape[1] + trace.hidden <= MOST_TERMS:  # else no equation writes the products out
        rows = np.arange(4) * trace.hidden + k
        arrays |= {name: getattr(trace.params, name)[rows] for name in ("weight_ih", "weight_hh", "bias")}
    arrays |= {f"clamp.{name}": values[:, k] for name, values in trace.clamps.items()}
    names = names_of(trace, _)
    shown: dict[str, Any] = {"unit": k, "signal": config.signal, "units": config.lines}
    shown["order"] = unit_order(trace, config.order)
    shown["last"] = min(trace.steps, config.t + LEDGER_STEPS // 2)
    panels = {
        code: {theme: panel_spec(trace, code, **shown, names=names, theme=theme) for theme in THEMES}
        for code in config.opened
        if code not in SIGNALS  # which come with all units
    }
    meta = {
        "key": key(view, lang),
        "answer": answer,
        "reverse": trace.reverse,
        "unit": k,
        "operations": operations(trace.cell, _),
        "equations": written_out(trace),
        "panels": panels,
    }
    return squeeze(arrays, meta)


def written_out(trace: Trace) -> dict[str, str]:
    """The equations that this run can show: those of held signals if there are some."""
    free = {f"held.{code}" for code in trace.cell.clampable if code not in trace.clamps}
    found = equations(trace.x.shape[-1], trace.hidden, False)
    return {code: mathml for code, mathml in found.items() if code not in free}


def _joined(values: object) -> str | None:
    """A list of names or numbers as the address writes it."""
    return ",".join(str(value) for value in values[:64]) if isinstance(values, list) else None
