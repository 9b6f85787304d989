"""``/embed/<card>``: one card of published data for somebody else's page. No script, no cookie; may be framed by anybody.

The figure is a picture drawn on the server, so a page that frames it runs nothing of ours and sends its readers nowhere else.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from html import escape
from threading import Lock

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from machi.briefing.deck import address_of
from machi.cards.address import from_query
from machi.cards.card import Card, Chart, Map
from machi.cards.credit import marks
from machi.cards.display import readable
from machi.cards.registry import CARDS, build
from machi.errors import MachiError
from machi.export.booklet import cut_words, leaf
from machi.export.picture import map_png
from machi.export.plot import chart_png
from machi.store.shelf import Shelf
from machi.text import _

KEPT = 64
ROWS, COLUMNS = 20, 7
STYLE = (
    "body{font-family:'Hiragino Sans','Yu Gothic UI',Meiryo,'Noto Sans JP',sans-serif;color:#1a1a1a;margin:12px;"
    "line-height:1.6}h1{font-size:1.1rem;margin:.2em 0}img{width:100%;height:auto}p{margin:.3em 0}"
    ".small{font-size:.8rem;color:#33383f}.mark{border:1px solid #9a4b00;color:#9a4b00;border-radius:4px;padding:0 6px;"
    "font-size:.8rem}.lead{color:#b00020;font-weight:700}table{border-collapse:collapse;font-size:.8rem}"
    "th,td{border-bottom:1px solid #a5a9ad;padding:2px 8px;text-align:left}.wide{overflow-x:auto}"
)


class EmbedRoutes:
    """The routes over a shelf of published data."""

    def __init__(self, shelf: Callable[[], Shelf]) -> None:
        self._shelf = shelf
        self._made: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def routes(self) -> list[BaseRoute]:
        return [Route("/embed/{card}", self.embed)]

    def embed(self, request: Request) -> Response:
        """The card as a small page; 404 in words for one that is unknown, closed by its licence or not for the public."""
        card_id = request.path_params["card"]
        kind = CARDS.get(card_id)
        try:
            if kind is None:
                raise MachiError(_("このカードはありません。"), _("リンクを確かめてください。"))
            params = from_query(dict(request.query_params), kind.params)
            shelf = self._shelf()
            key = (f"{shelf.fingerprint}{shelf.today}", address_of(card_id, params))
            with self._lock:
                if key not in self._made:
                    self._made[key] = _page(build(shelf, card_id, params))
                    while len(self._made) > KEPT:
                        del self._made[next(iter(self._made))]
                body = self._made[key]
        except MachiError as problem:
            return HTMLResponse(_framed(_("表示できません"), f"<p>{escape(str(problem))}</p>"), 404)
        return HTMLResponse(body, headers={"cache-control": "public, max-age=300"})


def _page(card: Card) -> str:
    made = leaf(card)
    if made.card is None:
        raise MachiError(made.problem)
    if card.internal:
        raise MachiError(_("庁内限りのデータのため、埋め込めません。"))
    parts = [f'<span class="mark">{escape(mark)}</span>' for mark in marks(card.sources)]
    parts += [f'<p class="lead">{escape(card.lead)}</p>'] if card.lead else []
    parts += [f"<h1>{escape(card.finding)}</h1>", _picture(card)]
    parts += [f'<p class="small">{escape(_("注意"))}: {escape(note)}</p>' for note in card.notes]
    parts += [f'<p class="small">{escape(line)}</p>' for line in made.credits]
    parts.append(_table(card))
    return _framed(card.title, "".join(parts))


def _picture(card: Card) -> str:
    if isinstance(card.figure, Chart):
        png = chart_png(card.figure, 1400, round(card.figure.height * 1.7), scale=1.7)
    elif isinstance(card.figure, Map):
        png = map_png(card.figure, 1400, 800)
    else:
        return ""
    return (
        f'<img alt="{escape(card.alt or card.finding)}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'
    )


def _table(card: Card) -> str:
    shown = readable(card.table, card.columns)
    if shown.empty:
        return ""
    kept = shown.iloc[:ROWS, :COLUMNS]
    head = "".join(f"<th>{escape(str(name))}</th>" for name in kept.columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(value)[:200])}</td>" for value in row) + "</tr>"
        for row in kept.itertuples(index=False)
    )
    more = escape(cut_words(len(shown), len(kept)))
    opened = "" if isinstance(card.figure, Chart | Map) else " open"
    return (
        f"<details{opened}><summary>{escape(_('表を見る'))}</summary>"
        f'<div class="wide"><table><tr>{head}</tr>{rows}</table></div><p class="small">{more}</p></details>'
    )


def _framed(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body>{body}</body></html>'
    )
