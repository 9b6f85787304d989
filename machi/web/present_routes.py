"""``/present``: a deck as a document for the projector. ``/present/card``: one slide anew, when its town or year is changed.

A deck comes as the link's own text (published data only) or as the token of a document that a session holds.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from html import escape
from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from machi.briefing.controls import controls
from machi.briefing.deck import Deck, Slide, resolved
from machi.briefing.link import from_link
from machi.briefing.present import present_bytes, slide
from machi.briefing.press import press_from
from machi.cards.registry import build
from machi.errors import MachiError
from machi.export.booklet import leaf
from machi.store.shelf import Shelf
from machi.text import _
from machi.web.briefcase import body_of
from machi.web.compress import takes_gzip

MOST_SLIDES = 60
"""Of a deck that comes as a link: anybody may write one, and each slide costs the server something."""
KEPT = 4
FILE_NAME = "briefing.html"
PRIVATE = {"cache-control": "no-store"}


class PresentRoutes:
    """The routes over a shelf of published data."""

    def __init__(self, shelf: Callable[[], Shelf]) -> None:
        self._shelf = shelf
        self._made: dict[tuple[str, str], bytes] = {}
        self._lock = Lock()

    def routes(self) -> list[BaseRoute]:
        return [Route("/present", self.present), Route("/present/card", self.card)]

    def present(self, request: Request) -> Response:
        """The document; ``save=1`` as a download for a USB stick."""
        query = request.query_params
        try:
            if "token" in query:
                body = body_of(query["token"])
                if body is None:
                    raise MachiError(
                        _("この発表は、もうありません。"),
                        _("アップロードしたデータの発表は、作った画面を閉じるか消去すると消えます。"),
                    )
                return _document(request, body, PRIVATE)
            save = query.get("save") == "1"
            body = self._of_link(query.get("deck", ""), live=not save)
        except MachiError as problem:
            return HTMLResponse(_problem_page(str(problem)), 404, PRIVATE)
        name = {"content-disposition": f'attachment; filename="{FILE_NAME}"'} if save else {}
        return _document(request, body, {**PRIVATE, **name})

    def _of_link(self, link: str, live: bool) -> bytes:
        deck, _told = from_link(link)
        if not deck.slides:
            raise MachiError(_("スライドがありません。"), _("カードの「ピン」で集めてから、もう一度開いてください。"))
        deck = Deck(deck.title, deck.subtitle, deck.day, deck.slides[:MOST_SLIDES], deck.closing)
        shelf = self._shelf()
        key = (f"{shelf.fingerprint}{shelf.today}{live}", link)
        # One at a time: a deck of maps is seconds of work, and ten of them at once would stand in everybody's way.
        with self._lock:
            if key not in self._made:
                made = present_bytes(press_from(deck, shelf), live=live, controls_of=lambda card: controls(shelf, card))
                self._made[key] = packed(made)
                while len(self._made) > KEPT:
                    del self._made[next(iter(self._made))]
            return self._made[key]

    def card(self, request: Request) -> Response:
        """One slide as JSON."""
        address = request.query_params.get("address", "")
        found = resolved(address)
        try:
            if found is None:
                raise MachiError(_("このカードはありません。"), _("リンクを確かめてください。"))
            shelf = self._shelf()
            made = leaf(build(shelf, *found), address=Slide(address).address)
            body: Any = slide(made, controls(shelf, made.card) if made.card else ())
        except MachiError as problem:
            return JSONResponse({"error": "no_card", "message": str(problem)}, 404, PRIVATE)
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, default=str)
        return Response(text, media_type="application/json", headers=PRIVATE)


def packed(document: bytes) -> bytes:
    """A document as the routes keep it: five megabytes of figures' program are a quarter of that."""
    return gzip.compress(document, 4)


def _document(request: Request, body: bytes, headers: dict[str, str]) -> Response:
    headers = {**headers, "vary": "accept-encoding"}
    if takes_gzip(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


def _problem_page(message: str) -> str:
    style = "font-family:sans-serif;font-size:24px;margin:3em"
    title = escape(_("発表を開けません"))
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body style="{style}"><h1>{title}</h1><p>{escape(message)}</p></body></html>'
    )
