"""Tables that leave the house: CSV for Excel, Parquet, GeoJSON.

The download of an *original* is the published bytes and never passes here. What is made here is derived, so two things
may not happen: a cell must not wake up as a formula in a spreadsheet, and no number or text may be changed to prevent
that without need (``defuse``). A CSV says where it comes from in its *last columns* (出典, ライセンス, 時点, 注意),
repeated on each row: a comment line above the header would break every reader, a second file would be left behind, and
this way 「合成データ（見本）」 survives sorting, filtering and copying of a few rows.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from machi.cards.card import Card, Source, TableColumn
from machi.cards.credit import marks
from machi.cards.display import heading
from machi.export.cells import MARK_WORDS, defuse, json_value, plain_values, spell
from machi.export.licence import require_open
from machi.ingest.schema import Schema
from machi.text import _

Marks = Mapping[tuple[int, str], str]
"""(source_row, column) → ``none | unknown | suppressed``, out of the store's ``missing`` table."""

_WINDOWS_NAMES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def columns_of(schema: Schema) -> tuple[TableColumn, ...]:
    """The columns of a cleaned dataset as table columns: titles of the standard; minutes and dates spelt as such."""
    formats = {"integer": "integer", "date": "date", "minute": "minute"}
    return tuple(
        TableColumn(
            column.name,
            column.title,
            "" if column.type == "minute" else column.unit,
            formats.get(column.type, "text"),  # type: ignore[arg-type]
        )
        for column in schema.table_columns
    )


def csv_bytes(
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    sources: Sequence[Source] = (),
    marks: Marks | None = None,
) -> bytes:
    """The table as CSV that Excel opens by double click: UTF-8 with BOM, CRLF, Japanese headings with unit.

    Dates are ISO, minutes HH:MM (24:00 and 25:30 stay so), flags 有/無, numbers unrounded. A blank stays blank; where
    ``marks`` knows why a cell has no value, its word stands there. With ``sources``, their four columns come last.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    origin = _origin(sources)
    own = [heading(column) for column in columns]
    # A table of works has a licence for each row; the licence of the list itself stands beside it, not instead of it.
    named = [name if name not in own else _("{name}（この表）").format(name=name) for name in origin]
    writer.writerow([defuse(name) for name in [*own, *named]])
    tail = [defuse(value) for value in origin.values()]
    cells = [_column_text(frame, column, marks or {}) for column in columns]
    writer.writerows([*row, *tail] for row in zip(*cells, strict=True))
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def card_csv(card: Card) -> bytes:
    """The table behind a card, with its sources on every row. Raises ClosedByLicence where its licence forbids that."""
    require_open(card.sources)
    return csv_bytes(card.table, card.columns, card.sources)


def parquet_bytes(frame: pd.DataFrame, columns: Sequence[TableColumn] = (), sources: Sequence[Source] = ()) -> bytes:
    """The table as Parquet, for programs: canonical column names and store types.

    Headings are in each field's metadata, sources and the sample mark in the file's.
    """
    table = pa.Table.from_pandas(frame, preserve_index=False)
    titles = {column.name: heading(column) for column in columns}
    fields = [
        field.with_metadata({"title": titles[field.name]}) if field.name in titles else field for field in table.schema
    ]
    facts = json.dumps(source_facts(sources), ensure_ascii=False)
    table = table.cast(pa.schema(fields, metadata={**(table.schema.metadata or {}), b"machi": facts.encode()}))
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def geojson_bytes(
    frame: pd.DataFrame,
    columns: Sequence[TableColumn],
    sources: Sequence[Source] = (),
    lat: str = "lat",
    lon: str = "lon",
) -> bytes:
    """The table as GeoJSON (RFC 7946): every row a feature, longitude first, WGS 84.

    A row without coordinates stays, with a null geometry. Properties carry the headings of the CSV. ``metadata`` names
    the sources; the sample mark also stands in each feature, because GIS programs drop what is outside of features.
    """
    shown = [column for column in columns if column.name not in (lat, lon)]
    values = {
        heading(column): [json_value(value, column) for value in plain_values(frame[column.name])] for column in shown
    }
    caution = _caution(sources)
    features = []
    for index, (y, x) in enumerate(zip(plain_values(frame[lat]), plain_values(frame[lon]), strict=True)):
        located = y is not None and x is not None
        properties = {name: column[index] for name, column in values.items()}
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [float(x), float(y)]} if located else None,
                "properties": {**properties, _("注意"): caution} if caution else properties,
            }
        )
    document = {"type": "FeatureCollection", "metadata": source_facts(sources), "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


def file_name(source: Source, extension: str) -> str:
    """Name of a derived file of one dataset: id, day, and 見本 when the data is synthetic."""
    return _safe_name(source.dataset, source.as_of, source.synthetic, source.unchecked or source.internal, extension)


def card_file_name(card: Card, extension: str) -> str:
    """Name of a file made from a card."""
    return _safe_name(card.id, card.as_of, card.synthetic, card.internal, extension)


def sources_file_name(stem: str, sources: Sequence[Source], extension: str) -> str:
    """Name of a file made from several cards: the same marks as on a file of one."""
    internal = any(source.unchecked or source.internal for source in sources)
    return _safe_name(stem, None, any(source.synthetic for source in sources), internal, extension)


def _safe_name(stem: str, as_of: date | None, synthetic: bool, internal: bool, extension: str) -> str:
    """No path, no control or reserved character, no Windows device name, at most 80 characters before the ending."""
    clean = re.sub(r"[^\w-]+", "_", stem).strip("_")[:80] or "data"
    if _WINDOWS_NAMES.match(clean):
        clean = f"_{clean}"
    parts = [clean, f"{as_of:%Y%m%d}" if as_of else "", "見本" if synthetic else "", "庁内限り" if internal else ""]
    return "_".join(part for part in parts if part) + "." + re.sub(r"\W", "", extension)


def _caution(sources: Sequence[Source]) -> str:
    return "・".join(marks(sources))


def _origin(sources: Sequence[Source]) -> dict[str, str]:
    """The four last columns of a CSV, one text each for all sources together; none without sources."""
    if not sources:
        return {}
    days = dict.fromkeys(source.as_of.isoformat() for source in sources if source.as_of)
    return {
        _("出典"): "・".join(dict.fromkeys(f"{source.publisher}「{source.title}」" for source in sources)),
        _("ライセンス"): "・".join(dict.fromkeys(source.licence for source in sources)),
        _("時点"): "・".join(days),
        _("注意"): _caution(sources),
    }


def source_facts(sources: Sequence[Source]) -> dict[str, Any]:
    """Whose data it is, for a program: the mark of synthetic data, and each source."""
    return {
        "synthetic": any(source.synthetic for source in sources),
        "caution": _caution(sources),
        "sources": [
            {
                "dataset": source.dataset,
                "title": source.title,
                "publisher": source.publisher,
                "licence": source.licence,
                "licence_url": source.licence_url,
                "page": source.page,
                "as_of": source.as_of.isoformat() if source.as_of else None,
                "version": source.version,
                "synthetic": source.synthetic,
            }
            for source in sources
        ],
    }


def _column_text(frame: pd.DataFrame, column: TableColumn, marks: Marks) -> list[str]:
    texts = [defuse(spell(value, column)) for value in plain_values(frame[column.name])]
    known = {row: mark for (row, name), mark in marks.items() if name == column.name}
    if not known:
        return texts
    rows = frame["source_row"].tolist()
    return [
        _(MARK_WORDS[known[row]]) if text == "" and row in known else text
        for text, row in zip(texts, rows, strict=True)
    ]
