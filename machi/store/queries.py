"""``queries/*.sql`` as named, typed, defaulted questions.

A file begins with comment lines that say its grain and declare what it takes:

    -- One row per AED, nearest first.
    -- param lat number = 37.5     latitude of the point
    -- param kinds list =          kinds to include; empty means all
    -- reads place
    select …  where kind in (select unnest($kinds)) …

Types are those of ``machi.cards.address``; values travel as bound parameters only (``$name``). A default of ``today``
means the shelf's clock; one that holds a space stands in double quotes (JSON). Files whose name begins with ``_`` are no
questions: ``_macros.sql`` and ``_views.sql`` run at build. A question on the table ``anything``, whose columns are a
visitor's, begins with a CTE ``picked`` of open roles; ``Query.picked`` puts columns into them (decision 0070).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from machi.errors import BadSettings
from machi.store.tables import quoted

QUERIES = Path(__file__).resolve().parent.parent.parent / "queries"
_PARAM = re.compile(
    r"^-- param (?P<name>\w+) (?P<type>text|integer|number|flag|date|list) = ?"
    r"(?P<default>\"(?:[^\"\\]|\\.)*\"|\S*)\s*(?P<about>.*)$"
)

_ROLE = re.compile(r"cast\(null as (?P<type>\w+)\) as (?P<role>\w+)")
Picks = Mapping[str, str | tuple[str, ...]]
"""Role → column of the table ``anything`` (its own name there), or several whose texts are joined."""


@dataclass(frozen=True)
class QueryParam:
    """One declared parameter of a question."""

    name: str
    type: str
    default: str
    about: str

    def value(self, today: date) -> Any:
        """The default as a Python value that DuckDB can bind."""
        text = json.loads(self.default) if self.default.startswith('"') else self.default
        if self.type == "list":
            return [unquote(item) for item in text.split(",") if item]
        if self.type == "text":
            return text
        if text == "":
            return None
        if self.type == "date":
            return today if text == "today" else date.fromisoformat(text)
        if self.type == "flag":
            return text == "1"
        return int(text) if self.type == "integer" else float(text)


@dataclass(frozen=True)
class Query:
    """A named question: grain, declared parameters, tables read, SQL text (comments included)."""

    name: str
    grain: str
    params: tuple[QueryParam, ...]
    reads: tuple[str, ...]
    sql: str

    def bind(self, given: Mapping[str, Any], today: date) -> dict[str, Any]:
        """All parameters with ``given`` over the defaults. Raises KeyError on an undeclared name."""
        unknown = set(given) - {param.name for param in self.params}
        if unknown:
            raise KeyError(f"{self.name} does not take {sorted(unknown)}")
        bound = {param.name: given.get(param.name, param.value(today)) for param in self.params}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in bound.items()}

    def picked(self, picks: Picks) -> Query:
        """The question with columns of ``anything`` in the roles that its CTE ``picked`` leaves open.

        An open role is written ``cast(null as <type>) as <role>``, so that the file runs as it stands; here it becomes
        ``try_cast(anything."header" as <type>) as <role>``. Nothing else of the text changes, and a column's name goes in
        through ``quoted`` only. Several columns are joined by the unit separator. Raises KeyError on an unknown role.
        """
        unknown = set(picks) - {match["role"] for match in _ROLE.finditer(self.sql)}
        if unknown:
            raise KeyError(f"{self.name} has no {sorted(unknown)} to pick")

        def put(match: re.Match[str]) -> str:
            column = picks.get(match["role"])
            if not column:
                return match[0]
            return f"try_cast({_column(column)} as {match['type']}) as {match['role']}"

        return replace(self, sql=_ROLE.sub(put, self.sql))


def _column(name: str | tuple[str, ...]) -> str:
    if isinstance(name, str):
        return f"anything.{quoted(name)}"
    parts = ", ".join(f"coalesce(cast({_column(one)} as varchar), '')" for one in name)
    return f"concat_ws(chr(31), {parts})"


class Library(Mapping[str, Query]):
    """Every question of a folder, by name."""

    def __init__(self, folder: Path = QUERIES) -> None:
        self.folder = folder
        self._queries = {path.stem: _read(path) for path in sorted(folder.glob("[!_]*.sql"))}

    def __getitem__(self, name: str) -> Query:
        return self._queries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def setup(self, name: str) -> str:
        """The text of ``_macros*.sql`` or ``_views*.sql``, in the order of their names."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob(f"_{name}*.sql")))


def _read(path: Path) -> Query:
    return read_query(path.stem, path.read_text(encoding="utf-8"), f"queries/{path.name}")


def read_query(name: str, text: str, where: str) -> Query:
    """The question that ``text`` is, with what its first lines declare. Raises BadSettings (``where`` names the text)."""
    head = [line for line in text.splitlines() if line.startswith("--")]
    grain = " ".join(line[3:] for line in head if not line.startswith(("-- param ", "-- reads ")))
    params = []
    for line in head:
        if line.startswith("-- param "):
            match = _PARAM.match(line)
            if match is None:
                raise BadSettings(
                    f"{where}: 「{line}」を読めません。",
                    "-- param 名前 型 = 既定値 説明 の形で書いてください。",
                )
            params.append(QueryParam(**match.groupdict()))
    reads = tuple(word.strip(",") for line in head if line.startswith("-- reads ") for word in line[9:].split())
    return Query(name, grain, tuple(params), reads, text)
