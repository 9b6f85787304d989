"""What one row of a kind of file is: columns, types, and every header under which publishers write them.

Facts live in TOML: ``data/<kind>/schema.toml`` (a data folder may bring its own; otherwise the project's is used) and the
columns that many kinds share in ``data/columns.toml``. Nothing else in the project may know a published header.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from machi.errors import BadSettings

PROJECT_DATA = Path(__file__).resolve().parent.parent.parent / "data"

ColumnType = Literal[
    "text",  # as written, trimmed; never NFKC
    "code",  # identifier: NFKC, trimmed, kept as text
    "municipality_code",  # 6 digits with check digit, text
    "mesh_code",  # grid square of JIS X 0410, text
    "integer",  # count; thousands, full-width and △ accepted
    "number",  # decimal
    "date",  # ISO, slash, wareki, Excel serial
    "minute",  # time of day as minutes from 0:00; may exceed 1440 (24:00, 25:30)
    "flag",  # 有/無, ○/×, 1/0
    "circle",  # ○/△/× as one of these three signs: △ (on a condition) is neither yes nor no
    "latitude",
    "longitude",
    "point",  # "lat,lon" in one cell; fills lat and lon
    "url",
    "phone",
]
TYPES: tuple[str, ...] = ColumnType.__args__  # type: ignore[attr-defined]

DUCKDB_TYPE = {
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "minute": "INTEGER",
    "flag": "BOOLEAN",
    "latitude": "DOUBLE",
    "longitude": "DOUBLE",
}
"""Store type of each column type; everything that is not listed is VARCHAR. A ``point`` has no column of its own."""

_DASHES = re.compile(r"[-‐‑‒–—―−－ー～〜~ｰ]")
_IGNORED = re.compile(r"[\s_()・、,.:：\[\]「」#\ufeff]")


def header_key(header: str) -> str:
    """Fold a header so that spellings of one name compare equal.

    NFKC, lower case, all dashes and long-vowel marks alike (``コ―ド`` = ``コード``), no spaces, line breaks, brackets or
    underscores. Both sides of every comparison go through here.
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return _IGNORED.sub("", _DASHES.sub("-", text))


@dataclass(frozen=True)
class Column:
    """One column of a kind: canonical English name, Japanese title, type, accepted headers."""

    name: str
    title: str
    type: ColumnType = "text"
    description: str = ""
    title_en: str = ""
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """Every accepted header, the standard one first."""
        return (self.title, *self.aliases)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The headers folded, in the same order: folded for every file they took a third of reading a small one."""
        return tuple(map(header_key, self.headers))


@dataclass(frozen=True)
class Schema:
    """One kind of file. ``free`` schemas (unknown files) have no columns until a header is seen."""

    kind: str
    title: str
    subject: str
    columns: tuple[Column, ...]
    description: str = ""
    slugs: tuple[str, ...] = ()
    distinctive: tuple[str, ...] = ()
    """Column names whose presence tells this kind from the others."""
    key: tuple[str, ...] = ()
    """Column names that name a row: used to find duplicates and overlaps."""
    safety: tuple[str, ...] = ()
    """Column names on which somebody's life may hang (where, when, for what): a change is told before it is published."""
    unite: Literal["snapshot", "period"] = "snapshot"
    """snapshot: of files of one part the newest wins whole; period: rows of all files are joined, newest wins per key."""
    standard: str = ""
    icon: str = ""
    colour: str = ""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Folded header → column; the first column to claim a header keeps it."""
        found: dict[str, Column] = {}
        for column in self.columns:
            for key in column.keys:
                found.setdefault(key, column)
        return found

    @cached_property
    def table_columns(self) -> tuple[Column, ...]:
        """The columns that exist in the store: all but ``point``."""
        return tuple(column for column in self.columns if column.type != "point")


@dataclass(frozen=True)
class Schemas(Mapping[str, Schema]):
    """Every kind by name."""

    kinds: dict[str, Schema] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    """A data folder's file that can't be used → why; the project's own stands in for it."""

    def __getitem__(self, kind: str) -> Schema:
        return self.kinds[kind]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    def of_subject(self, subject: str) -> list[Schema]:
        return [schema for schema in self.kinds.values() if schema.subject == subject]


