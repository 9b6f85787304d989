"""The municipality whose data is shown: name, landmarks, contact. Read from ``city.toml``, never written in code.

A missing or broken file must not close the app: callers catch BadSettings, report it and go on with ``City.unknown()``.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from machi.errors import BadSettings
from machi.text import _, language

JAPAN_VIEW: Mapping[str, float] = MappingProxyType({"latitude": 36.2, "longitude": 138.0, "zoom": 4.5})
"""The whole country: what a map shows when nothing tells where the city is."""


@dataclass(frozen=True)
class Landmark:
    """A place that a visitor knows, offered as a starting point (WGS84 degrees)."""

    id: str
    name: str
    name_en: str
    lat: float
    lon: float

    @property
    def called(self) -> str:
        """Its name in the language of the request."""
        return self.name_en if language() == "en" else self.name


@dataclass(frozen=True)
class Contact:
    """Where 「この情報は違います」 goes: a mail address or a form, and whose it is."""

    department: str = ""
    mail: str = ""
    form_url: str = ""
    phone: str = ""


@dataclass(frozen=True)
class City:
    """See the module. ``view`` is the map's first view: latitude, longitude, zoom."""

    name: str
    name_en: str = ""
    name_easy: str = ""
    prefecture: str = ""
    code: str = ""
    landmarks: tuple[Landmark, ...] = ()
    contact: Contact = field(default_factory=Contact)
    sample_today: date | None = None
    aed_max_age_days: int = 730
    evacuation_max_age_days: int = 730
    snow_dispatch_cm: int = 10
    smallest_group: Mapping[str, int] = field(default_factory=dict)
    """Kind of rows about persons → people that a shown group must have. May only raise what the kind itself asks."""
    view: Mapping[str, float] = field(default_factory=lambda: JAPAN_VIEW)

    @property
    def called(self) -> str:
        """Its name in the language of the request."""
        return {"en": self.name_en, "ja-easy": self.name_easy}.get(language(), "") or self.name

    @classmethod
    def unknown(cls, view: Mapping[str, float] = JAPAN_VIEW) -> City:
        """A stand-in while ``city.toml`` can't be read."""
        return cls(name=_("このまち"), name_en="this city", name_easy=_("このまち"), view=view)


def load_city(data: Path) -> City:
    """The city of a data folder. Raises BadSettings that names the file, the key and what to write."""
    facts = _toml(data / "city.toml")
    try:
        landmarks = tuple(Landmark(**_degrees(item)) for item in facts.pop("landmarks", ()))
        contact = Contact(**facts.pop("contact", {}))
        name = facts.pop("name")
        for optional in ("name_en", "name_easy"):
            facts[optional] = facts.get(optional) or name
        city = City(name=name, landmarks=landmarks, contact=contact, **facts)
        _check(city)
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        raise BadSettings(
            _("city.toml を読めません（{error}）。").format(error=error),
            _("docs/architecture.md の「data/city.toml」の形に合わせてください。"),
        ) from error
    return City(**{**vars(city), "view": first_view(data, landmarks)})


def _check(city: City) -> None:
    texts = ("name", "name_en", "name_easy", "prefecture", "code")
    for name in texts:
        if not isinstance(getattr(city, name), str):
            raise TypeError(f"{name}: text expected")
    for name, value in vars(city.contact).items():
        if not isinstance(value, str):
            raise TypeError(f'contact: {name} = "…"')
    if not city.name:
        raise ValueError("name: empty")
    if city.sample_today is not None and type(city.sample_today) is not date:
        raise TypeError("sample_today: 2026-11-20")
    for name in ("aed_max_age_days", "evacuation_max_age_days"):
        if not isinstance(getattr(city, name), int) or getattr(city, name) <= 0:
            raise ValueError(f"{name}: days > 0")
    if type(city.snow_dispatch_cm) is not int or city.snow_dispatch_cm <= 0:
        raise ValueError("snow_dispatch_cm: cm > 0")
    if not isinstance(city.smallest_group, dict) or not all(type(n) is int for n in city.smallest_group.values()):
        raise TypeError("smallest_group: { diet_survey = 10 }")


def _degrees(item: dict[str, Any]) -> dict[str, Any]:
    done = {"name_en": item["name"], **item, "lat": float(item["lat"]), "lon": float(item["lon"])}
    for name in ("id", "name", "name_en"):
        if not isinstance(done[name], str) or not done[name]:
            raise TypeError(f'landmarks: {name} = "…"')
    if not is_place(done["lat"], done["lon"]):
        raise ValueError(f"landmarks: {done['name']}: lat = {done['lat']}, lon = {done['lon']}")
    return done


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BadSettings(
            _("{file} がありません。").format(file=f"{path.parent.name}/{path.name}"),
            _("まちの名前と代表地点を書いた city.toml を置いてください。python -m machi adopt で下書きを作れます。"),
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(
            _("{file} を読めません（{error}）。").format(file=f"{path.parent.name}/{path.name}", error=error),
            _("書き方を確かめてください。"),
        ) from error


def first_view(data: Path, landmarks: tuple[Landmark, ...] = ()) -> Mapping[str, float]:
    """Centre and zoom that show the reference towns, else the landmarks, else the whole country."""
    points = town_points(data / "reference" / "towns.csv") or [(mark.lat, mark.lon) for mark in landmarks]
    return view_of(points)


def view_of(points: list[tuple[float, float]]) -> Mapping[str, float]:
    """A view on the middle 90 % of ``points`` (lat, lon): one far hamlet must not push the town out of sight."""
    if not points:
        return JAPAN_VIEW
    lats, lons = (sorted(values) for values in zip(*points, strict=True))
    cut = len(points) // 20
    south, north = lats[cut], lats[-1 - cut]
    west, east = lons[cut], lons[-1 - cut]
    # Web Mercator shows 360° in 512 px at zoom 0; a narrow figure is about 400 px wide.
    span = max(east - west, (north - south) / math.cos(math.radians(south)), 0.01)
    zoom = round(min(15.0, math.log2(360 * 400 / 512 / span)), 2)
    return {"latitude": round((south + north) / 2, 5), "longitude": round((west + east) / 2, 5), "zoom": zoom}


def town_points(path: Path) -> list[tuple[float, float]]:
    """The points of ``reference/towns.csv``; empty when it is absent or not readable (the build reports that)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            points = [(float(row["lat"]), float(row["lon"])) for row in csv.DictReader(stream) if row["lat"]]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, ValueError, TypeError):
        return []
    return [point for point in points if is_place(*point)]


def is_place(lat: float, lon: float) -> bool:
    """Whether two numbers are degrees on the globe (``nan`` and ``inf`` are numbers to Python, and to no map)."""
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 85 and abs(lon) <= 180
