"""One card, asked by a program: its address, and ready lines for the tools that people have."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from machi.cards.address import encode
from machi.cards.card import Card
from machi.cards.registry import CARDS
from machi.text import _


@dataclass(frozen=True)
class Call:
    """Lines for one tool: what it is called, the lines, and their language (for colours)."""

    tool: str
    lines: str
    language: str | None
    hint: str = ""


def api_address(card: Card, origin: str, form: str) -> str:
    """Where a program finds the card: the same parameters as in the page's address, a visitor's position left out."""
    card_id, _mark, query = encode(card.id, card.params, CARDS[card.id].params).partition("?")
    return f"{origin}/api/cards/{card_id}.{form}" + (f"?{query}" if query else "")


def hides_position(card: Card) -> bool:
    """Whether the card was made from a visitor's own position, which no address may carry."""
    private = [param.name for param in CARDS[card.id].params if param.private]
    return any(name in ran.params and ran.params[name] is None for name in private for ran in card.ran)


def origin_of(address: str) -> str:
    """``https://host`` out of the address of a page; empty when it is none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def calls(card: Card, origin: str) -> tuple[Call, ...]:
    """Lines that run as they stand; the address is encoded, so that no quotation mark can stand in it."""
    table = api_address(card, origin, "csv")
    reached = _("このサーバーに届くコンピューターで使えます。")
    return (
        Call("curl", f'curl -fsS "{api_address(card, origin, "json")}"', "bash"),
        Call("Python（pandas）", f'import pandas as pd\n\ndf = pd.read_csv("{table}")\nprint(df)', "python"),
        Call("R", f'df <- read.csv("{table}", fileEncoding = "UTF-8-BOM", check.names = FALSE)\nprint(df)', "r"),
        Call(
            "Excel（Power Query）",
            f'let\n    bytes = Web.Contents("{table}"),\n'
            '    rows = Csv.Document(bytes, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n'
            "    table = Table.PromoteHeaders(rows, [PromoteAllScalars = true])\nin\n    table",
            "powerquery",
            _("［データ］→［データの取得］→［空のクエリ］→［詳細エディター］に貼ります。") + reached,
        ),
        Call(
            "Google スプレッドシート",
            f'=IMPORTDATA("{table}")',
            None,
            _("セルに貼ります。Google から届く、公開されたアドレスのときに使えます。"),
        ),
    )
