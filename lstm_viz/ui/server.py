"""The web server's side of the app: its lifespan, routes and middleware; `app.py` puts them together."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit import config, net_util

from lstm_viz.ui import assets, pool, runs, streamlit_patches
from lstm_viz.ui.guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from streamlit.web.server.starlette import App

__all__ = ["MAIN_SCRIPT", "lifespan", "middleware", "routes"]

# Not beside pages/: Streamlit's old page discovery would run a page alone on a cold deep link.
MAIN_SCRIPT = Path(__file__).with_name("main.py")
OPEN_FILES = 65_536
log = logging.getLogger(__name__)


def to_home(request: Request) -> RedirectResponse:
    """Send the home page's permanent name to where it lives, with its query."""
    query = request.scope["query_string"].decode("latin-1")
    return RedirectResponse(f"./?{query}" if query else "./", headers={"Cache-Control": "no-store"})


def routes() -> list[Route]:
    """Our own routes, under the base path if one is set."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    root = f"/{base}" if base else ""
    return [
        Route(f"{root}/assets/{{path:path}}", assets.serve),
        Route(f"{root}/runs/{{name}}", runs.serve, methods=["GET", "POST"]),
        Route(f"{root}/runs/{{name}}/free", runs.serve_free),
        Route(f"{root}/step", to_home),
    ]


def middleware() -> list[Middleware]:
    """Our own middleware, which stands outside of Streamlit's."""
    return [Middleware(Guard)]


def allow_many_open_files() -> None:
    """Raise the limit of open files as far as the system lets us: a session takes about five."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError) as error:  # macOS may allow less than it says
            log.warning("At most %d open files, about %d people at once (%s)", soft, soft // 6, error)


def announce() -> None:
    """Print where the app is; Streamlit's own banner would ask an outside host for our address."""
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    end = f":{config.get_option('server.port')}/{(config.get_option('server.baseUrlPath') or '').strip('/')}"
    address = config.get_option("server.address")
    print(f"lstm-viz is ready: {scheme}://{address or 'localhost'}{end}", flush=True)  # noqa: T201
    if not address and (own := net_util.get_internal_ip()):
        print(f"For others on this network: {scheme}://{own}{end}", flush=True)  # noqa: T201


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[dict[str, Any]]:
    """Tune the process once for many short requests (each line measured in RELIABILITY.md), then announce the app."""
    allow_many_open_files()
    threading.Thread(target=lambda: [asset.packed for asset in assets.table().values()], daemon=True).start()
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    gc.collect()
    gc.freeze()
    try:
        with streamlit_patches.applied(app):
            announce()
            yield {}
    finally:
        pool.close()
        gc.unfreeze()
        sys.setswitchinterval(before)
