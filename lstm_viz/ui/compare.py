"""'NumPy = PyTorch': one comparison, computed in a worker, kept for the session, and sent to its player."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from lstm_viz.broken import BUGS
from lstm_viz.cells import CELLS
from lstm_viz.comparison import FINITE_TOLERANCE, NUDGE, SIGNALS, Comparison, in_last_places
from lstm_viz.errors import InputError
from lstm_viz.figures import places_heatmap
from lstm_viz.training import comparing
from lstm_viz.types import Array
from lstm_viz.ui.assets import plotly_url
from lstm_viz.ui.compare_controls import ANSWER, CONFIG, CompareView, choose, refused, take
from lstm_viz.ui.compare_tables import finite_note, mistakes_table, styles, waiting, whole_tensors
from lstm_viz.ui.compare_text import bound_of, power, sentence, symbol
from lstm_viz.ui.compare_wording import BUGS as TITLES
from lstm_viz.ui.compare_wording import STORIES, TEXT, WAYS
from lstm_viz.ui.language import Translate
from lstm_viz.ui.player import comparison, squeeze
from lstm_viz.ui.pool import compute
from lstm_viz.ui.stepping import THEMES, palettes

FOUND, VERDICTS = "compare_found", "compare_verdicts"  # session keys: what was computed last, and from what
PARTS = ("values", "gradients")


@st.fragment
def stage(view: CompareView, _: Translate) -> None:
    """The player and the tables below it; a choice in the player runs this fragment alone."""
    view = choose(view)
    place = st.empty()
    if FOUND not in st.session_state:
        place.html(waiting(_))
    try:
        compared(view)
    except InputError as error:
        place.empty()
        refused(error, _)
        if FOUND not in st.session_state:
            return
    else:
        place.empty()
    key, found, shown = st.session_state[FOUND]
    shown = replace(shown, config=view.config) if key == run_key(view) else shown
    st.session_state[CONFIG] = shown.config
    st.html(styles())
    comparison(blob(found, shown, st.session_state.get(ANSWER, 0), st.session_state["lang"], _), take)
    st.html(whole_tensors(found, _))
    st.html(finite_note(found, NUDGE, FINITE_TOLERANCE[found.dtype], _))
    try:
        st.html(mistakes_table(verdicts(shown), shown.config.bug, _))
    except InputError as error:
        refused(error, _)


def compared(view: CompareView) -> None:
    """Compute what the configuration asks for, unless that was the last. Raises InputError: 'overflow', 'lost'."""
    key = run_key(view)
    if st.session_state.get(FOUND, (None,))[0] != key:
        found: Comparison = compute(comparing.compare, view.config.problem(view.model), view.config.bug)
        st.session_state[FOUND] = key, found, view


def verdicts(view: CompareView) -> Any:
    """Which check catches which mistake, computed once for all mistakes."""
    key = run_key(view, whatever_bug=True)
    if st.session_state.get(VERDICTS, (None,))[0] != key:
        st.session_state[VERDICTS] = key, compute(comparing.verdicts, view.config.problem(view.model))
    return st.session_state[VERDICTS][1]


def run_key(view: CompareView, whatever_bug: bool = False) -> tuple[Any, ...]:
    """Names what is computed: the configuration, and the trained model's weights."""
    computed = view.config.computed
    bug = "" if whatever_bug else computed.bug
    fields = tuple(value for name, value in vars(computed).items() if name != "bug")
    return bug, *fields, chosen.digest if (chosen := view.config.chosen(view.model)) else ""


def blob(found: Comparison, view: CompareView, answer: int, lang: str, _: Translate) -> bytes:
    """The blob of the player: the numbers of one unit, and the largest differences of all."""
    config = view.config
    _inputs, units, layers, _ways = config.sizes(view.model)
    titles = {signal.name: _(signal.title) for signal in CELLS["lstm"].signals}
    arrays: dict[str, Array] = {}
    rows: dict[str, list[dict[str, Any]]] = {part: [] for part in PARTS}
    places = []
    for part in PARTS:
        for signal in SIGNALS:
            name = f"{'d.' if part == 'gradients' else ''}{config.layer - 1}.{config.way}.{signal}"
            for side, numbers in numbers_of(found, name, config.unit - 1, config.sequence - 1).items():
                arrays[f"{part}.{signal}.{side}"] = numbers
            apart = found.by_step(name)
            check = next(check for check in found.checks if check.name == name)
            bound = bound_of(part, found.dtype)
            arrays[f"{part}.{signal}.apart"] = finite(apart)
            arrays[f"{part}.{signal}.share"] = finite(apart / (check.tolerance / bound or 1.0))
            places.append(in_last_places(found.numpy[name], found.cell[name], found.dtype))
            rows[part].append(
                {
                    "signal": signal,
                    "symbol": ("∂" if part == "gradients" else "") + symbol(signal),
                    "title": titles[signal],
                    "fused": f"{part}.{signal}.fused" in arrays,
                }
            )
    labels = [row["symbol"] for part in PARTS for row in rows[part]]
    names = {"time": _(TEXT["time"]), "places": _(TEXT["places"])}
    meta = {
        "lang": lang,
        "answer": answer,
        "steps": config.steps,
        "start": {"t": config.t - 1, "view": config.view},
        "query": {n: v for n, v in config.query().items() if n not in ("t", "view")} | {"lang": lang},
        "ok": found.first is None and found.finite.passed,
        "sentence": sentence(found, _),
        "bug": config.bug,
        "bugs": [{"code": code, "title": _(TITLES[code]), "story": _(STORIES[code])} for code in BUGS],
        "choices": {
            "layer": {"now": config.layer, "of": layers},
            "way": {"now": config.way, "of": [{"code": way, "title": _(WAYS[way])} for way in found.ways]},
            "unit": {"now": config.unit, "of": units},
            "sequence": {"now": config.sequence, "of": config.batch},
        },
        "bounds": {part: bound_of(part, found.dtype) for part in PARTS},
        "allowed": {part: power(bound_of(part, found.dtype)) for part in PARTS},
        "unrolled": power(found.unrolled),
        "rows": rows,
        "text": {name: _(message) for name, message in TEXT.items()},
        "palette": palettes(),
        "panel": {
            theme: places_heatmap(np.stack(places), labels, found.dtype, names=names, theme=theme) for theme in THEMES
        },
        "plotly": plotly_url(),
    }
    return squeeze(arrays, meta)


def numbers_of(found: Comparison, name: str, unit: int, sequence: int) -> dict[str, Array]:
    """One unit's numbers of a tensor, (T,), by side; NaN where nn.LSTM shows none.

    Of a direction that is not the topmost layer's, it still returns the last h and c.
    """
    sides = {side: found[side][name][:, sequence, unit] for side in ("numpy", "cell", "fused") if name in found[side]}
    layer, way, signal = name.split(".")[-3:]
    if not name.startswith("d.") and signal in ("h", "c") and "fused" not in sides:
        shown = np.full_like(sides["numpy"], np.nan)
        place = int(layer) * len(found.ways) + found.ways.index(way)
        shown[0 if way == "reverse" else -1] = found.fused[f"{signal}_n"][place, sequence, unit]
        sides["fused"] = shown
    return sides


def finite(array: Array) -> Array:
    """What can be drawn: infinity becomes the largest float."""
    return np.nan_to_num(array, nan=np.finfo(np.float64).max, posinf=np.finfo(np.float64).max)
