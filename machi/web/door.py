"""The API's door: ASGI around ``Api``. Stands before the app, so that a kept answer costs a look into a dictionary.

Kept answers belong to one fingerprint of the shelf, which is looked at once a second; a new one empties the cupboard.
Only answers of 200 are kept, never more than ``MOST_BYTES``, and never those of free questions typed by anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool

from machi import text
from machi.errors import MachiError
from machi.sandbox.card import CARD as FREE
from machi.store.shelf import Shelf
from machi.text import _
from machi.web.api import Api, BadParameter
from machi.web.compress import takes_gzip
from machi.web.headers import App, Receive, Scope, Send
from machi.web.limits import Allowance, RateLimit
from machi.web.metrics import METRICS, Metrics
from machi.web.replies import PREFLIGHT, Headers, Reply, failure, failure_of

LOG = logging.getLogger("machi.api")
LOOK_SECONDS = 1.0
MOST_BYTES = 64 * 2**20
MOST_QUERY = 20_000
SINGLE = ("/catalog.jsonld", "/metrics")
Key = tuple[str, bytes, bytes]


class Door:
    """ASGI middleware that answers ``/api…``, ``/catalog.jsonld`` and ``/metrics``; everything else goes on."""

    def __init__(
        self, app: App, shelf: Callable[[], Shelf], limit: RateLimit | None = None, metrics: Metrics = METRICS
    ) -> None:
        self.app, self._shelf = app, shelf
        self.limit = limit or RateLimit()
        self.metrics = metrics
        self._kept: dict[Key, Reply] = {}
        self._bytes = 0
        self._fingerprint = ""
        self._looked = float("-inf")
        self._lock = Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if not (path == "/api" or path.startswith("/api/") or path in SINGLE):
            await self.app(scope, receive, send)
            return
        method = scope["method"]
        if method == "OPTIONS":
            await _send(send, 204, PREFLIGHT, b"")
            return
        headers = dict(scope["headers"])
        client = scope.get("client")
        allowed = self.limit.take(client[0] if client else "")
        reply = _refused(method, allowed) or self._found(path, scope, headers)
        if reply is None:
            reply = await run_in_threadpool(self._made, path, scope, headers)
        await self._tell(send, method, headers, reply, allowed)

    async def _tell(
        self, send: Send, method: str, headers: dict[bytes, bytes], reply: Reply, allowed: Allowance
    ) -> None:
        packed = bool(reply.packed) and takes_gzip(headers.get(b"accept-encoding", b"").decode("latin-1"))
        own = reply.packed_headers if packed else reply.plain_headers
        status, body = reply.status, reply.packed if packed else reply.body
        if status == 200 and _unchanged(headers.get(b"if-none-match", b""), reply.etag):
            status, body = 304, b""
            own = [pair for pair in own if pair[0] not in (b"content-length", b"content-type", b"content-encoding")]
        self.metrics.count(reply.what, reply.name, reply.form, status)
        await _send(send, status, [*own, *allowed.headers], b"" if method == "HEAD" else body)

    def _found(self, path: str, scope: Scope, headers: dict[bytes, bytes]) -> Reply | None:
        """A kept answer, as long as the shelf was looked at a moment ago."""
        if time.monotonic() - self._looked > LOOK_SECONDS:
            return None
        return self._kept.get((path, scope["query_string"], headers.get(b"host", b"")))

    def _made(self, path: str, scope: Scope, headers: dict[bytes, bytes]) -> Reply:
        """The answer, made now or found kept. Runs in a thread of its own."""
        if path == "/metrics":
            body = self.metrics.text().encode()
            return Reply(body, "text/plain; version=0.0.4; charset=utf-8", what="metrics", form="text")
        if len(scope["query_string"]) > MOST_QUERY:
            return failure(414, "too_long", _("アドレスが長すぎます。"), _("短くしてください。"))
        try:
            shelf = self._looked_at()
            key = (path, scope["query_string"], headers.get(b"host", b""))
            if key in self._kept:
                return self._kept[key]
            query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True, errors="replace"))
            text.use_language(query.get("lang", "ja"))
            reply = Api(shelf, _origin(scope, headers)).answer(path, query)
        except BadParameter as problem:
            return failure(400, "bad_parameter", problem.message, problem.remedy)
        except MachiError as problem:
            return failure_of(problem)
        except Exception:  # The last net: a program is told in JSON, the log has the trace.
            LOG.exception("the API failed at %s", path)
            return failure(500, "fault", _("答えを作れませんでした。"), _("続くときは管理者に時刻を伝えてください。"))
        self._keep(key, reply, shelf.fingerprint)
        return reply

    def _looked_at(self) -> Shelf:
        shelf = self._shelf()
        stand = f"{shelf.fingerprint} {shelf.today}"
        with self._lock:
            if stand != self._fingerprint:
                self._kept, self._bytes, self._fingerprint = {}, 0, stand
            self._looked = time.monotonic()
        return shelf

    def _keep(self, key: Key, reply: Reply, fingerprint: str) -> None:
        size = len(reply.body) + len(reply.packed)
        if reply.status != 200 or reply.name == FREE or size > MOST_BYTES // 4:
            return
        with self._lock:
            if not self._fingerprint.startswith(fingerprint) or key in self._kept:
                return
            self._kept[key] = reply
            self._bytes += size
            while self._bytes > MOST_BYTES:
                gone = self._kept.pop(next(iter(self._kept)))
                self._bytes -= len(gone.body) + len(gone.packed)


def _refused(method: str, allowed: Allowance) -> Reply | None:
    if method not in ("GET", "HEAD"):
        message, remedy = _("読むことだけができます（GET）。"), _("GET で聞いてください。")
        return failure(405, "method", message, remedy, [(b"allow", b"GET, HEAD, OPTIONS")])
    if allowed.left < 0:
        message = _("回数が多すぎます（1分に{n}回まで）。").format(n=allowed.limit)
        remedy = _(
            "{n}秒待ってください。まとめて使うときは、データを1つのファイル（.csv、.parquet）で受け取ってください。"
        )
        extra: Headers = [(b"retry-after", b"%d" % allowed.reset)]
        return failure(429, "too_many", message, remedy.format(n=allowed.reset), extra)
    return None


def _unchanged(asked: bytes, etag: bytes) -> bool:
    """RFC 9110: weak comparison; the packed form of the same body counts as the same."""
    tags = {tag.strip().removeprefix(b"W/").replace(b"-gzip", b"") for tag in asked.split(b",")}
    return bool(asked) and (asked.strip() == b"*" or etag in tags)


def _origin(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The address that the caller used: behind a relay, the relay's own scheme."""
    scheme = headers.get(b"x-forwarded-proto", b"").decode("latin-1").split(",")[0].strip()
    host = headers.get(b"host", b"localhost").decode("latin-1")
    return f"{scheme if scheme in ('http', 'https') else scope.get('scheme', 'http')}://{host}"


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
