"""What stands between the network and Streamlit: headers on every answer, names we answer to, who opens a websocket."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg

from lstm_viz.ui import hosts

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_OURS = "This server does not answer to this name. If it should: README, 'Behind a proxy or under a name'."
# Any visitor could send these: the first empties the caches of everyone, the others serve a developer's menu.
DROPPED = frozenset({"clear_cache", "load_git_info", "set_run_on_save"})


def inline_script_hashes(html: str) -> list[str]:
    """The CSP sources that admit exactly the inline scripts of `html`."""
    bodies = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = (hashlib.sha256(body.encode()).digest() for body in bodies)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


@cache
def content_security_policy() -> str:
    """The policy every page keeps; `blob:` scripts are how Streamlit loads a component's module."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = " ".join(["'self'", "blob:", *inline_script_hashes(index.read_text(encoding="utf-8"))])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "frame-ancestors 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


@cache
def security_headers(trusted: bool = True) -> dict[str, str]:
    """The headers of every answer; over plain http from another machine browsers refuse one of them, with an error."""
    opener = {"Cross-Origin-Opener-Policy": "same-origin"} if trusted else {}
    return opener | {
        "Content-Security-Policy": content_security_policy(),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
    }


def is_own_origin(origin: str | None, host: str | None) -> bool:
    """Whether a websocket comes from our own page: its Origin names the very host and port it is sent to."""
    if not origin or not host:
        return False
    if origin in config.get_option("server.corsAllowedOrigins"):
        return True
    scheme, _, rest = origin.partition("://")
    return scheme in {"http", "https"} and rest == host and hosts.name_in(host) is not None


class Guard:
    """ASGI middleware around all of Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the guard that its kind needs."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        host = Headers(scope=scope).get("host")
        trusted = scope.get("scheme") == "https" or hosts.is_loopback(host or "")

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(security_headers(trusted))
            await send(message)

        if host is not None and not await hosts.is_ours(host):  # no browser goes without
            await PlainTextResponse(NOT_OURS, 403)(scope, receive, send_guarded)
            return
        try:
            await self.app(scope, receive, send_guarded)
        except Exception:
            # Starlette's own 500 page is made outside of this middleware and would go without the headers.
            if not started:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, send_guarded)
            raise

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin, host = (Headers(scope=scope).get(name) for name in ("origin", "host"))
        if not is_own_origin(origin, host) or not await hosts.is_ours(host or ""):
            # Before Streamlit sees it: its own answer to a foreign Origin asks an outside host first (RELIABILITY 0.8).
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def receive_guarded() -> Message:
            while True:
                message = await receive()
                if not is_dropped(message.get("bytes")):
                    return message

        await self.app(scope, receive_guarded, send)


def is_dropped(frame: bytes | None) -> bool:
    """Whether a frame is one of the messages nobody may send; what cannot be read is left for Streamlit to refuse."""
    if not frame or len(frame) > config.get_option("server.maxWidgetStateSize") * 1_000_000:
        return False
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except Exception:
        return False
    return message.WhichOneof("type") in DROPPED
