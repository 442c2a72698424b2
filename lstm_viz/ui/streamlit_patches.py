"""Three corrections to Streamlit's private parts, each guarded: if a part has moved, the app runs on without it.

`tests/ui/test_server.py` fails when one no longer applies; the measurements are in
docs/decisions/0001-server-and-set-up.md.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from streamlit import config, net_util
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.web.server.starlette import App

STORED_SESSIONS = 1024
log = logging.getLogger(__name__)


def keep_more_disconnected_sessions(app: App) -> tuple[Any, str, object]:
    """A classroom's Wi-Fi blip drops everyone at once; the stock store keeps 128 sessions and forgets the rest."""
    runtime: Any = app._runtime
    manager = runtime._session_mgr
    if not isinstance(manager._session_storage, MemorySessionStorage):
        raise TypeError("another session storage")
    lifetime = config.get_option("server.disconnectedSessionTTL")
    return manager, "_session_storage", MemorySessionStorage(STORED_SESSIONS, lifetime)


def watch_no_files_after_reconnect(app: App) -> tuple[Any, str, object]:
    """A session that comes back gets a file watcher even when watching is off, and walks every loaded module."""
    stock = AppSession.register_file_watchers

    def register_file_watchers(self: AppSession) -> None:
        if config.get_option("server.fileWatcherType") != "none":
            stock(self)

    return AppSession, "register_file_watchers", register_file_watchers


def ask_nobody_for_our_address(app: App) -> tuple[Any, str, object]:
    """The look-up of the external address contacts an outside host, and stops the event loop while it waits."""
    if not callable(net_util.get_external_ip):
        raise TypeError("not a function")
    return net_util, "get_external_ip", lambda: None


PATCHES: tuple[Callable[[App], tuple[Any, str, object]], ...] = (
    keep_more_disconnected_sessions,
    watch_no_files_after_reconnect,
    ask_nobody_for_our_address,
)


@contextmanager
def applied(app: App) -> Iterator[list[str]]:
    """Apply the patches while the server runs; give the names of those that took."""
    took: list[str] = []
    with ExitStack() as undo:
        for patch in PATCHES:
            try:
                target, name, value = patch(app)
                undo.callback(setattr, target, name, getattr(target, name))
                setattr(target, name, value)
            except Exception as error:
                log.warning("Streamlit has changed: without %s (%s)", patch.__name__, error)
            else:
                took.append(patch.__name__)
        yield took