def load_schemas(data: Path = PROJECT_DATA) -> Schemas:
    """Read every kind: the data folder's own ``schema.toml`` where there is one, else the project's.

    A broken file of the data folder must not close every page: the project's stands in, and ``broken`` says so. Raises
    BadSettings, naming the file, only where there is nothing to stand in (the project's own, or a kind of the folder's).
    """
    broken: dict[str, str] = {}
    shared = _shared(data, broken)
    paths = {path.parent.name: path for path in sorted(PROJECT_DATA.glob("*/schema.toml"))}
    paths |= {path.parent.name: path for path in sorted(data.glob("*/schema.toml"))}
    kinds = {}
    for kind, path in sorted(paths.items()):
        try:
            kinds[kind] = _schema(kind, _toml(path), shared, path)
        except BadSettings as error:
            spare = PROJECT_DATA / kind / "schema.toml"
            if not spare.exists() or spare.samefile(path):
                raise
            broken[f"{kind}/{path.name}"] = str(error)
            kinds[kind] = _schema(kind, _toml(spare), _toml(PROJECT_DATA / "columns.toml"), spare)
    return Schemas(kinds, broken)


@cache
def project_schemas() -> Schemas:
    """The project's own kinds, read once."""
    return load_schemas()


def _shared(data: Path, broken: dict[str, str]) -> dict[str, Any]:
    own, project = data / "columns.toml", PROJECT_DATA / "columns.toml"
    if not own.exists() or own.resolve() == project.resolve():
        return _toml(project)
    try:
        shared = _toml(own)
        for name, facts in shared.items():
            _column(name, dict(facts))
    except BadSettings as error:
        broken[own.name] = str(error)
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        broken[own.name] = f"{own.name} を読めません（{error}）。"
    else:
        return shared
    return _toml(project)


def _schema(kind: str, facts: dict[str, Any], shared: dict[str, Any], path: Path) -> Schema:
    try:
        own = facts.pop("columns", {})
        names = [*facts.pop("use", []), *(name for name in own)]
        columns = tuple(_column(name, {**shared.get(name, {}), **own.get(name, {})}) for name in dict.fromkeys(names))
        lists = {name: tuple(facts.pop(name, ())) for name in ("slugs", "distinctive", "key", "safety")}
        schema = Schema(kind=kind, columns=columns, **lists, **facts)  # type: ignore[arg-type]
        _check(schema)
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        raise BadSettings(
            f"{path.parent.name}/{path.name} を読めません（{error}）。", "書き方を確かめてください。"
        ) from error
    unknown = {*schema.key, *schema.distinctive, *schema.safety} - set(schema.by_name)
    if unknown:
        raise BadSettings(
            f"{path.parent.name}/{path.name} に無い列 {sorted(unknown)} が使われています。", "列名を確かめてください。"
        )
    return schema


def _check(schema: Schema) -> None:
    for name in ("title", "subject", "description", "standard", "icon", "colour", "unite"):
        if not isinstance(getattr(schema, name), str):
            raise TypeError(f'{name} = "…"')
    if schema.colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", schema.colour):
        raise ValueError(f'colour = "{schema.colour}" → "#005AFF"')
    if schema.unite not in ("snapshot", "period"):
        raise ValueError(f'unite = "{schema.unite}" → "snapshot" / "period"')


def _column(name: str, facts: dict[str, Any]) -> Column:
    column = Column(name=name, **{**facts, "aliases": tuple(facts.get("aliases", ()))})
    if column.type not in TYPES:
        raise TypeError(f"{name}: type {column.type}")
    if not all(isinstance(text, str) for text in (column.title, *column.aliases)):
        raise TypeError(f'{name}: title = "…", aliases = ["…"]')
    return column


@lru_cache(maxsize=128)
def _parsed(text: str) -> dict[str, Any]:
    """The words of a schema file, read once for as long as they stay the same: they are asked for at each opening."""
    return tomllib.loads(text)


def _toml(path: Path) -> dict[str, Any]:
    """A dictionary of the caller's own; what lies inside belongs to all and is not changed."""
    try:
        return dict(_parsed(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(
            f"{path.parent.name}/{path.name} を読めません（{error}）。", "書き方を確かめてください。"
        ) from error
