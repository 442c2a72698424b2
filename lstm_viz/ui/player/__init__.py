"""The players: a trace is packed into one blob for the browser, which then steps through it without the server."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from safetensors.numpy import save

from lstm_viz.ui.assets import player_styles, player_url

Arrays = dict[str, np.ndarray]
SHORTEST_SHARED = 40  # characters; what is shorter is not worth a reference


def _loader(module: str, function: str) -> str:
    """The script of a component; Streamlit sends it again with every change, so it only loads what is cached."""
    return f"""
const base = new URL("{player_url()}", document.baseURI);
const styled = Promise.all({json.dumps(player_styles())}.map((name) => new Promise((done) => {{
  if (document.querySelector(`link[href="${{base + name}}"]`)) {{ done(); return; }}
  const link = document.createElement("link");
  Object.assign(link, {{ rel: "stylesheet", href: base + name, onload: done, onerror: done }});
  document.head.append(link);
}})));
export default async function (component) {{
  await styled;
  const {{ {function} }} = await import(base + "{module}");
  return {function}(component);
}}
"""


PLACE = "<div class='lv-player-place'></div>"
_component = st.components.v2.component(
    "lstm_player", html=PLACE, js=_loader("player.js", "mount"), isolate_styles=False
)
_panels = st.components.v2.component("lstm_panels", html=PLACE, js=_loader("gates.js", "mount"), isolate_styles=False)
_unit = st.components.v2.component(
    "lstm_unit", html="<span hidden></span>", js=_loader("gates.js", "mountUnit"), isolate_styles=False
)
_comparison = st.components.v2.component(
    "lstm_comparison", html=PLACE, js=_loader("compare.js", "mount"), isolate_styles=False
)
_figure = st.components.v2.component("lstm_figure", html=PLACE, js=_loader("figure.js", "mount"), isolate_styles=False)

_training = st.components.v2.component(
    "lstm_training", html=PLACE, js=_loader("train.js", "mount"), isolate_styles=False
)


def refer(spec: Any, name: str, arrays: Arrays) -> Any:
    """`spec` with each array moved into `arrays`, equal ones once, and a reference `{"array": name}` in its place."""
    if isinstance(spec, np.ndarray):
        alike = {
            other: array for other, array in arrays.items() if (array.dtype, array.shape) == (spec.dtype, spec.shape)
        }
        same = (
            other for other, array in alike.items() if np.array_equal(array, spec, equal_nan=spec.dtype.kind == "f")
        )
        name = next(same, name)
        arrays[name] = spec
        return {"array": name}
    if isinstance(spec, dict):
        return {key: refer(part, f"{name}.{key}", arrays) for key, part in spec.items()}
    if isinstance(spec, list | tuple):
        return [refer(part, f"{name}.{k}", arrays) for k, part in enumerate(spec)]
    return spec


def compact(part: Any) -> str:
    """The shortest JSON of a value. Raises ValueError for NaN and infinity."""
    return json.dumps(part, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def share(meta: dict[str, Any]) -> dict[str, Any]:
    """`meta` with what stands in it several times moved into a list, 'shared', and `{"same": place}` where it stood."""
    seen: Counter[str] = Counter()
    shared: dict[str, int] = {}

    def count(part: Any) -> None:
        if isinstance(part, dict | list):
            written = compact(part)
            seen[written] += 1
            if seen[written] == 1:
                for inner in part.values() if isinstance(part, dict) else part:
                    count(inner)

    def place(part: Any) -> Any:
        if not isinstance(part, dict | list):
            return part
        written = compact(part)
        if seen[written] > 1 and len(written) > SHORTEST_SHARED:
            return {"same": shared.setdefault(written, len(shared))}
        return {k: place(v) for k, v in part.items()} if isinstance(part, dict) else [place(v) for v in part]

    count(meta)
    return {**place(meta), "shared": [json.loads(written) for written in shared]}


def pack(arrays: Arrays, meta: dict[str, Any]) -> bytes:
    """One safetensors blob: the arrays (those inside `meta` too), and the rest of `meta` as JSON in its header."""
    words, arrays = _apart(arrays, meta)
    return save(arrays, metadata={"meta": words})


def squeeze(arrays: Arrays, meta: dict[str, Any]) -> bytes:
    """As `pack`, with the words compressed, in an array 'meta' of bytes: for players that wait for their data."""
    words, arrays = _apart(arrays, meta)
    return save(arrays | {"meta": np.frombuffer(zlib.compress(words.encode()), np.uint8)})


def _apart(arrays: Arrays, meta: dict[str, Any]) -> tuple[str, Arrays]:
    """The words as JSON, and all arrays, those of `meta` among them, as safetensors takes them."""
    arrays = dict(arrays)
    words = compact(share(refer(meta, "meta", arrays)))
    return words, {name: np.ascontiguousarray(array) for name, array in arrays.items()}


def player(blob: bytes, take: Callable[[object], None], key: str = "player") -> None:
    """Put the player on the page; `take` gets each message of the learner's, before the script runs again."""
    _component(key=key, data=blob, on_message_change=lambda: take(st.session_state[key].get("message")))


def panels(blob: bytes) -> None:
    """Put the player of 'Gates over time' on the page: the numbers of all units."""
    _panels(key="panels", data=blob)


def unit(blob: bytes, take: Callable[[object], None], key: str = "panels_unit") -> None:
    """Give that player the numbers of one unit; `take` gets each message of the learner's."""
    _unit(key=key, data=blob, on_message_change=lambda: take(st.session_state[key].get("message")))


def training(blob: bytes, take: Callable[[object], None], key: str = "training") -> None:
    """Put the player of 'Train live' on the page; `take` gets what it cannot ask of the run itself."""
    _training(key=key, data=blob, on_message_change=lambda: take(st.session_state[key].get("message")))


def comparison(blob: bytes, take: Callable[[object], None], key: str = "comparison") -> None:
    """Put the player of 'NumPy = PyTorch' on the page; `take` gets each message of the learner's."""
    _comparison(key=key, data=blob, on_message_change=lambda: take(st.session_state[key].get("message")))


def figure(blob: bytes, key: str) -> None:
    """A chart by itself, drawn again in place: 'name', 'title', 'palette', 'panel' by theme, 'plotly', 'failure'."""
    _figure(key=key, data=blob)
