"""Any table on a shelf: its own columns, typed as they mean, with every missing kind kept apart and rows put on the map.

Tables (all empty on a shelf without such files): ``anything`` (dataset, source_row and the file's columns under their own
headers), ``anything_column`` (what each means and how it was filled), ``anything_row`` (where each row lies, whether it is
a total) and ``anything_figure`` (tables whose headers are times, one row a figure). No kind knows these columns, so cards
pick them by name (``Query.picked``). Places come from the file's own coordinates and codes, else from the shelf's
``reference_town``: offline, and counted by how sure they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from machi.ingest import mesh
from machi.ingest.meaning import Meaning
from machi.ingest.meaning_values import STORE_TYPE, is_sum, joined_labels, read_as
from machi.ingest.suggest import HEADED, period_columns
from machi.ingest.tidy import tidy
from machi.store.anything_places import Places, places_of
from machi.store.tables import SUPPORT, insert_frame, insert_records, quoted

KIND = "anything"
OURS = frozenset(SUPPORT["anything"])
FINEST = 10
"""Digits of the squares that rows are put into: 250 m; the coarser ones are its beginnings."""


@dataclass(frozen=True)
class Loaded:
    """What became of a file: its rows, and how many are placed how (``exact``, ``mesh``, ``town``, ``failed`` …)."""

    rows: int
    placed: Mapping[str, int] = field(default_factory=dict)
    unreadable: int = 0


def load_anything(
    con: duckdb.DuckDBPyConnection, dataset: str, frame: pd.DataFrame, meanings: Sequence[Meaning], *, city: str = ""
) -> Loaded:
    """Put one file onto the shelf, after ``create_tables`` and the reference tables.

    ``frame`` is a free reading (``read(free=True)``), ``meanings`` those of its columns (as found, or as a visitor set
    them). ``city``: name of the municipality whose towns ``reference_town`` has; addresses elsewhere stay unplaced.
    """
    names = column_names([one.header for one in meanings])
    cells = [_Cells.of(frame[one.column], one) for one in meanings]
    data: dict[str, Any] = {"dataset": dataset, "source_row": frame["source_row"].to_numpy()}
    wanted = {name: STORE_TYPE.get(one.meaning, "VARCHAR") for name, one in zip(names, meanings, strict=True)}
    types = _settle_columns(con, wanted)
    for name, done in zip(names, cells, strict=True):
        data[name] = done.array(types[name])
    insert_frame(con, KIND, {"dataset": "VARCHAR", "source_row": "BIGINT", **types}, pd.DataFrame(data))
    insert_records(
        con, "anything_column",
        [_column_record(dataset, name, one, done) for name, one, done in zip(names, meanings, cells, strict=True)],
    )  # fmt: skip
    _insert_marks(con, dataset, frame, meanings, cells)
    found = _insert_rows(con, dataset, frame, meanings, city)
    _insert_figures(con, dataset, frame, meanings)
    return Loaded(len(frame), Counter(found.how.tolist()), sum(done.counts["unreadable"] for done in cells))


def column_names(headers: Sequence[str]) -> list[str]:
    """Names under which a table can hold these headers: the headers themselves, but for twins and our own two.

    DuckDB doesn't tell ``A`` from ``a``; a control character is a space.
    """
    taken = {name.casefold() for name in OURS}
    names = []
    for position, header in enumerate(headers, 1):
        name = "".join(sign if sign.isprintable() else " " for sign in header).strip() or f"（{position}列目）"
        if name.casefold() in taken:
            name = f"{name}（{position}列目）"
        taken.add(name.casefold())
        names.append(name)
    return names


def _settle_columns(con: duckdb.DuckDBPyConnection, wanted: Mapping[str, str]) -> dict[str, str]:
    """Give the table these columns and return the type of each. What two files type differently becomes text."""
    known = {
        name.casefold(): kind
        for name, kind in con.execute(
            "select column_name, data_type from duckdb_columns() where table_name = 'anything'"
        ).fetchall()
    }
    settled = {}
    for name, kind in wanted.items():
        there = known.get(name.casefold(), "")
        if not there:
            con.execute(f"alter table anything add column {quoted(name)} {kind}")
        elif there != kind and there != "VARCHAR":
            con.execute(f"alter table anything alter column {quoted(name)} type varchar")
        settled[name] = kind if there in ("", kind) else "VARCHAR"
    return settled


@dataclass(frozen=True)
class _Cells:
    """One column read as it means: each distinct text once."""

    codes: np.ndarray
    values: list[Any]
    marks: list[str]
    problems: list[str]
    texts: list[str]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, column: pd.Series, meaning: Meaning) -> _Cells:
        codes, texts = pd.factorize(column.fillna("").to_numpy(dtype=object))
        readings = [read_as(str(text), meaning) for text in texts]
        often = np.bincount(codes, minlength=len(texts))
        counts: Counter[str] = Counter()
        for reading, count in zip(readings, often.tolist(), strict=True):
            counts[reading.mark or ("unreadable" if reading.problem else "filled")] += count
        return cls(
            codes,
            [reading.value for reading in readings],
            [reading.mark for reading in readings],
            [reading.problem for reading in readings],
            [str(text) for text in texts],
            counts,
        )

    def array(self, store: str) -> Any:
        """The column as ``store`` (a type of the table) wants it."""
        values = self.values
        if store == "VARCHAR":
            values = [None if value is None else str(value) for value in values]
        made = np.empty(len(values), dtype=object)
        made[:] = values
        return made[self.codes]


def _column_record(dataset: str, name: str, one: Meaning, cells: _Cells) -> tuple[Any, ...]:
    distinct = len({value for value in cells.values if value is not None})
    counted = (cells.counts[mark] for mark in ("blank", "none", "unknown", "suppressed", "unreadable"))
    return (
        dataset, one.position, one.header, one.title, name, one.meaning, one.unit, one.confidence, one.reason, one.additive,
        one.rows, cells.counts["filled"], distinct, *counted,
    )  # fmt: skip


def _insert_marks(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    frame: pd.DataFrame,
    meanings: Sequence[Meaning],
    cells: Sequence[_Cells],
) -> None:
    """Where a cell said none, unknown or suppressed, and where it could not be read as what its column means."""
    rows = frame["source_row"].tolist()
    marks, issues = [], []
    for one, done in zip(meanings, cells, strict=True):
        if not any(done.marks) and not any(done.problems):
            continue
        for row, code in zip(rows, done.codes.tolist(), strict=True):
            if done.marks[code] not in ("", "blank"):
                marks.append((KIND, dataset, row, one.header, done.marks[code]))
            elif done.problems[code]:
                issues.append((dataset, KIND, row, one.header, done.problems[code], done.texts[code], ""))
    insert_records(con, "missing", marks)
    insert_records(con, "issue", issues)


def _insert_rows(
    con: duckdb.DuckDBPyConnection, dataset: str, frame: pd.DataFrame, meanings: Sequence[Meaning], city: str
) -> Places:
    """One row per row: its place and whether it is a sum over the others."""
    towns = con.execute("select town, lat, lon from reference_town where town <> '' order by town").fetchall()
    found = places_of(frame, meanings, towns, city)
    labels = [one for one in meanings if one.meaning in ("category", "name", "town", "text")][:3]
    totals = np.zeros(len(frame), dtype=bool)
    for one in labels:
        codes, texts = pd.factorize(frame[one.column].fillna("").to_numpy(dtype=object))
        if len(texts):
            joined = joined_labels([str(text) for text in texts]) if one.meaning == "category" else set()
            totals |= np.array([str(text) in joined or is_sum(str(text)) for text in texts], dtype=bool)[codes]
    cells = np.where(found.cells == "", mesh.encode_many(found.lats.tolist(), found.lons.tolist(), FINEST), found.cells)
    rows = pd.DataFrame({
        "dataset": dataset, "source_row": frame["source_row"].to_numpy(), "lat": found.lats, "lon": found.lons,
        "cell": [cell or None for cell in cells.tolist()], "placed": found.how, "place_text": found.texts,
        # Where every row is one, the file is a table of totals.
        "is_total": totals & bool(not totals.all()),
    })  # fmt: skip
    insert_frame(con, "anything_row", SUPPORT["anything_row"], rows)
    return found


def _insert_figures(
    con: duckdb.DuckDBPyConnection, dataset: str, frame: pd.DataFrame, meanings: Sequence[Meaning]
) -> None:
    """The figures of a table whose headers are times."""
    if len(period_columns(meanings)) < HEADED:
        return
    made = tidy(frame, {one.column: one.header for one in meanings})
    if made.shape == "cross":
        insert_frame(con, "anything_figure", SUPPORT["anything_figure"], made.frame.assign(dataset=dataset))
