"""The player's JavaScript, unit-tested in Chromium: every exported `test_…` function of tests/ui/player/*.test.js.

A test file imports what it tests from `/player/x.js`, its helpers from `./x.js`, and may fetch `/vectors/x.json`; to
throw is to fail.
"""

from __future__ import annotations

import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

import dev

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FOLDERS = {"player": "lstm_viz/ui/player", "tests": "tests/ui/player", "vectors": "tests/vectors"}
EXPORTED = re.compile(r"^export (?:async )?function (test_\w+)", re.MULTILINE)
FILES = sorted((dev.ROOT / "tests/ui/player").glob("*.test.js"))
CASES = [(file.name, name) for file in FILES for name in EXPORTED.findall(file.read_text("utf-8"))]


class OnlyThePlayer(SimpleHTTPRequestHandler):
    """The folders of the player and its tests, uncached, and one empty page to import them into."""

    extensions_map = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}  # noqa: RUF012

    def do_GET(self) -> None:
        """Answer with the empty page, or with a file of those folders."""
        if self.path == "/":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<!doctype html><html lang=en><link rel=icon href=data:,><title>tests</title>")
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """The file behind `/folder/name`; a path of any other form leads nowhere."""
        _, _, rest = path.partition("/")
        folder, _, name = rest.partition("/")
        return str(dev.ROOT / FOLDERS.get(folder, "nowhere") / name.replace("/", "-"))

    def end_headers(self) -> None:
        """Let nothing be cached."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    """The address of a small server of those files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), OnlyThePlayer) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(chromium: Browser, files: str) -> Iterator[Page]:
    """One page for all cases, since a case tests functions and leaves nothing behind."""
    page = chromium.new_page()
    page.goto(files)
    yield page
    page.close()


def test_every_test_file_has_cases() -> None:
    assert {name for name, _ in CASES} == {file.name for file in FILES}


@pytest.mark.parametrize(("file", "name"), CASES, ids=[f"{file}::{name}" for file, name in CASES])
def test_javascript(file: str, name: str, page: Page) -> None:
    page.evaluate("async ([file, name]) => { await (await import(file))[name]() }", [f"/tests/{file}", name])
