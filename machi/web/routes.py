"""Open routes beside the app: geometry for maps, the map style, health. Unknown paths under them are a JSON 404.

Without these, an unknown path would answer 200 with the app's own HTML (Streamlit's single-page fallback).
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from machi.cards.deck import basemap_style
from machi.cards.geo import geo_bytes
from machi.errors import MachiError
from machi.store.shelf import Shelf
from machi.web.compress import takes_gzip
from machi.web.embed_routes import EmbedRoutes
from machi.web.present_routes import PresentRoutes

ROOTS = ("geo", "api", "data", "basemap", "tiles", "embed", "present")
FOR_GOOD = "public, max-age=31536000, immutable"


class OpenRoutes:
    """The routes over a shelf. ``shelf`` is called at each request: data may be replaced while the server runs."""

    def __init__(self, shelf: Callable[[], Shelf]) -> None:
        self._shelf = shelf
        self._geo: dict[tuple[str, str], bytes] = {}

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/healthz", self.health),
            Route("/geo/{name}.json", self.geo),
            *PresentRoutes(self._shelf).routes(),
            *EmbedRoutes(self._shelf).routes(),
            Route("/basemap/style.json", self.style),
            Route("/tiles/{z:int}/{x:int}/{y:int}.png", self.tile),
            *(Route(f"/{root}{rest}", not_found) for root in ROOTS for rest in ("", "/{path:path}")),
        ]

    def health(self, request: Request) -> Response:
        """200 when the data can be asked, 503 with the reason when not."""
        try:
            shelf = self._shelf()
        except MachiError as problem:
            return JSONResponse({"status": "error", "message": str(problem)}, 503)
        return JSONResponse({"status": "ok", "data": shelf.fingerprint[:12]}, headers={"cache-control": "no-store"})

    def geo(self, request: Request) -> Response:
        """A named geometry as JSON rows, gzip, kept by the browser for as long as its ``v`` stands."""
        try:
            shelf = self._shelf()
        except MachiError as problem:
            return JSONResponse({"error": "no_data", "message": str(problem)}, 503)
        name = request.path_params["name"]
        key = (shelf.fingerprint, name)
        if key not in self._geo:
            try:
                body = geo_bytes(shelf, name)
            except KeyError:
                return not_found(request)
            self._geo = {k: v for k, v in self._geo.items() if k[0] == shelf.fingerprint}
            self._geo[key] = gzip.compress(body, 6)
        current = request.query_params.get("v") == shelf.fingerprint[:12]
        headers = {"cache-control": FOR_GOOD if current else "no-cache", "vary": "accept-encoding"}
        body = self._geo[key]
        if takes_gzip(request.headers.get("accept-encoding", "")):
            headers["content-encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        return Response(body, media_type="application/json", headers=headers)

    def style(self, request: Request) -> Response:
        """The map style of the operator's choice (地理院タイル or the own tile folder)."""
        style = basemap_style()
        return JSONResponse(style) if style else not_found(request)

    def tile(self, request: Request) -> Response:
        """One tile out of the operator's own XYZ folder (``MACHI_TILES``); the path is made of integers only."""
        folder = os.environ.get("MACHI_TILES", "")
        z, x, y = (request.path_params[name] for name in "zxy")
        path = Path(folder) / str(z) / str(x) / f"{y}.png"
        if not folder or not path.is_file():
            return not_found(request)
        return FileResponse(path, media_type="image/png", headers={"cache-control": "public, max-age=86400"})


def not_found(request: Request) -> Response:
    """JSON 404 that says what to do."""
    return JSONResponse(
        {"error": "not_found", "message": f"{request.url.path} はありません。アドレスを確かめてください。"},
        status_code=404,
    )
