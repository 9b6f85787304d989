"""A deck in a link: short enough for a mail, and the same deck when it is opened.

The words are packed as JSON, deflated and written in the letters that a URL leaves alone. A deck with slides of a visitor's
own file has no link: an upload never leaves its session, not even its column names.
"""

from __future__ import annotations

import base64
import binascii
import json
import tomllib
import zlib
from datetime import date
from typing import Any

from machi.briefing.deck import BadDeck, Deck, from_facts
from machi.errors import MachiError
from machi.text import _

LONGEST = 16_000
"""Letters of a link's deck: browsers and servers take some 16 kB of an address."""
MOST_BYTES = 400_000
"""Of an unpacked deck: a small link can be written that unpacks to gigabytes."""


class NoLink(MachiError):
    """This deck can't travel as a link; ``message`` says why."""


def to_link(deck: Deck) -> str:
    """The deck as the value of ``?deck=``. Raises NoLink for a deck of a visitor's own file or a very long one."""
    if deck.own:
        raise NoLink(
            _("うちのデータのカードがあるため、リンクにできません。"),
            _("アップロードしたデータは、この画面の外に出しません。deck.toml かPowerPointで保存してください。"),
        )
    slides = [
        _packed([slide.address, slide.title, slide.note, slide.part, _plain(slide.extra)]) for slide in deck.slides
    ]
    day = deck.day.isoformat() if deck.day else ""
    facts = _packed([1, slides, deck.title, deck.subtitle, day, deck.closing, _plain(deck.extra)])
    raw = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    packer = zlib.compressobj(9, wbits=-15)
    link = base64.urlsafe_b64encode(packer.compress(raw) + packer.flush()).rstrip(b"=").decode()
    if len(link) > LONGEST:
        raise NoLink(
            _("題やメモが長いため、リンクにできません。"),
            _("deck.toml で保存して、ファイルで渡してください。"),
        )
    return link


def from_link(link: str) -> tuple[Deck, tuple[str, ...]]:
    """The deck of a link and what in it could not be used. Raises BadDeck when the link is cut or is none."""
    try:
        if len(link) > LONGEST:
            raise ValueError("too long")
        packed = base64.b64decode(link + "=" * (-len(link) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(wbits=-15)
        raw = unpacker.decompress(packed, MOST_BYTES)
        if not unpacker.eof:
            raise ValueError("not all of it")
        facts = json.loads(raw)
        version, listed, *words = list(facts)
        blank: tuple[Any, ...] = ("", "", "", "", {})
        title, subtitle, day, closing, extra = (*words, *blank[len(words) :])
        slides = [_unpacked(item) for item in listed]
        named = {"version": version, "title": title, "subtitle": subtitle, "closing": closing, "slide": slides}
        named |= {"day": date.fromisoformat(day)} if day else {}
        return from_facts({**_dated(extra), **named})
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError) as error:
        raise BadDeck(
            _("リンクの中のブリーフィングを読めません。"),
            _("リンクが途中で切れていないか確かめるか、deck.toml を開いてください。"),
        ) from error


def _packed(items: list[Any]) -> list[Any]:
    """Without the empty ones at the end."""
    while items and items[-1] in ("", {}):
        items.pop()
    return items


def _unpacked(item: list[Any]) -> dict[str, Any]:
    blank: tuple[Any, ...] = ("", "", "", "", {})
    address, title, note, part, extra = (*item, *blank[len(item) :])
    return {**_dated(extra), "card": address, "title": title, "note": note, "part": part}


def _plain(value: Any) -> Any:
    """Kept keys as JSON: a date becomes ``{"@date": …}``, which TOML files of ours don't use otherwise."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return {"@date": value.isoformat()}
    return value


def _dated(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"@date"} and isinstance(value["@date"], str):
            return _moment(value["@date"])
        return {name: _dated(item) for name, item in value.items()}
    return [_dated(item) for item in value] if isinstance(value, list) else value


def _moment(text: str) -> Any:
    """What TOML meant by this text: its own reader knows."""
    return tomllib.loads(f"x = {text}")["x"]
