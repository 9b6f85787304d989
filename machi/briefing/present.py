"""A booklet as one HTML document for the projector: nothing is fetched, so it runs from a USB stick.

Figures are the cards' own (Plotly, inlined from the installed package), maps are pictures. Speaker's notes are not in it:
what is passed on should not hold what was meant for the speaker. ``live`` says whether a server is there to ask when a town or a
year is changed on a slide.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from machi.briefing.controls import Control
from machi.cards import theme
from machi.cards.card import Card, Chart, Map
from machi.cards.display import readable
from machi.export.booklet import Booklet, Leaf, cut_words, shortened
from machi.export.picture import map_png
from machi.text import _

HERE = Path(__file__).resolve().parent
ROWS, COLUMNS = 8, 6
"""Of a table that is read from ten metres."""
LONGEST_CELL = 24
MAP = (1820, 760)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; connect-src 'self'"
)
"""In the document itself: also on a stick it may ask nobody but the server that it came from."""
ControlsOf = Callable[[Card], tuple[Control, ...]]


def present_bytes(booklet: Booklet, *, live: bool = False, controls_of: ControlsOf | None = None) -> bytes:
    """The document. ``controls_of`` gives what can be changed on a card's slide while the server answers."""
    slides = [slide(leaf, controls_of(leaf.card) if controls_of and leaf.card else ()) for leaf in booklet.leaves]
    facts = {
        "title": shortened(booklet.title, 200) or _("ブリーフィング"),
        "subtitle": shortened(booklet.subtitle, 200),
        "day": booklet.dated,
        "marks": booklet.marks,
        "closing": shortened(booklet.closing, 300),
        "sources": list(dict.fromkeys(line for leaf in booklet.leaves for line in leaf.credits)),
        "slides": slides,
        "live": live,
        "words": {
            "source": _("出典"),
            "keys": _("→ 次へ　← 前へ　B 黒い画面　F 全画面"),
            "next": _("次へ"),
            "before": _("前へ"),
        },
    }
    page = (HERE / "present.html").read_text(encoding="utf-8")
    parts = {
        "title": escape(str(facts["title"])),
        "policy": POLICY,
        "css": (HERE / "present.css").read_text(encoding="utf-8"),
        "deck": _inline_json(facts),
        "plotly": _plotly(),
        "js": (HERE / "present.js").read_text(encoding="utf-8"),
    }
    before, rest = page.split("@@", 1)
    made = [before]
    for piece in rest.split("@@"):
        made.append(parts.get(piece, piece))
    return "".join(made).encode("utf-8", "replace")


def slide(leaf: Leaf, controls: tuple[Control, ...] = ()) -> dict[str, Any]:
    """One slide as plain values: what the document holds, and what the server answers when something is changed."""
    made: dict[str, Any] = {
        "address": leaf.address,
        "headline": shortened(leaf.headline, 200),
        "lead": leaf.lead,
        "part": shortened(leaf.part, 40),
        "marks": leaf.marks,
        "credits": list(leaf.credits),
        "problem": leaf.problem,
        "kind": "words",
    }
    card = leaf.card
    if card is None:
        return made
    made |= {"alt": card.alt or card.finding, "caution": shortened(card.notes[0], 120) if card.notes else ""}
    made["controls"] = [
        {"name": one.name, "label": one.label, "choices": one.choices, "chosen": one.chosen} for one in controls
    ]
    if isinstance(card.figure, Chart):
        spec = theme.painted(card.figure.spec, dark=False)
        return made | {"kind": "chart", "data": spec["data"], "layout": spec["layout"]}
    if isinstance(card.figure, Map):
        png = base64.b64encode(map_png(card.figure, *MAP)).decode()
        return made | {"kind": "map", "picture": f"data:image/png;base64,{png}"}
    return made | {"kind": "table", **_table(card)}


def _table(card: Card) -> dict[str, Any]:
    shown = readable(card.table, card.columns)
    kept = shown.iloc[:ROWS, :COLUMNS]
    numbers = [column.format not in ("text", "date", "minute") for column in card.columns if column.screen][:COLUMNS]
    return {
        "head": [shortened(str(name), LONGEST_CELL) for name in kept.columns],
        "rows": [[shortened(str(value), LONGEST_CELL) for value in row] for row in kept.itertuples(index=False)],
        "numbers": numbers,
        "left_out": cut_words(len(shown), len(kept)),
    }


def _inline_json(facts: Any) -> str:
    """JSON that can stand inside a script element whatever the words are."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _plotly() -> str:
    """plotly.min.js of the installed package: the version that the figures were made for, and no download."""
    spec = find_spec("plotly")
    assert spec is not None, "plotly is in requirements.txt"
    text = (Path(spec.origin or "").parent / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")
