"""A shelf in memory that holds any tables, for tests of the general cards: the road that an upload takes, without a screen.

No views are made: nothing here asks for them, and they take most of the time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from machi.ingest.meaning import meanings_of
from machi.ingest.reader import read
from machi.ingest.reading import Hint
from machi.ingest.schema import project_schemas
from machi.store.anything import KIND, Loaded, load_anything
from machi.store.catalogue import Catalogue, Publication
from machi.store.city import City
from machi.store.queries import Library
from machi.store.shelf import Shelf
from machi.store.tables import create_tables, insert_records

TOWNS = [("本町", "中央", 37.490, 139.930), ("東町一丁目", "東部", 37.495, 139.940), ("東町二丁目", "東部", 37.496, 139.945),
         ("西ケ丘", "西部", 37.500, 139.900)]  # fmt: skip
CITY = City(name="見本市", code="999999")
TODAY = date(2026, 11, 20)


def anything_shelf(**files: str | bytes) -> tuple[Shelf, dict[str, Loaded]]:
    """``stem="a,b\\n1,2\\n"`` → a shelf with the dataset ``stem``; what became of each file."""
    con = duckdb.connect()
    schemas, library = project_schemas(), Library()
    create_tables(con, schemas)
    insert_records(con, "reference_town", TOWNS)
    publications, loaded = [], {}
    for stem, text in files.items():
        data = text.encode() if isinstance(text, str) else text
        got = read(data, name=f"{stem}.csv", free=True)
        titles = {column.name: column.title for column in got.schema.columns}
        towns = [town for town, *_rest in TOWNS]
        meanings = meanings_of(got.frame, titles, towns=towns, hint=Hint(file_name=f"{stem}.csv"))
        loaded[stem] = load_anything(con, stem, got.frame, meanings, city=CITY.name)
        publications.append(_publication(stem, len(got.frame)))
    return Shelf(con, Catalogue(tuple(publications)), CITY, schemas, library, TODAY, "test"), loaded


def _publication(stem: str, rows: int) -> Publication:
    return Publication(
        id=stem, kind=KIND, path=Path(f"{stem}.csv"), title=stem, publisher="見本市", licence="CC BY 4.0",
        as_of=date(2026, 10, 1), sha256="0" * 64, status="ok", rows_in=rows, rows_ok=rows, rows_used=rows,
    )  # fmt: skip
