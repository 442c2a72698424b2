"""Pages without a browser: to open one, and what its player receives and its cards say."""

from __future__ import annotations

import json
import re
import zlib
from html import unescape
from typing import Any

from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from lstm_viz.ui.server import MAIN_SCRIPT


def page_of(name: str, /, state: Any = (), seconds: float = 30, **query: str) -> AppTest:
    """The page pages/{name}.py of a session with some `state`, come to by an address; '' is the first page."""
    app = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=seconds)
    for key, value in dict(state).items():
        app.session_state[key] = value
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if name:
        app.switch_page(f"../../pages/{name}.py").run()
    assert not app.exception
    return app


def received(app: AppTest, component: str) -> tuple[Any, dict[str, Any]]:
    """What a component receives: its words, and its arrays."""
    (blob,) = [c.proto.bytes for c in app.get("bidi_component") if c.proto.component_name == component]
    return opened(blob)


def opened(blob: bytes) -> tuple[Any, dict[str, Any]]:
    """A blob of `player.pack` or `player.squeeze`."""
    arrays, header = load(blob), json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")])
    packed = header.get("__metadata__", {}).get("meta")
    meta = json.loads(packed or zlib.decompress(arrays.pop("meta").tobytes()))
    return spread(meta, meta.pop("shared")), arrays


def spread(part: Any, shared: list[Any]) -> Any:
    """As ui/player/blob.js puts back what is sent once for several places."""
    if isinstance(part, list):
        return [spread(inner, shared) for inner in part]
    if isinstance(part, dict):
        if type(part.get("same")) is int:
            return shared[part["same"]]
        return {k: spread(v, shared) for k, v in part.items()}
    return part


def cards(app: AppTest, mark: str = "class='lv-card'") -> list[str]:
    """What the error cards say, unescaped, as a reader sees it."""
    return [unescape(re.sub(r"<[^>]*>", " ", e.proto.body)) for e in app.get("html") if mark in e.proto.body]
