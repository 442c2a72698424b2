"""Fixtures and helpers for tests in a real browser (a pytest plugin; tests/conftest.py loads it).

`open_page("/?lang=zh")` gives a settled page of the shared server; give `server=fresh_server` for a server that has
never been asked anything. Opening is what costs: ask related questions of one page, or open the next in its `tab`.
A page error, a console error or a broken policy fails the test.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import dev

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    ColorScheme = Literal["light", "dark"]
    ReducedMotion = Literal["no-preference", "reduce"]

LOCALE = "en-US"  # what a browser asks for if a test says nothing else
START_SECONDS = 60
SETTLE_MS = 60_000  # a worker that starts on a busy machine loads torch for half a minute
BROWSER_ARGS = [
    "--headless",
    "--disable-quic",
    "--disable-gpu",  # nothing here needs WebGL, and drawing by a GPU made of software takes the cores
    "--no-proxy-server",  # every server is on this machine
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]
# Streamlit looks for its endpoints below the page's path first, on every deep link.
KNOWN_404 = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
# st.navigation with sections nests its list wrongly (PLATFORM 6.3): these two rules, in the sidebar's menu only.
KNOWN_AXE = {"list", "listitem"}
# What a player is before it is ready: an unfilled component, its place, or itself without the mark. (A locator looks
# into shadow roots too.)
UNREADY = "[data-testid^=stBidiComponent]:empty, .lv-player-place, .lv-player:not([data-ready='true'])"
# The page notes when it last asked the server something and when it last heard from it: a pressed key has not been
# answered as long as it has only asked. (Streamlit's heartbeat, every half minute, is never answered.)
LISTEN = """(() => {
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (...all) {
        if (!this.__heard) this.addEventListener('message', () => { window.__heardAt = performance.now() })
        this.__heard = true
        window.__askedAt = performance.now()
        return send.apply(this, all)
    }
})()"""
IS_SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]')?.dataset
    const calm = app?.testScriptState === 'notRunning' && app.testConnectionState === 'CONNECTED'
        && document.querySelector('[data-testid=stMain] [data-testid=stElementContainer]')
        && !document.querySelector('[data-testid=stSkeleton]') && document.fonts.status === 'loaded'
    const now = performance.now()
    const unanswered = window.__askedAt > (window.__heardAt ?? 0) && now - window.__askedAt < 3000
    if (!calm || unanswered) { window.__calmSince = undefined; return false }
    window.__calmSince ??= now
    return now - window.__calmSince > 150
}"""


@dataclass
class Server:
    """A running app: its address, and everything it has printed."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8", errors="replace")


@contextmanager
def serving(log_file: Path, *arguments: str) -> Iterator[Server]:
    """The app on a free port of the loopback address; a traceback in its log is an error when it ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(dev.ROOT / "app.py"), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}", *arguments]
    # From another folder, so that nothing rests on the current one.
    with log_file.open("wb") as log:
        process = subprocess.Popen(command, cwd=log_file.parent, stdout=log, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", process, log_file)
    try:
        _wait_until_up(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert "Traceback" not in server.log, f"the server's log holds a traceback:\n{server.log}"


def _wait_until_up(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        if dev.is_up(server.url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the app did not start:\n{server.log}")


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """A headless Chromium: the one that dev.py found, or that its finder finds now.

    Its first context has a profile on disk, new and thrown away, in which Chromium keeps what it compiled of a script.
    In a private context, such as `new_context` makes, every page compiles Streamlit and Plotly anew: twice the work.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=dev.need_chromium(), args=BROWSER_ARGS, locale=LOCALE
        )
        assert context.browser is not None
        yield context.browser
        context.close()


def settle(page: Page) -> None:
    """Wait until the script has run, fonts are there, nothing is a placeholder, and every player says it is ready."""
    for _ in range(2):  # the second time for what the player's first message may have set going
        page.wait_for_function(IS_SETTLED, timeout=SETTLE_MS)
        expect(page.locator(UNREADY)).to_have_count(0, timeout=SETTLE_MS)


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page, shadow roots included, without the two rules that are Streamlit's."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Only what was found is sent here: `Axe.run` sends all that passed, too.
    found = page.evaluate("axe.run({ resultTypes: ['violations'] }).then(result => result.violations)")
    return [
        f"{violation['id']}: {node['target']} {node['html'][:160]}"
        for violation in found
        for node in violation["nodes"]
        if violation["id"] not in KNOWN_AXE or "stSidebarNav" not in node["html"] + str(node["target"])
    ]


@dataclass
class Watch:
    """What went wrong in the pages of one test."""

    problems: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        if message.type == "error" and not ("404" in message.text and KNOWN_404.search(where)):
            self.problems.append(f"console: {message.text} ({where})")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of the session."""
    try:
        with chromium_running() as browser:
            yield browser
    except dev.Trouble as trouble:
        pytest.fail(str(trouble))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, shared by the tests of a session."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    """The app, started for this test alone: nobody has asked it anything yet."""
    with serving(tmp_path / "log.txt") as running:
        yield running


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What goes wrong in this test's pages; a test that provokes a console error clears `watch.problems`."""
    watching = Watch()
    yield watching
    assert not watching.problems, "\n".join(watching.problems)


@pytest.fixture(scope="session")
def contexts(chromium: Browser) -> dict[str, BrowserContext]:
    """A context for each set of options: pages that share it share the cache, and so most of their loading time."""
    profile = chromium.contexts[0]
    profile.add_init_script(LISTEN)
    return {repr((LOCALE, [])): profile}


@pytest.fixture
def new_page(chromium: Browser, watch: Watch, contexts: dict[str, BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Make an empty page: `new_page(width=390, color_scheme='dark', locale='zh-CN')`."""
    pages: list[Page] = []

    def make(
        width: int = 1280,
        height: int = 800,
        locale: str = LOCALE,
        color_scheme: ColorScheme = "light",
        reduced_motion: ReducedMotion = "no-preference",
        **options: Any,
    ) -> Page:
        key = repr((locale, sorted(options.items())))
        if key not in contexts:
            contexts[key] = chromium.new_context(locale=locale, **options)
            contexts[key].add_init_script(LISTEN)
        page = contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        watch.over(page)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.context.clear_permissions()
        page.context.clear_cookies()
        page.close()


@pytest.fixture
def open_page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a path of the app and let it settle: `open_page("/?t=2", server=fresh_server, width=390)`.

    `tab=page` opens it in place of a page, for half of what a new tab costs.
    """

    def open_(path: str = "/", server: Server | None = None, tab: Page | None = None, **options: Any) -> Page:
        running: Server = server or request.getfixturevalue("server")
        page = tab or new_page(**options)
        page.goto(running.url + path)
        settle(page)
        return page

    return open_
