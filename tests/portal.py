"""A web server on this machine that speaks CKAN's documented answers, and misbehaves when it is told to."""

from __future__ import annotations

import gzip
import json
import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Respond = Callable[["Handler"], None]


@dataclass
class Portal:
    """Files by path, CKAN packages and datastore tables by id; ``faults`` by path are asked first."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    packages: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: dict[str, Respond] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    modified: str = "Sun, 01 Nov 2026 16:00:00 GMT"

    def count(self, path: str) -> int:
        return sum(1 for asked, _ in self.asked if asked.split("?")[0] == path)


class Handler(BaseHTTPRequestHandler):
    portal: Portal
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.portal.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if parts.path in self.portal.faults:
            self.portal.faults[parts.path](self)
        elif parts.path.startswith("/api/3/action/"):
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            self.action(parts.path.rsplit("/", 1)[1], query)
        elif parts.path in self.portal.files:
            self.file(self.portal.files[parts.path])
        else:
            self.give(404, b"Not Found", "text/plain")

    def action(self, name: str, query: dict[str, str]) -> None:
        """The shapes of docs.ckan.org: ``{help, success, result}``, and 404 with ``success: false``."""
        if name == "package_show" and query["id"] in self.portal.packages:
            self.result(self.portal.packages[query["id"]])
        elif name == "datastore_search" and query["resource_id"] in self.portal.tables:
            rows = self.portal.tables[query["resource_id"]]
            start, most = int(query.get("offset", 0)), int(query.get("limit", 100))
            fields = [{"id": "_id", "type": "int"}, *({"id": name, "type": "text"} for name in rows[0])]
            records = [{"_id": start + n + 1, **row} for n, row in enumerate(rows[start : start + most])]
            self.result({"fields": fields, "records": records, "total": len(rows)})
        else:
            told = {"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}}
            self.give(404, json.dumps(told).encode(), "application/json")

    def result(self, result: Any) -> None:
        told = {"help": f"{self.portal.url}/api/3/action/help_show", "success": True, "result": result}
        self.give(200, json.dumps(told, ensure_ascii=False).encode(), "application/json;charset=utf-8")

    def file(self, payload: bytes) -> None:
        tag = f'"{len(payload)}-{hash(payload) & 0xFFFFFF:x}"'
        if self.headers.get("If-None-Match") == tag:
            self.give(304, b"", "text/csv", ETag=tag)
            return
        self.give(200, payload, "text/csv", ETag=tag, **{"Last-Modified": self.portal.modified})

    def give(self, status: int, payload: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(payload)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Portal]:
    """A portal on a free port of 127.0.0.1; with ``certificate`` (key and certificate in one file) over TLS."""
    portal = Portal()
    handler = type("PortalHandler", (Handler,), {"portal": portal})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]
    scheme = "http"
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    portal.url = f"{scheme}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()


def silent(handler: Handler) -> None:
    time.sleep(5)


def slow(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def cut(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"x" * 500)
    handler.close_connection = True


def cut_chunks(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"64\r\nhalf a chunk")
    handler.close_connection = True


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(handler.connection.detach())
    handler.close_connection = True


def html(kind: str) -> Respond:
    page = "<!DOCTYPE html><html><head><title>ログイン</title></head><body>メンテナンス中</body></html>".encode()
    return lambda handler: handler.give(200, page, kind)


def status(code: int, **headers: str) -> Respond:
    return lambda handler: handler.give(code, b"", "text/plain", **headers)


def moved(where: str) -> Respond:
    return lambda handler: handler.give(302, b"", "text/plain", Location=where)


BOMB = gzip.compress(b"\0" * (16 * 2**20), 9)


def bomb(handler: Handler) -> None:
    """16 MB of nothing in 16 kB, 640 times over: 10 GB that are never unpacked."""
    handler.give(200, BOMB * 640, "text/csv", Content_Encoding="gzip")


def bad_gzip(handler: Handler) -> None:
    handler.give(200, b"\x1f\x8b\x08\x00 this is not gzip at all", "text/csv", Content_Encoding="gzip")


def half_gzip(handler: Handler) -> None:
    body = gzip.compress(b"a,b\n" * 10_000)
    handler.give(200, body[: len(body) // 2], "text/csv", Content_Encoding="gzip")


def garbage(handler: Handler) -> None:
    handler.wfile.write(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
    handler.close_connection = True


def announced_too_large(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(10 * 2**30))
    handler.end_headers()
    handler.close_connection = True


def first(times: int, fault: Respond, payload: bytes) -> Respond:
    """The fault some times, then the file."""
    left = [times]

    def respond(handler: Handler) -> None:
        left[0] -= 1
        if left[0] >= 0:
            fault(handler)
        else:
            handler.file(payload)

    return respond
