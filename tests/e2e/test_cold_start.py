"""The first things a browser asks of a server that has just started."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from lstm_viz.ui import assets
from tests.browser import serving
from tests.e2e.shots import HOME, pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser import Server, Watch


@pytest.mark.parametrize("name", pages())
def test_a_cold_deep_link_opens_its_page_with_its_query(
    name: str, fresh_server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"/{name}?lang=zh", server=fresh_server)
    assert urlsplit(page.url).path == ("/" if name == HOME else f"/{name}")
    assert "lang=zh" in page.url
    assert page.evaluate("document.documentElement.lang").startswith("zh")
    assert page.get_by_role("dialog").count() == 0


def test_the_app_works_under_a_base_path(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    with serving(tmp_path / "log.txt", "--server.baseUrlPath=lstm") as server:
        page = open_page("/lstm/step?lang=zh", server=server)
        assert page.url.startswith(f"{server.url}/lstm/?")
        assert page.locator(".lv-player").count() == 1


def own_address() -> str:
    """This machine's address on its network, or the loopback address if it is on none (no packet is sent)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.254", 9))
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address


def test_a_phone_that_opens_the_machines_address_has_a_clean_console(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    with serving(tmp_path / "log.txt", "--server.address=0.0.0.0") as server:
        there = replace(server, url=server.url.replace("127.0.0.1", own_address()))
        page = open_page(server=there)  # a console error fails the test
        assert page.url.startswith(there.url)
        assert page.locator(".lv-player").count() == 1


def test_the_theme_follows_the_browser(open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert background == "rgb(17, 20, 24)"


def test_the_policy_is_in_force(open_page: Callable[..., Page], watch: Watch) -> None:
    page = open_page()
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in problem for problem in watch.problems)
    watch.problems.clear()


def test_plotly_and_the_player_come_from_their_versioned_paths(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.wait_for_function("window.Plotly")
    urls = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    names = {path.rpartition("/")[2] for path in assets.table()}
    loaded = {path for url in urls if (path := urlsplit(url).path[1:]).rpartition("/")[2] in names}
    own = {assets.player_url(name) for name in ("player.js", *assets.player_styles())}
    assert loaded >= {assets.plotly_url(), *own}
    assert loaded <= assets.table().keys()


def test_the_server_asks_nobody_and_prints_where_it_is(server: Server) -> None:
    assert f"lstm-viz is ready: {server.url}/" in server.log
    assert "external" not in server.log.lower()
