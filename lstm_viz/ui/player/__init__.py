"""The player: packs a trace into one blob for the browser, which then steps through it without the server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from safetensors.numpy import save

from lstm_viz.ui.assets import player_styles, player_url

Arrays = dict[str, np.ndarray]

# Streamlit sends this text again with every change, so it only loads the modules, which are cached for ever.
LOADER = f"""
const base = new URL("{player_url()}", document.baseURI);
const styled = Promise.all({json.dumps(player_styles())}.map((name) => new Promise((done) => {{
  const link = document.createElement("link");
  Object.assign(link, {{ rel: "stylesheet", href: base + name, onload: done, onerror: done }});
  document.head.append(link);
}})));
export default async function (component) {{
  await styled;
  const {{ mount }} = await import(base + "player.js");
  return mount(component);
}}
"""

_component = st.components.v2.component(
    "lstm_player", html="<div class='lv-player-place'></div>", js=LOADER, isolate_styles=False
)


def refer(spec: Any, name: str, arrays: Arrays) -> Any:
    """`spec` with each array moved into `arrays`, equal ones once, and a reference `{"array": name}` in its place."""
    if isinstance(spec, np.ndarray):
        alike = {
            other: array for other, array in arrays.items() if (array.dtype, array.shape) == (spec.dtype, spec.shape)
        }
        same = (other for other, array in alike.items() if np.array_equal(array, spec))
        name = next(same, name)
        arrays[name] = spec
        return {"array": name}
    if isinstance(spec, dict):
        return {key: refer(part, f"{name}.{key}", arrays) for key, part in spec.items()}
    if isinstance(spec, list | tuple):
        return [refer(part, f"{name}.{k}", arrays) for k, part in enumerate(spec)]
    return spec


def pack(arrays: Arrays, meta: dict[str, Any]) -> bytes:
    """One safetensors blob: the arrays (those inside `meta` too), and the rest of `meta` as JSON in its header."""
    arrays = dict(arrays)
    meta = refer(meta, "meta", arrays)
    return save(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        metadata={"meta": json.dumps(meta, ensure_ascii=False, allow_nan=False)},
    )


def player(blob: bytes, take: Callable[[object], None], key: str = "player") -> None:
    """Put the player on the page; `take` gets each message of the learner's, before the script runs again."""
    _component(key=key, data=blob, on_message_change=lambda: take(st.session_state[key].get("message")))
