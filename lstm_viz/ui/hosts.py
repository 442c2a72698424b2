"""The names by which this server may be asked for.

A stranger may point a name of theirs at our address ("DNS rebinding"): to the browser, their page's requests are then
our own, Origin and all, and only the Host tells. An address cannot be pointed elsewhere, nor can a name that no public
name server knows. Every other name must be one that the operator set or that the machine bears.
"""

from __future__ import annotations

import asyncio
import socket
from fnmatch import fnmatchcase
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from streamlit import config


def name_in(host: str) -> str | None:
    """The name or address in a Host header, without port, brackets and final dot; None if it is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    if parts.netloc != host or parts.username is not None:
        return None
    return (parts.hostname or "").rstrip(".") or None


def is_address(name: str) -> bool:
    """Whether this is an IP address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a browser that asks for this host stays on its own machine, and so trusts plain http."""
    name = name_in(host) or ""
    return ip_address(name).is_loopback if is_address(name) else f".{name}".endswith(".localhost")


def configured() -> list[str]:
    """The names that the operator set; `*.example.org` stands for all below it, as in Streamlit."""
    addresses = [config.get_option("server.address"), config.get_option("browser.serverAddress")]
    given = [*config.get_option("server.allowedHosts"), *(one.partition("/")[0] for one in addresses if one)]
    return [one.strip().lower().rstrip(".") for one in given]


@cache
def of_this_machine() -> frozenset[str]:
    """The machine's own names; this may ask the network's name server, and wait for it."""
    return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})


async def is_ours(host: str) -> bool:
    """Whether a request for this host may be answered."""
    name = name_in(host)
    if name is None:
        return False
    if "." not in name or is_address(name) or name.endswith((".localhost", ".local")):
        return True
    if any(fnmatchcase(name, pattern) for pattern in configured()):
        return True
    return name in await asyncio.to_thread(of_this_machine)
