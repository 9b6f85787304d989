"""One polite request: limits on time and size, retries with growing pauses, nothing followed to another host.

connect 3 s, read 10 s, 30 s for everything including the retries, at most 50 MB *unpacked* (a small answer may unpack to
gigabytes, and its header may lie), three redirects. Only what a retry can mend is tried again.
"""

from __future__ import annotations

import os
import random
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError

from machi.clock import JAPAN
from machi.publish.fetch_rules import Breaker, NotAllowed, Rules, Target, host_of, proxy_for, redirected
from machi.publish.place import Refused
from machi.text import _

BLOCK = 2**16
AGENT = "uchi-no-data (+open data; contact the operator of this city)"


@dataclass(frozen=True)
class Limits:
    connect: float = 3.0
    read: float = 10.0
    total: float = 30.0
    most_bytes: int = 50 * 2**20
    redirects: int = 3
    tries: int = 3
    pause: float = 2.0
    """Seconds between two calls to one host."""


@dataclass(frozen=True)
class Answer:
    """``payload`` None: the server says that nothing has changed (304)."""

    url: str
    payload: bytes | None
    etag: str = ""
    modified: str = ""
    kind: str = ""


class Failed(Refused):
    """The file could not be had. What is published stays."""


class _Again(Exception):
    """This try failed in a way that another may not; ``wait`` is what the server asked for."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass
class Fetcher:
    """Fetches under rules. ``sleep`` and ``clock`` are the machine's, but for tests."""

    rules: Rules
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    breaker: Breaker = field(default_factory=Breaker)
    _last: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, known: Mapping[str, str] | None = None) -> Answer:
        """The file at ``url``; ``known`` is what was kept of the last answer (etag, modified). Raises Failed, NotAllowed."""
        host = host_of(url)
        if self.breaker.open(host):
            raise Failed(_("{host} が続けて応答しなかったため、今回はこれ以上取りに行きません。").format(host=host))
        end = self.clock() + self.limits.total
        why = ""
        for attempt in range(self.limits.tries):
            try:
                answer = self._follow(url, known or {}, end)
            except _Again as again:
                why = str(again)
                pause = max(again.wait, 0.5 * 2**attempt * (1 + random.random()))
                if attempt == self.limits.tries - 1 or self.clock() + pause >= end:
                    break
                self.sleep(pause)
            else:
                self.breaker.note(host, True)
                return answer
        self.breaker.note(host, False)
        raise Failed(
            _("{host} から取り込めませんでした（{why}）。").format(host=host, why=why),
            _("公開中のデータはそのままです。時間をおいて、もう一度実行してください。"),
        )

    def _follow(self, url: str, known: Mapping[str, str], end: float) -> Answer:
        for _step in range(self.limits.redirects + 1):
            response = self._open(self._target(url), known, end)
            try:
                if response.status in (301, 302, 303, 307, 308):
                    closed = host_of(url) in self.rules.closed_hosts
                    url = redirected(url, response.headers.get("location", ""), closed)
                    continue
                return self._answer(url, response, end)
            finally:
                response.close()
        raise Failed(_("転送が{n}回を超えました。").format(n=self.limits.redirects))

    def _target(self, url: str) -> Target:
        try:
            return self.rules.check(url)
        except NotAllowed:
            raise
        except (OSError, UnicodeError) as error:
            raise _Again(_("ホストの名前を引けません")) from error

    def _open(self, target: Target, known: Mapping[str, str], end: float) -> urllib3.BaseHTTPResponse:
        self._wait_for_turn(target.host)
        headers = {"Host": _host_header(target), "User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*"}
        for name, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since")):
            if known.get(name):
                headers[header] = known[name]
        left = max(0.01, end - self.clock())
        timeout = urllib3.Timeout(connect=min(self.limits.connect, left), read=min(self.limits.read, left))
        try:
            return _pool(target, timeout).request(
                "GET",
                _request_target(target),
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=timeout,
            )
        except SSLError as error:
            raise Failed(
                _("{host} の証明書を確かめられません。").format(host=target.host),
                _("証明書の期限とホスト名を確かめてください。庁内の認証局なら MACHI_CA で指定します。"),
            ) from error
        except NewConnectionError as error:
            raise _Again(_("つながりません")) from error
        except (HTTPError, OSError) as error:
            raise _Again(_told(error)) from error

    def _wait_for_turn(self, host: str) -> None:
        since = self.clock() - self._last.get(host, -1e9)
        if since < self.limits.pause:
            self.sleep(self.limits.pause - since)
        self._last[host] = self.clock()

    def _answer(self, url: str, response: urllib3.BaseHTTPResponse, end: float) -> Answer:
        headers = response.headers
        if response.status == 304:
            return Answer(url, None)
        if response.status == 429 or response.status >= 500:
            raise _Again(_("サーバーの答えが {status}").format(status=response.status), _retry_after(headers))
        if response.status != 200:
            raise Failed(
                _("サーバーの答えが {status} でした。").format(status=response.status),
                _("公開しているページで、いまのアドレスを確かめてください。"),
            )
        payload = self._body(response, end)
        return Answer(
            url, payload, headers.get("etag", ""), headers.get("last-modified", ""), headers.get("content-type", "")
        )

    def _body(self, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", ""):
            raise Failed(_("読めない圧縮の形（{coding}）でした。").format(coding=coding[:20]))
        unpack = zlib.decompressobj(31) if coding == "gzip" else None
        announced = response.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > self.limits.most_bytes:
            raise self._too_large()
        body, taken = bytearray(), 0
        try:
            while True:
                block = response.read1(BLOCK, decode_content=False)
                if self.clock() > end:
                    raise _Again(_("{n}秒で終わりませんでした").format(n=round(self.limits.total)))
                if not block:
                    break
                taken += len(block)
                body += self._unpacked(unpack, block, len(body)) if unpack else block
                if len(body) > self.limits.most_bytes:
                    raise self._too_large()
        except (HTTPError, OSError, ValueError) as error:
            raise _Again(_told(error)) from error
        if (announced.isdigit() and taken != int(announced)) or (unpack and not unpack.eof):
            raise _Again(_("途中で切れました"))
        return bytes(body)

    def _unpacked(self, unpack: zlib._Decompress, block: bytes, have: int) -> bytes:
        try:
            piece = unpack.decompress(block, self.limits.most_bytes - have + 1)
        except zlib.error as error:
            raise Failed(_("圧縮された中身が壊れています。")) from error
        if unpack.unconsumed_tail:
            raise self._too_large()
        return piece

    def _too_large(self) -> Failed:
        return Failed(_("大きすぎます（上限 {most}MB、広げた大きさ）。").format(most=self.limits.most_bytes // 2**20))


def _pool(target: Target, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool | urllib3.ProxyManager:
    """A connection to the number that was checked, with the name for TLS; or the environment's proxy."""
    context = ssl.create_default_context(cafile=os.environ.get("MACHI_CA") or None)
    proxy = proxy_for(target.scheme)
    if proxy:
        return urllib3.ProxyManager(proxy, ssl_context=context, timeout=timeout)
    if target.scheme == "https":
        return urllib3.HTTPSConnectionPool(
            target.number,
            target.port,
            ssl_context=context,
            server_hostname=target.host,
            assert_hostname=target.host,
            timeout=timeout,
        )
    return urllib3.HTTPConnectionPool(target.number, target.port, timeout=timeout)


def _request_target(target: Target) -> str:
    if proxy_for(target.scheme):
        return target.url
    parts = urllib3.util.parse_url(target.url)
    return parts.request_uri


def _host_header(target: Target) -> str:
    usual = {"https": 443, "http": 80}[target.scheme]
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == usual else f"{host}:{target.port}"


def _retry_after(headers: Mapping[str, str]) -> float:
    text = headers.get("retry-after", "")
    return min(30.0, float(text)) if text.isdigit() else 0.0


def _told(error: Exception) -> str:
    words = {
        "ConnectTimeoutError": _("つながるまでに時間がかかりすぎました"),
        "ReadTimeoutError": _("答えが返ってきません"),
        "ProtocolError": _("途中で切れました"),
        "IncompleteRead": _("途中で切れました"),
        "TimeoutError": _("答えが返ってきません"),
        "ConnectionResetError": _("途中で切れました"),
    }
    return words.get(type(error).__name__, _("通信できませんでした"))


def day_of_http(text: str) -> str:
    """``Last-Modified`` as an ISO day in Japan; ``""`` when there is none."""
    try:
        return parsedate_to_datetime(text).astimezone(JAPAN).date().isoformat()
    except (TypeError, ValueError):
        return ""
