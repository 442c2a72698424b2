"""Files the browser loads from us: plotly.js of the installed wheel, and the player's own modules.

Each lies under a path that names its content, so that it may be cached for ever; only the present version is served.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

PLAYER = Path(__file__).parent / "player"
FOR_EVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True)
class Asset:
    """One file as it was when the server started, and the same compressed (once, when first asked for)."""

    body: bytes
    media_type: str

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.body, compresslevel=6, mtime=0)


def _plotly_js() -> Path:
    # find_spec does not run plotly's own imports, which the web process has no use for.
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@cache
def _player_files() -> Mapping[str, bytes]:
    """The player's files by name, read once: what is hashed is what is served until the next start."""
    found = (path for path in sorted(PLAYER.glob("*")) if path.suffix in MEDIA_TYPES)
    return MappingProxyType({path.name: path.read_bytes() for path in found})


@cache
def plotly_url() -> str:
    """The path of plotly.min.js relative to the app's root (no leading slash, so that a base path works)."""
    return f"assets/plotly-{importlib.metadata.version('plotly')}/plotly.min.js"


def player_url(name: str = "") -> str:
    """The path of the player's file `name`, or of its folder (which ends with a slash), relative to the app's root."""
    return f"{_player_folder()}/{name}"


@cache
def player_styles() -> tuple[str, ...]:
    """The player's style sheets in the order in which they count: the common one first."""
    return tuple(sorted((n for n in _player_files() if n.endswith(".css")), key=lambda n: (n != "player.css", n)))


@cache
def _player_folder() -> str:
    digest = hashlib.sha256()
    for name, body in _player_files().items():
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    return f"assets/player-{digest.hexdigest()[:16]}"


@cache
def table() -> Mapping[str, Asset]:
    """Every file that is served, by its path: a request is a look-up here, never a path on the disk."""
    assets = {plotly_url(): Asset(_plotly_js().read_bytes(), MEDIA_TYPES[".js"])}
    for name, body in _player_files().items():
        assets[player_url(name)] = Asset(body, MEDIA_TYPES[Path(name).suffix])
    return MappingProxyType(assets)


def serve(request: Request) -> Response:
    """Answer with one asset, compressed if the client takes it (Starlette calls a plain function in a thread)."""
    asset = table().get(f"assets/{request.path_params['path']}")
    if asset is None:
        return PlainTextResponse("There is no such file in this version.", 404, {"Cache-Control": "no-store"})
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.body, headers=headers, media_type=asset.media_type)
    return Response(asset.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=asset.media_type)
