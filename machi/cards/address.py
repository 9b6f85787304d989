"""The one codec: a card's id and parameters, spelt as URL, pin, API call, recipe and deck TOML.

``population_town?town=東山町&year=2026``. A parameter that equals its default is left out, so that a link stays short
and a default may move with the data. Lists are joined with ``,`` (a comma inside an item is ``%2C`` twice-escaped by
the URL layer, so items are quoted once here). A parameter declared ``private`` (a visitor's position) is never spelt.
A round-trip property test holds ``decode(encode(x)) == x``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import parse_qsl, quote, unquote, urlencode

from machi.cards.card import Value

ParamType = Literal["text", "integer", "number", "flag", "date", "list"]


@dataclass(frozen=True)
class Param:
    """One parameter of a card: name, type, default, and whether it may ever be written down."""

    name: str
    type: ParamType = "text"
    default: Value = None
    private: bool = False


def spell(value: Value) -> str:
    """One value as text: ISO dates, ``1``/``0`` for flags, quoted items joined by commas for lists."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(quote(item, safe="") for item in value)
    return str(value)


def read(text: str, kind: ParamType) -> Value:
    """The value that ``text`` spells. Raises ValueError when it is none of that type."""
    if kind == "text":
        return text
    if kind == "list":
        return tuple(unquote(item) for item in text.split(",") if item)
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return float(text)
    if kind == "flag":
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"
    return date.fromisoformat(text)


def to_query(params: Mapping[str, Value], declared: tuple[Param, ...]) -> dict[str, str]:
    """Parameters as URL query items: defaults and private ones left out, in declared order."""
    return {
        param.name: spell(params[param.name])
        for param in declared
        if param.name in params and not param.private and params[param.name] != param.default
    }


def from_query(query: Mapping[str, str], declared: tuple[Param, ...]) -> dict[str, Value]:
    """The declared parameters out of a URL query; unknown names and unreadable values fall back to the default."""
    found: dict[str, Value] = {}
    for param in declared:
        found[param.name] = param.default
        if param.name in query and not param.private:
            try:
                found[param.name] = read(query[param.name], param.type)
            except ValueError:
                continue
    return found


def encode(card_id: str, params: Mapping[str, Value], declared: tuple[Param, ...]) -> str:
    """``id?name=value&…``, percent-encoded."""
    query = urlencode(to_query(params, declared))
    return f"{card_id}?{query}" if query else card_id


def decode(address: str) -> tuple[str, dict[str, str]]:
    """Split an address into card id and raw query items (types are the registry's business)."""
    card_id, _, query = address.partition("?")
    return card_id, dict(parse_qsl(query, keep_blank_values=True))
