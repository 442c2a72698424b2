"""The server: settings that take, patches that apply, headers on every answer, files that may be kept for ever."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import tomllib
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg

import dev
from lstm_viz.ui import assets, guard, server
from tests.browser import serving

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.browser import Server

SETTINGS = tomllib.loads((dev.ROOT / ".streamlit/config.toml").read_text("utf-8"))
NAMES = [f"{section}.{name}" for section, values in SETTINGS.items() if section != "theme" for name in values]
HEADERS = {name.lower() for name in guard.security_headers()}


def ask(running: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request, the path sent as it is written; header names with _ for -."""
    with closing(http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=30)) as line:
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        with line.getresponse() as answer:
            return answer.status, answer.headers, b"" if answer.status == 101 else answer.read()


def shake_hands(running: Server, **headers: str) -> int:
    """Ask for a websocket; 101 means that the line is open."""
    asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    asked |= {"Sec_WebSocket_Key": base64.b64encode(bytes(16)).decode(), "Sec_WebSocket_Protocol": "streamlit"}
    return ask(running, "/_stcore/stream", **asked, **headers)[0]


@pytest.fixture(scope="module")
def probe() -> dict[str, Any]:
    """The web process as it is after a session has run, gone and come back."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.ui.server_probe"], cwd=dev.ROOT, capture_output=True, text=True, timeout=120
    )
    assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


# --- Settings and patches -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_a_name_that_streamlit_knows(name: str) -> None:
    assert name in config._config_options_template


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_colour_has_a_name_that_streamlit_knows(mode: str) -> None:
    assert {f"theme.{mode}.{name}" for name in SETTINGS["theme"][mode]} <= set(config._config_options_template)


def test_the_settings_are_in_force_from_any_folder(probe: dict[str, Any]) -> None:
    assert probe["session_seconds"] == SETTINGS["server"]["disconnectedSessionTTL"] == 900


def test_torch_is_not_imported_in_the_web_process(probe: dict[str, Any]) -> None:
    assert probe["unwanted"] == []


def test_a_classroom_of_disconnected_sessions_is_kept(probe: dict[str, Any]) -> None:
    assert probe["stored_sessions"] == 1024


def test_a_session_that_comes_back_is_the_same_and_gets_no_file_watcher(probe: dict[str, Any]) -> None:
    assert probe["same_session"]
    assert probe["watchers"] == 0


def test_no_outside_host_is_asked_for_our_address(probe: dict[str, Any]) -> None:
    assert probe["asked"] == []


def test_the_process_is_tuned_while_it_serves(probe: dict[str, Any]) -> None:
    assert probe["switch_interval"] == pytest.approx(0.0005)
    assert probe["frozen"] > 10_000
    assert probe["frozen_after"] == 0
    if os.name == "posix":
        soft, hard = probe["limit"]
        assert soft == min(hard, server.OPEN_FILES)


def test_importing_the_app_starts_nothing() -> None:
    code = (
        "import sys, gc, threading; before = sys.getswitchinterval(); import app;"
        "assert threading.active_count() == 1 and gc.get_freeze_count() == 0;"
        "assert sys.getswitchinterval() == before and 'torch' not in sys.modules;"
        "from streamlit import runtime; assert not runtime.exists()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=dev.ROOT, check=True, timeout=60)


# --- Headers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/no-such-page", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/favicon.png", 200),
        ("/assets/nothing.js", 404),
        ("/step", 307),
        ("//elsewhere.example/x", 400),
        ("/media/none.png", 404),
    ],
)
def test_every_answer_has_the_security_headers(path: str, status: int, server: Server) -> None:
    got, headers, _ = ask(server, path)
    assert got == status
    assert {name.lower() for name in headers} >= HEADERS


def test_over_plain_http_from_another_machine_no_header_is_sent_that_browsers_complain_about(server: Server) -> None:
    _, headers, _ = ask(server, "/", Host="192.168.1.20:8501")
    assert HEADERS - {name.lower() for name in headers} == {"cross-origin-opener-policy"}
    _, headers, _ = ask(server, "/", Host="192.168.1.20", X_Forwarded_Proto="https")
    assert {name.lower() for name in headers} >= HEADERS


def test_a_crash_has_the_security_headers_too() -> None:
    async def crash(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "scheme": "https", "method": "GET", "headers": []}
    with pytest.raises(ZeroDivisionError):
        asyncio.run(guard.Guard(crash)(scope, receive, send))
    assert sent[0]["status"] == 500
    assert {name.decode() for name, _ in sent[0]["headers"]} >= HEADERS


def test_the_policy_admits_the_inline_scripts_of_the_page_that_is_served(server: Server) -> None:
    _, headers, body = ask(server, "/")
    scripts = re.findall(rb"<script>(.*?)</script>", body, re.DOTALL)
    assert scripts, "Streamlit's page has no inline script any more: drop the hash"
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
        assert f"'sha256-{digest}'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]


# --- Files ----------------------------------------------------------------------------------------------------------


def test_every_file_is_served_for_ever_and_compressed(server: Server) -> None:
    for path, asset in assets.table().items():
        status, headers, body = ask(server, f"/{path}", Accept_Encoding="gzip, br")
        assert (status, headers["Cache-Control"], headers["Content-Encoding"], headers["Vary"]) == (
            200,
            "public, max-age=31536000, immutable",
            "gzip",
            "Accept-Encoding",
        )
        assert gzip.decompress(body) == asset.body
        assert ask(server, f"/{path}")[2] == asset.body
        assert headers["Content-Type"].startswith(("text/javascript", "text/css"))


def test_plotly_is_the_one_of_the_installed_wheel() -> None:
    body = assets.table()[assets.plotly_url()].body
    assert b"plotly.js v" in body[:200]
    assert not assets.plotly_url().startswith("/")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/plotly-0.0.1/plotly.min.js",
        "/assets/player-0000000000000000/player.js",
        "/assets/%2e%2e/server.py",
        f"/{assets.player_url('../server.py')}",
        f"/{assets.player_url('%2e%2e%2fserver.py')}",
    ],
)
def test_nothing_else_is_served_nor_kept(path: str, server: Server) -> None:
    status, headers, body = ask(server, path)
    assert status in {400, 404}
    assert "max-age" not in headers.get("Cache-Control", "")
    assert b"import" not in body


def test_the_player_has_a_new_path_when_a_file_changes(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def url() -> str:
        assets._player_files.cache_clear()
        assets._player_folder.cache_clear()
        return assets.player_url("a.js")

    (tmp_path / "a.js").write_text("1")
    with monkeypatch.context() as patch:
        patch.setattr(assets, "PLAYER", tmp_path)
        first = url()
        assert url() == first
        (tmp_path / "a.js").write_text("2")
        second = url()
    assert first != second
    assert url().startswith("assets/player-")


def test_the_home_pages_name_leads_home_with_its_query(server: Server) -> None:
    status, headers, _ = ask(server, "/step?lang=zh&x=1%2C2")
    assert (status, headers["Location"]) == (307, "./?lang=zh&x=1%2C2")


# --- Websockets -----------------------------------------------------------------------------------------------------


def test_only_our_own_page_may_open_a_line(server: Server) -> None:
    own = server.url
    host = urlsplit(own).netloc
    port = urlsplit(own).port
    assert shake_hands(server, Origin=own) == 101
    foreign = [
        "http://elsewhere.example",
        "null",
        "",
        f"http://localhost:{port}",
        "http://localhost:1",
        f"http://{host}0",
    ]
    foreign += [f"http://u@{host}", f"file://{host}", f"http://{host}.", f"http://{host}/", host]
    assert {origin: shake_hands(server, Origin=origin) for origin in foreign} == dict.fromkeys(foreign, 403)
    assert shake_hands(server) == 403
    assert shake_hands(server, Host="[", Origin="http://[") in {400, 403}  # the fixture finds a traceback in the log


# --- Names ----------------------------------------------------------------------------------------------------------


def test_a_name_that_somebody_points_at_us_gets_no_page_and_no_line(server: Server) -> None:
    port = urlsplit(server.url).port
    for path in ("/", "/step", "/_stcore/health", f"/{assets.plotly_url()}"):
        status, headers, body = ask(server, path, Host=f"evil.example:{port}")
        assert status == 403
        assert body.startswith(b"This server does not answer to this name.")
        assert {name.lower() for name in headers} >= HEADERS - {"cross-origin-opener-policy"}
    assert shake_hands(server, Host=f"evil.example:{port}", Origin=f"http://evil.example:{port}") == 403
    assert shake_hands(server, Host=f"localhost:{port}", Origin=f"http://localhost:{port}") == 101


def test_a_public_name_that_is_set_gets_page_and_line(tmp_path: Path) -> None:
    with serving(tmp_path / "log.txt", "--browser.serverAddress=class.example") as running:
        assert ask(running, "/", Host="class.example")[0] == 200
        assert shake_hands(running, Host="class.example", Origin="https://class.example") == 101
        assert shake_hands(running, Origin=running.url) == 101
        assert shake_hands(running, Host="evil.example", Origin="https://evil.example") == 403


# --- Messages -------------------------------------------------------------------------------------------------------


def frame(**message: Any) -> bytes:
    return BackMsg(**message).SerializeToString()


def test_nobody_empties_the_caches_of_everyone() -> None:
    given = [frame(clear_cache=True), frame(load_git_info=True), frame(set_run_on_save=True), frame(stop_script=True)]
    kept: list[bytes] = []

    async def streamlit(scope: Any, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        kept.append((await receive())["bytes"])

    async def receive() -> Any:
        return {"type": "websocket.receive", "bytes": given.pop(0)}

    async def send(message: Any) -> None: ...

    scope = {"type": "websocket", "headers": [(b"host", b"a:1"), (b"origin", b"http://a:1")]}
    asyncio.run(guard.Guard(streamlit)(scope, receive, send))
    assert kept == [frame(stop_script=True)]


def test_frames_that_cannot_be_read_are_left_for_streamlit_to_refuse() -> None:
    assert not guard.is_dropped(b"\xff\xff junk")
    assert not guard.is_dropped(None)
