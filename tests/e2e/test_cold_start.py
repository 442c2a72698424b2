"""The first things a browser asks of a server that has just started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import axe_violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser import Server, Watch


def test_a_cold_deep_link_opens_the_app_and_keeps_its_query(
    fresh_server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page("/step?lang=zh", server=fresh_server)
    assert page.url.startswith(f"{fresh_server.url}/?")
    assert "lang=zh" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_home_page_has_no_axe_violation(scheme: str, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme=scheme)
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 20, 24)"}[scheme]
    assert axe_violations(page) == []


def test_the_policy_is_in_force(open_page: Callable[..., Page], watch: Watch) -> None:
    page = open_page()
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in problem for problem in watch.problems)
    watch.problems.clear()


def test_plotly_and_the_player_come_from_their_versioned_paths(open_page: Callable[..., Page]) -> None:
    from lstm_viz.ui.server import plotly_url

    page = open_page()
    load = """path => new Promise((done, failed) => {
        const script = Object.assign(document.createElement('script'), {src: new URL(path, document.baseURI)})
        Object.assign(script, {onload: () => done(window.Plotly.version), onerror: failed})
        document.head.append(script)
    })"""
    assert page.evaluate(load, plotly_url())


def test_the_server_asks_nobody_and_prints_where_it_is(server: Server) -> None:
    assert f"lstm-viz is ready: {server.url}/" in server.log
    assert "external" not in server.log.lower()
