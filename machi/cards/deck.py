"""A ``Map`` as the JSON that deck.gl reads in Streamlit, without any request to another host.

``st.pydeck_chart`` needs an object with ``to_json()``, ``layers`` and ``_tooltip``: ``ReadyDeck`` is that, without
pydeck (which indents inline rows to four times their size). Measured on streamlit 1.67: without ``mapStyle`` the
frontend inserts a CARTO style; ``NO_STYLE`` is what ``pydeck.Deck(map_provider=None)`` writes, and then no base map is
drawn. A style as a dict crashes the frontend; a URL served by the app or a ``data:`` URL works.
"""

from __future__ import annotations

import base64
import json
import os
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from machi.cards.card import GeoUrl, Map

_KEY = re.compile(r"(?<![\w'])(?:[a-z]|properties)(?![\w'])")
"""A row's key inside an accessor (``@@=[x,y]``): keys of geometry rows are one letter long, but for the mesh's list."""
TOOLTIP_KEYS = {"a", "c", "d", "n"}
NO_STYLE = "__MAP_STYLE__"
STYLE_URL = "/basemap/style.json"
CONTEXT = "context"
"""Layers whose id begins so are drawn by us in place of a base map, and left out above one."""
MOST_INLINE = 20_000
"""A hundred thousand markers are 10 MB in a message (measured: 7 s to paint at 20,000, never at 200,000)."""
GSI = {
    "tiles": "https://cyberjapandata.gsi.go.jp/xyz/pale/{z}/{x}/{y}.png",
    "credit": "地理院タイル",
    "credit_url": "https://maps.gsi.go.jp/development/ichiran.html",
}


@dataclass(frozen=True)
class ReadyDeck:
    """What ``st.pydeck_chart`` asks of a pydeck deck."""

    json: str
    _tooltip: dict[str, Any] | None = None
    layers: None = None
    left_out: int = 0
    """Rows of geometry that are not drawn, because so many can't travel inside a message."""

    def to_json(self) -> str:
        return self.json


def ready_deck(figure: Map, url_of: GeoUrl) -> ReadyDeck:
    """``figure`` for ``st.pydeck_chart``. Rows that travel inline are thinned evenly to ``MOST_INLINE`` a geometry."""
    left: dict[str, int] = {}

    def thinned(name: str) -> list[dict[str, Any]]:
        rows = figure.geo[name]()
        some = rows[:: -(-len(rows) // MOST_INLINE) or 1]
        left[name] = len(rows) - len(some)
        return some

    thin = replace(figure, geo={name: partial(thinned, name) for name in figure.geo})
    text = deck_json(thin, url_of)
    return ReadyDeck(text, dict(figure.tooltip) if figure.tooltip else None, left_out=sum(left.values()))


def deck_json(figure: Map, url_of: GeoUrl) -> str:
    """deck.gl JSON: rows by URL where ``url_of`` gives one, inline elsewhere."""
    style = _style_url(url_of)
    layers = [_filled(_spare(layer), figure, url_of) for layer in figure.layers if not (style and _is_context(layer))]
    spec: dict[str, Any] = {
        "initialViewState": dict(figure.view),
        "layers": layers,
        "mapStyle": style or NO_STYLE,
        # No turning: the map promises that north is up.
        "views": [{"@@type": "MapView", "controller": {"dragRotate": False, "touchRotate": False}}],
    }
    if style:
        spec["mapProvider"] = "mapbox"
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":"))


def _spare(layer: dict[str, Any]) -> dict[str, Any]:
    """Without what is deck.gl's default anyway: a month's step on the mesh must stay under 10 kB in all."""
    return {name: value for name, value in layer.items() if (name, value) != ("pickable", False)}


def _is_context(layer: dict[str, Any]) -> bool:
    return str(layer.get("id", "")).startswith(CONTEXT)


def _filled(layer: dict[str, Any], figure: Map, url_of: GeoUrl) -> dict[str, Any]:
    data = layer.get("data")
    if not isinstance(data, str) or not data.startswith("geo:"):
        return layer
    name = data.removeprefix("geo:")
    url = url_of(name)
    return {**layer, "data": url} if url else {**layer, "data": _needed(figure.geo[name](), layer)}


def _needed(rows: list[dict[str, Any]], layer: dict[str, Any]) -> list[dict[str, Any]]:
    """Inline rows with only the keys that the layer and its tooltip read: a sign needs a position, not a name."""
    read = {key for text in layer.values() if isinstance(text, str) for key in _KEY.findall(text)}
    read |= TOOLTIP_KEYS if layer.get("pickable") else set()
    return [{key: value for key, value in row.items() if key in read} for row in rows]


def _style_url(url_of: GeoUrl) -> str:
    """Where the frontend finds the base map's style: the app's route, else (no routes) inside a ``data:`` URL."""
    style = basemap_style()
    if style is None:
        return ""
    if url_of("context"):
        return STYLE_URL
    if "MACHI_TILES" in os.environ:
        return ""
    text = json.dumps(style, ensure_ascii=False).encode()
    return "data:application/json;base64," + base64.b64encode(text).decode()


def basemap_style() -> dict[str, Any] | None:
    """The style document of the base map that the operator chose; None (the default) means no base map, no request.

    ``MACHI_TILES=folder``: the operator's own XYZ tiles, served by the app. ``MACHI_BASEMAP=gsi``: 地理院タイル (淡色),
    loaded by the visitor's browser from 国土地理院, with the credit that is asked for.
    """
    if os.environ.get("MACHI_TILES", ""):
        return _raster("/tiles/{z}/{x}/{y}.png", os.environ.get("MACHI_TILES_CREDIT", ""), 2, 18)
    if os.environ.get("MACHI_BASEMAP", "").strip().lower() == "gsi":
        credit = f'<a href="{GSI["credit_url"]}" target="_blank" rel="noopener">{GSI["credit"]}</a>'
        return _raster(GSI["tiles"], credit, 5, 18)
    return None


def basemap_credit() -> str:
    """The credit as plain text for the line under the map; empty without a base map."""
    if os.environ.get("MACHI_TILES", ""):
        return os.environ.get("MACHI_TILES_CREDIT", "")
    return f"{GSI['credit']}（{GSI['credit_url']}）" if basemap_style() else ""


def _raster(tiles: str, credit: str, least: int, most: int) -> dict[str, Any]:
    source = {
        "type": "raster",
        "tiles": [tiles],
        "tileSize": 256,
        "minzoom": least,
        "maxzoom": most,
        "attribution": credit,
    }
    return {
        "version": 8,
        "sources": {"base": source},
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": "#F2F2F0"}},
            {"id": "base", "type": "raster", "source": "base"},
        ],
    }
