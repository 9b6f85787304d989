"""The cells that rows of every place kind share: codes, a name that nobody takes for a real one, address, point."""

from __future__ import annotations

from typing import Any

from machi.sample.ground import Spot
from machi.sample.settings import Settings
from machi.sample.writing import MARK

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def identity(settings: Settings, number: int, prefix: str = "") -> dict[str, Any]:
    """Code, running number (10 digits), publisher, and the mark in the note."""
    return {
        "municipality_code": settings.code,
        "id": f"{prefix}{number:010d}",
        "publisher": settings.publisher_cell,
        "note": MARK,
    }


def named(number: int, noun: str, kana: str, english: str) -> dict[str, Any]:
    """見本第12集会所, ミホンダイ１２シュウカイジョ, Sample Hall No. 12."""
    return {
        "name": f"見本第{number}{noun}",
        "name_kana": f"ミホンダイ{str(number).translate(_FULL_WIDTH)}{kana}",
        "name_en": f"Sample {english} No. {number}",
    }


def standing(settings: Settings, spot: Spot) -> dict[str, Any]:
    """Address and point. The lot is a word, not a number: a number could be somebody's house."""
    lot = "見本番地"
    return {
        "所在地_全国地方公共団体コード": settings.code,
        "address": f"{settings.prefecture}{settings.city}{spot.town.name}{lot}",
        "pref": settings.prefecture,
        "city": settings.city,
        "town": spot.town.name,
        "lot": lot,
        "lat": f"{spot.lat:.6f}",
        "lon": f"{spot.lon:.6f}",
    }


def unlocated(row: dict[str, Any]) -> dict[str, Any]:
    """The same row as a publisher leaves it that has no coordinates."""
    return {**row, "lat": "", "lon": ""}
