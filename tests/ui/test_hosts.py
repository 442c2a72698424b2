"""Which hosts are ours: addresses and private names always, public names when they are set."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from streamlit import config

from lstm_viz.ui import guard, hosts

if TYPE_CHECKING:
    from collections.abc import Callable


def is_ours(host: str) -> bool:
    return asyncio.run(hosts.is_ours(host))


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set Streamlit's options about names: `named(browser_serverAddress="class.example")`."""
    monkeypatch.setattr(hosts, "of_this_machine", lambda: frozenset({"pc-12", "pc-12.school.example"}))

    def set_(**given: Any) -> None:
        stock = {"server.allowedHosts": [], "server.address": None, "browser.serverAddress": "localhost"}
        options = stock | {name.replace("_", ".", 1): value for name, value in given.items()}
        monkeypatch.setattr(config, "get_option", options.__getitem__)

    set_()
    return set_


ORDINARY = ["localhost", "localhost:8501", "LOCALHOST.:1", "app.localhost", "127.0.0.1:8501", "192.168.1.20:8501"]
ORDINARY += ["[::1]:8501", "[fd00::2]", "8.8.8.8", "pc-7:8501", "pc-7.local", "PC-12.school.example:8501"]
FOREIGN = ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "evillocal.example"]
FOREIGN += ["evil.example.", "x.pc-12.school.example", "school.example", "1.2.3", "[", "", "a@localhost"]


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(("host", "ours"), [*((host, True) for host in ORDINARY), *((host, False) for host in FOREIGN)])
def test_addresses_and_names_that_nobody_can_point_at_us_need_no_setting(host: str, ours: bool) -> None:
    assert is_ours(host) is ours


def test_a_public_name_must_be_set(named: Callable[..., None]) -> None:
    for options in (
        {"server_allowedHosts": ["class.example"]},
        {"server_address": "class.example"},
        {"browser_serverAddress": "Class.example/lstm"},
    ):
        named(**options)
        assert is_ours("class.example:443")
        assert is_ours("10.0.0.7")
        assert not is_ours("evil.example")
        assert not is_ours("www.class.example")
    named(server_allowedHosts=["*.class.example"])
    assert is_ours("lstm.class.example")
    assert not is_ours("class.example")
    assert not is_ours("evilclass.example")


def test_the_ordinary_case_asks_no_name_server(named: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "of_this_machine", lambda: pytest.fail("asked"))
    named(browser_serverAddress="class.example")
    assert all(is_ours(host) for host in [*ORDINARY[:-1], "class.example"])


@pytest.mark.parametrize("host", ["localhost:8501", "a.localhost", "127.0.0.1:8501", "127.8.8.8", "[::1]:1"])
def test_a_browser_trusts_what_stays_on_its_machine(host: str) -> None:
    assert hosts.is_loopback(host)


@pytest.mark.parametrize("host", ["", "[", "10.0.0.7", "[fd00::2]:1", "pc-7", "notlocalhost", "127.0.0.1.evil.example"])
def test_a_browser_trusts_no_other(host: str) -> None:
    assert not hosts.is_loopback(host)


# --- Origins --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["[", "[::1", "a:b", "a:99999", "u@a", "a/b", "a?b", "a#b", "a\tb", "a\u2100b", ":80"])
def test_what_is_no_host_opens_no_line(host: str) -> None:
    assert not guard.is_own_origin(f"http://{host}", host)


@pytest.mark.parametrize("host", ["localhost:8501", "10.0.0.7", "[::1]:8501", "pc-12:80"])
def test_our_own_origin_is_known_by_name_and_address(host: str) -> None:
    assert guard.is_own_origin(f"http://{host}", host)
    assert guard.is_own_origin(f"https://{host}", host)


def test_a_named_origin_may_come_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_option", lambda name: ["https://class.example"])
    assert guard.is_own_origin("https://class.example", "10.0.0.7:8501")
    assert not guard.is_own_origin("https://elsewhere.example", "10.0.0.7:8501")
