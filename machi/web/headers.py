"""Security headers on every answer, and the language of the shell.

The Content-Security-Policy is the one that was verified to give no violation with Plotly, deck.gl, tables, uploads and
components of the pinned Streamlit; ``data:`` fonts, inline styles and ``blob:`` scripts are Streamlit's own needs.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

GSI = "https://cyberjapandata.gsi.go.jp"


def content_security_policy() -> str:
    """The policy in force; the host of 地理院タイル is let in only where the operator chose it."""
    tiles = f" {GSI}" if os.environ.get("MACHI_BASEMAP") == "gsi" else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self' data: blob:{tiles}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def security_headers() -> dict[str, str]:
    """Header name → value, for every answer."""
    return {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "permissions-policy": "geolocation=(self), camera=(), microphone=()",
    }


def embed_headers() -> dict[str, str]:
    """Header name → value for ``/embed/…``: anybody may frame it, and it may run and fetch nothing."""
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors *"
    kept = {name: value for name, value in security_headers().items() if name != "x-frame-options"}
    return {**kept, "content-security-policy": policy}


class SecurityHeaders:
    """ASGI middleware: adds ``security_headers`` and says ``lang="ja"`` in the HTML shell, which Streamlit leaves at en."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.headers = _encoded(security_headers())
        self.embed = _encoded(embed_headers())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start: Message = {}
        html = False
        headers = self.embed if scope["path"].startswith("/embed/") else self.headers

        async def send_with_headers(message: Message) -> None:
            nonlocal start, html
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers]
                html = any(k == b"content-type" and v.startswith(b"text/html") for k, v in message["headers"])
                if html:
                    start = message  # held back until the first piece of the body is known
                    return
            elif html and message["type"] == "http.response.body" and start:
                body = message.get("body", b"")
                changed = body.replace(b'<html lang="en">', b'<html lang="ja">', 1)
                assert len(changed) == len(body), "the length header must stay true"
                await send(start)
                start = {}
                message = {**message, "body": changed}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
