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
import pyarrow as pa
import pyarrow.compute as pc

from machi.ingest import mesh
from machi.ingest.meaning import TIMES, Meaning
from machi.ingest.meaning_cells import MARKS, Cells, read_column
from machi.ingest.meaning_evidence import Encoded
from machi.ingest.meaning_values import MAY_BE_SUM, STORE_TYPE, is_sum, joined_labels
from machi.ingest.side_by_side import side_by_side
from machi.ingest.suggest import MOST_ACROSS
from machi.ingest.summed import counted_again, nested, sum_rows
from machi.ingest.tidy import tidy
from machi.ingest.times_across import HEADED, month_columns, period_columns
from machi.store.anything_places import Places, places_of
from machi.store.tables import SUPPORT, insert_arrow, insert_frame, insert_records, quoted

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
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    frame: pd.DataFrame,
    meanings: Sequence[Meaning],
    *,
    city: str = "",
    kept: dict[str, Encoded] | None = None,
) -> Loaded:
    """Put one file onto the shelf, after ``create_tables`` and the reference tables.

    ``frame`` is a free reading (``read(free=True)``), ``meanings`` those of its columns (as found, or as a visitor set
    them). ``city``: name of the municipality whose towns ``reference_town`` has; addresses elsewhere stay unplaced.
    ``kept``: columns that were encoded before; they are taken out of it, for they are as large as the table.
    """
    ready = kept if kept is not None else {}
    names = column_names([one.header for one in meanings])
    cells = side_by_side(
        lambda one: read_column(frame[one.column], one, ready.pop(one.column, None)), meanings, len(frame)
    )
    wanted = {name: STORE_TYPE.get(one.meaning, "VARCHAR") for name, one in zip(names, meanings, strict=True)}
    types = _settle_columns(con, wanted)
    arrays = [done.column(types[name]) for name, done in zip(names, cells, strict=True)]
    fixed = [pa.repeat(dataset, len(frame)), pa.array(frame["source_row"], pa.int64())]
    insert_arrow(con, KIND, pa.table([*fixed, *arrays], names=["dataset", "source_row", *names]))
    totals, again = _totals(meanings, cells, len(frame))
    insert_records(
        con, "anything_column",
        [
            _column_record(dataset, name, one, done, one.additive and one.column not in again)
            for name, one, done in zip(names, meanings, cells, strict=True)
        ],
    )  # fmt: skip
    _insert_marks(con, dataset, frame, meanings, cells)
    found = _insert_rows(con, dataset, frame, meanings, cells, city, totals)
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


def _column_record(dataset: str, name: str, one: Meaning, cells: Cells, additive: bool) -> tuple[Any, ...]:
    counted = (cells.counts[mark] for mark in (*MARKS, "unreadable", "censored"))
    return (
        dataset, one.position, one.header, one.title, name, one.meaning, one.unit, one.confidence, one.reason, additive,
        one.rows, cells.counts["filled"], cells.distinct, *counted,
    )  # fmt: skip


def _insert_marks(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    frame: pd.DataFrame,
    meanings: Sequence[Meaning],
    cells: Sequence[Cells],
) -> None:
    """Where a cell said none, unknown or suppressed, and where it could not be read as what its column means."""
    rows = frame["source_row"].to_numpy()
    marks: list[tuple[Any, ...]] = []
    issues: list[tuple[Any, ...]] = []
    for one, done in zip(meanings, cells, strict=True):
        for at in done.rows_where((done.marks != "") & (done.marks != "blank")):
            marks.append((KIND, dataset, int(rows[at]), one.header, done.marks[done.indices[at]]))
        for at in done.rows_where(done.problems != ""):
            code = int(done.indices[at])
            issues.append((dataset, KIND, int(rows[at]), one.header, done.problems[code], done.texts[code].as_py(), ""))
    insert_records(con, "missing", marks)
    insert_records(con, "issue", issues)


