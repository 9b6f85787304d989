"""What every answer of the API is: bytes, a type, a tag that changes with the bytes, and headers that let anybody read it.

Errors are JSON too: a code for programs, a sentence that says what happened and what to do.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from machi.errors import MachiError, NotOnShelf
from machi.export.licence import ClosedByLicence
from machi.export.payloads import json_bytes
from machi.sandbox.refusal import Refused
from machi.text import _

JSON = "application/json; charset=utf-8"
WORTH_PACKING = 800
"""Bytes below which packing gains nothing."""
PACKED = ("application/vnd.apache.parquet",)
"""Types that are packed already."""
Headers = list[tuple[bytes, bytes]]

OPEN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"etag, link, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after",
    ),
]
"""The data is open: a page of any site may read it."""
PREFLIGHT: Headers = [
    *OPEN,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"accept, if-none-match"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
]
FRESH = b"public, max-age=60"
"""A minute: data changes a few times a month, and the tag makes asking again cheap."""


@dataclass(frozen=True)
class Reply:
    """One answer. ``name`` is what the metrics count it under."""

    body: bytes
    media_type: str = JSON
    status: int = 200
    what: str = "other"
    name: str = ""
    form: str = "json"
    links: tuple[tuple[str, str], ...] = ()
    file_name: str = ""
    extra: Headers = field(default_factory=list)

    @cached_property
    def etag(self) -> bytes:
        """Strong: equal tags mean equal bytes."""
        return b'"%s"' % hashlib.sha256(self.body).hexdigest()[:32].encode()

    @cached_property
    def packed(self) -> bytes:
        """The body by gzip, empty where that gains nothing. Without a time in it: equal bodies stay equal."""
        if len(self.body) < WORTH_PACKING or self.media_type.startswith(PACKED):
            return b""
        made = gzip.compress(self.body, 6, mtime=0)
        return made if len(made) < len(self.body) else b""

    @cached_property
    def plain_headers(self) -> Headers:
        """Headers of the body as it is."""
        return [*self._headers, (b"content-length", b"%d" % len(self.body)), (b"etag", self.etag)]

    @cached_property
    def packed_headers(self) -> Headers:
        """Headers of the packed body: other bytes, so another tag."""
        tag = self.etag[:-1] + b'-gzip"'
        return [
            *self._headers,
            (b"content-encoding", b"gzip"),
            (b"content-length", b"%d" % len(self.packed)),
            (b"etag", tag),
        ]

    @cached_property
    def _headers(self) -> Headers:
        kept = FRESH if self.status == 200 else b"no-store"
        headers = [
            (b"content-type", self.media_type.encode()),
            (b"cache-control", kept),
            (b"vary", b"accept-encoding"),
            *OPEN,
            *self.extra,
        ]
        if self.links:
            told = ", ".join(f'<{address}>; rel="{relation}"' for relation, address in self.links)
            headers.append((b"link", told.encode("ascii", "replace")))
        if self.file_name:
            headers.append((b"content-disposition", _disposition(self.file_name)))
        return headers


def _disposition(name: str) -> bytes:
    """RFC 6266: a plain name for old programs, the real one (見本 in it) for the others."""
    from urllib.parse import quote

    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("__", "_").replace("_.", ".")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}".encode()


def document(content: Any, **facts: Any) -> Reply:
    """A JSON answer."""
    return Reply(json_bytes(content), **facts)


def failure(status: int, code: str, message: str, remedy: str = "", extra: Headers | None = None) -> Reply:
    """An error as JSON: what happened, and what to do."""
    content = {"error": code, "message": message, "remedy": remedy}
    return Reply(json_bytes(content), status=status, what="error", name=code, extra=extra or [])


def failure_of(problem: MachiError) -> Reply:
    """The answer for a problem that the core told."""
    if isinstance(problem, Refused):
        return failure(400, "refused", problem.message, problem.remedy)
    if isinstance(problem, ClosedByLicence):
        return failure(403, "licence", problem.message, problem.remedy)
    if isinstance(problem, NotOnShelf):
        return failure(404, "not_found", problem.message, problem.remedy)
    return failure(503, "unavailable", problem.message, problem.remedy)


def not_found(path: str) -> Reply:
    """Nothing is at ``path``."""
    return failure(
        404,
        "not_found",
        _("{path} はありません。").format(path=path),
        _("/api で使えるアドレスを、/api/openapi.json でくわしい説明を見られます。"),
    )
