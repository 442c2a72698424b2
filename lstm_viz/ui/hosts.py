"""The hosts in the requests that reach us."""

from __future__ import annotations

from urllib.parse import urlsplit


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