def _insert_rows(
    con: duckdb.DuckDBPyConnection,
    dataset: str,
    frame: pd.DataFrame,
    meanings: Sequence[Meaning],
    cells: Sequence[Cells],
    city: str,
    totals: np.ndarray,
) -> Places:
    """One row per row: its place and whether it is a sum over the others."""
    towns = con.execute("select town, lat, lon from reference_town where town <> '' order by town").fetchall()
    by_column = {one.column: done for one, done in zip(meanings, cells, strict=True)}
    found = places_of(frame, meanings, by_column, towns, city)
    squares = mesh.encode_column(found.lats, found.lons, FINEST)
    named = found.cells != ""
    if named.any():
        squares = pc.if_else(pa.array(named), pa.array(found.cells, pa.string()), squares)
    rows = {
        "dataset": pa.repeat(dataset, len(frame)),
        "source_row": pa.array(frame["source_row"], pa.int64()),
        "lat": pa.array(found.lats, from_pandas=True),
        "lon": pa.array(found.lons, from_pandas=True),
        "cell": squares,
        "placed": pa.array(found.how, pa.string()),
        "place_text": pa.array(found.texts, pa.string()),
        "is_total": pa.array(totals),
    }
    insert_arrow(con, "anything_row", pa.table(rows))
    return found


def _totals(meanings: Sequence[Meaning], cells: Sequence[Cells], rows: int) -> tuple[np.ndarray, set[str]]:
    """Which rows name a sum in one of their first labels; none where every row does (a table of totals). And the columns
    whose other rows count the same again, so that they are not added up."""
    totals, parts = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
    # 合計 may stand where the year or the running number would, with the name left blank; the first column always counts.
    words = ("category", "name", "town", "text", "code", "month_number", *TIMES)
    labels = [
        (one, done)
        for at, (one, done) in enumerate(zip(meanings, cells, strict=True))
        if not at or one.meaning in words
    ]
    added = {
        one.column: done.column("DOUBLE").to_numpy(zero_copy_only=False)
        for one, done in zip(meanings, cells, strict=True)
        if one.additive
    }
    figures = list(added.values())
    for one, done in labels[:5]:
        if not len(done.texts):
            continue
        suspects = pc.match_substring_regex(done.texts, MAY_BE_SUM).to_numpy(zero_copy_only=False).copy()
        joined = joined_labels(done.texts.to_pylist()) if one.meaning == "category" else set()
        # Codes of one length can't hold each other: of a million, each is looked at only where they differ.
        if one.meaning == "code" and len(pc.utf8_length(done.texts).unique()) > 1:
            joined |= nested(done.texts.to_pylist(), done.indices, figures)
        for at in np.nonzero(suspects)[0]:
            suspects[at] = is_sum(done.texts[int(at)].as_py())
        parts |= (suspects & pc.match_substring(done.texts, "小計").to_numpy(zero_copy_only=False))[done.indices]
        if joined:
            suspects |= np.array([text in joined for text in done.texts.to_pylist()])
        totals |= suspects[done.indices]
    again: set[str] = set()
    if not any(one.meaning in TIMES and one.distinct > 1 for one in meanings):
        told = totals & ~parts
        totals |= sum_rows(figures, totals)
        again = set(added) if counted_again(figures, told, totals) else set()
    return totals & bool(not totals.all()), again


def _insert_figures(
    con: duckdb.DuckDBPyConnection, dataset: str, frame: pd.DataFrame, meanings: Sequence[Meaning]
) -> None:
    """The figures of a table whose headers are times."""
    headed = len(period_columns(meanings)) >= HEADED or month_columns(meanings)
    if not headed or len(frame) > MOST_ACROSS:
        return
    made = tidy(frame, {one.column: one.header for one in meanings})
    if made.shape == "cross":
        insert_frame(con, "anything_figure", SUPPORT["anything_figure"], made.frame, dataset=dataset)
