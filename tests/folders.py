"""Small data folders for tests: written as a publisher would, with sidecars, sealed unless a test breaks them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

REAL = Path(os.environ.get("MACHI_REAL") or Path(__file__).resolve().parent.parent.parent / "shared" / "real")
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"real published files are not at {REAL} (set MACHI_REAL)")

CITY = """name = "見本市"
code = "999999"
sample_today = 2026-06-15

[[landmarks]]
id = "hall"
name = "見本市役所"
lat = 35.0
lon = 139.0
"""
AED = "市区町村コード,NO,名称,緯度,経度,小児対応設備の有無\n"
POPULATION = "調査年月日,地域名,総人口,男性,女性,0-4歳の男性,0-4歳の女性,85歳以上の男性,85歳以上の女性\n"
EVENT = "ID,イベント名,開始日,終了日,料金(基本),参加申込方法,緯度,経度\n"


def folder(root: Path, city: str = CITY) -> Path:
    """An empty data folder with a city and two towns 1 km apart."""
    data = root / "data"
    (data / "reference").mkdir(parents=True)
    (data / "city.toml").write_text(city, encoding="utf-8")
    towns = "town,district,lat,lon\n東町,東地区,35.00,139.01\n西町,西地区,35.00,139.00\n"
    (data / "reference" / "towns.csv").write_text(towns, encoding="utf-8")
    return data


def publish(data: Path, name: str, text: str, *, encoding: str = "utf-8", **sidecar: str) -> Path:
    """Write ``<kind>/<stem>.csv`` and its sidecar. Keyword values are TOML text; an empty one leaves the key out."""
    path = data / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode(encoding))
    facts = {
        "title": f'"{path.stem}"',
        "publisher": '"見本市"',
        "licence": '"CC BY 4.0"',
        "as_of": "2026-04-01",
        "sha256": f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"',
        "synthetic": "false",
        **sidecar,
    }
    lines = [f"{key} = {value}" for key, value in facts.items() if value]
    path.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
