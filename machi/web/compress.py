"""Static files compressed once, not at each request.

Streamlit serves its 2 MB entry script and the 5 MB chart chunk uncompressed. A file under ``/static/`` is compressed at
its first request and kept in memory (about 3 MB in all for the files that the pages use); the names carry a content
hash, so a browser may keep them for good.
"""

from __future__ import annotations

import gzip
from pathlib import Path
from threading import Lock

from machi.web.headers import App, Receive, Scope, Send

TYPES = {".js": b"text/javascript; charset=utf-8", ".css": b"text/css; charset=utf-8"}


def takes_gzip(accept_encoding: str) -> bool:
    """Whether an ``Accept-Encoding`` header takes gzip (RFC 9110: ``gzip;q=0`` refuses it)."""
    for item in accept_encoding.split(","):
        coding, _, weight = item.strip().partition(";")
        if coding.strip().lower() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class CompressedStatic:
    """ASGI middleware that answers ``/static/**.{js,css}`` out of ``folder`` with gzip where the browser takes it."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.folder = folder.resolve()
        self._kept: dict[Path, bytes] = {}
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._file(scope)
        if path is None:
            await self.app(scope, receive, send)
            return
        body = self._compressed(path)
        headers = [
            (b"content-type", TYPES[path.suffix]),
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"public, max-age=31536000, immutable"),
            (b"vary", b"accept-encoding"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    def _file(self, scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        accepts = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
        wanted = scope["path"]
        if not takes_gzip(accepts.decode("latin-1")) or "/static/" not in wanted:
            return None
        path = (self.folder / wanted.split("/static/", 1)[1]).resolve()
        inside = path.is_relative_to(self.folder) and path.suffix in TYPES
        return path if inside and path.is_file() else None

    def _compressed(self, path: Path) -> bytes:
        with self._lock:
            if path not in self._kept:
                self._kept[path] = gzip.compress(path.read_bytes(), 6)
            return self._kept[path]
