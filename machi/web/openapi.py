"""The API's own description (OpenAPI 3.1), made from the same registry and questions that answer."""

from __future__ import annotations

from typing import Any

from machi.cards.registry import CARDS
from machi.store.shelf import Shelf
from machi.text import _

TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "string", "enum": ["0", "1"]},
    "date": {"type": "string", "format": "date"},
    "list": {"type": "string", "description": "a,b,c"},
}


def openapi(shelf: Shelf, origin: str) -> dict[str, Any]:
    """The whole document. Each card and each question has a path of its own, with its parameters."""
    paths: dict[str, Any] = {
        "/api/datasets": _get(_("データの一覧"), ("json",), _paged()),
        "/api/datasets/{id}": _get(_("1つのデータの説明と列"), ("json",), [_id()]),
        "/api/datasets/{id}.json": _get(_("1つのデータの行（ページごと）"), ("json",), [_id(), *_paged()]),
        "/api/datasets/{id}.csv": _get(_("1つのデータ（整えたCSV）"), ("csv",), [_id()]),
        "/api/datasets/{id}.parquet": _get(_("1つのデータ（Parquet）"), ("parquet",), [_id()]),
        "/api/datasets/{id}.geojson": _get(_("1つのデータ（GeoJSON、緯度・経度のあるもの）"), ("geojson",), [_id()]),
        "/api/cards": _get(_("カードの一覧"), ("json",), _paged()),
        "/api/queries": _get(_("質問（SQL）の一覧"), ("json",), _paged()),
        "/catalog.jsonld": _get(_("データカタログ（DCAT）"), ("jsonld",), []),
        "/metrics": _get(_("使われた回数（Prometheus の形）"), ("text",), []),
        "/healthz": _get(_("動いているか"), ("json",), []),
    }
    for kind in CARDS.values():
        params = [_param(param.name, param.type) for param in kind.params if not param.private]
        for form in ("json", "csv"):
            paths[f"/api/cards/{kind.id}.{form}"] = _get(_("カード {id}").format(id=kind.id), (form,), params)
    for query in shelf.library.values():
        params = [_param(param.name, param.type, param.about, param.default) for param in query.params]
        paths[f"/api/queries/{query.name}.json"] = _get(query.grain, ("json",), [*params, *_paged()])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("{city}のデータ").format(city=shelf.city.name),
            "version": "1",
            "description": _("読むだけのAPIです。登録はいりません。合成データには synthetic と 注意 の印があります。"),
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {"schemas": {"Error": _error()}},
    }


MEDIA = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "text": "text/plain",
}


def _get(summary: str, forms: tuple[str, ...], params: list[dict[str, Any]]) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": params,
            "responses": {
                "200": {"description": _("答え"), "content": {MEDIA[form]: {} for form in forms}},
                "304": {"description": _("前に渡したものから変わっていない（If-None-Match）")},
                "400": {"description": _("値を読めない"), "content": error},
                "404": {"description": _("ない"), "content": error},
                "429": {"description": _("回数が多すぎる（Retry-After 秒待つ）"), "content": error},
            },
        }
    }


def _param(name: str, kind: str, about: str = "", default: str = "") -> dict[str, Any]:
    schema = {**TYPES[kind], **({"default": _default(kind, default)} if default and default != "today" else {})}
    found: dict[str, Any] = {"name": name, "in": "query", "required": False, "schema": schema}
    return {**found, "description": about} if about else found


def _default(kind: str, text: str) -> Any:
    """The default as its schema's own type."""
    return {"integer": int, "number": float}.get(kind, str)(text)


def _id() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _paged() -> list[dict[str, Any]]:
    return [_param("page", "integer", _("何ページ目か")), _param("per_page", "integer", _("1ページの件数"))]


def _error() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["error", "message", "remedy"],
        "properties": {"error": text, "message": text, "remedy": text},
    }
