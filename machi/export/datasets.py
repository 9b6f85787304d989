"""One dataset as a file: the original bytes, or the cleaned table as CSV, Parquet and GeoJSON."""

from __future__ import annotations

from machi.cards.catalogue_view import dataset_view
from machi.errors import NotOnShelf
from machi.export.licence import require_open
from machi.export.tables import columns_of, csv_bytes, geojson_bytes, parquet_bytes
from machi.store.history import named_bytes
from machi.store.shelf import Shelf
from machi.text import _

FORMATS = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "geojson": "application/geo+json"}
"""Formats of the cleaned table and their media types."""


def original_bytes(shelf: Shelf, dataset: str) -> bytes:
    """The file as it was published. Raises NotOnShelf when it is gone or is no longer what the sidecar recorded."""
    publication = dataset_view(shelf, dataset).publication
    if shelf.own:
        return shelf.originals[dataset]
    require_open((publication.source,), original=True)
    try:
        payload = named_bytes(publication.path, publication.sha256)
    except OSError as error:
        raise NotOnShelf(
            _("{file} を読めません。").format(file=publication.path.name), _("ファイルがあるか確かめてください。")
        ) from error
    if payload is None:
        raise NotOnShelf(
            _("{file} の中身が出典の記録と違うため、渡せません。").format(file=publication.path.name),
            _("公開したときのCSVに戻すか、python -m machi seal で記録し直してください。"),
        )
    return payload


def cleaned_bytes(shelf: Shelf, dataset: str, form: str) -> bytes:
    """The cleaned rows as ``csv``, ``parquet`` or ``geojson`` (``FORMATS``), with their source in the file."""
    view = dataset_view(shelf, dataset)
    require_open((view.publication.source,))
    frame = shelf.table(view.publication.kind, dataset).frame
    columns = columns_of(view.schema)
    sources = (view.publication.source,)
    if form == "parquet":
        return parquet_bytes(frame, columns, sources)
    if form == "geojson" and view.has_points:
        return geojson_bytes(frame, columns, sources)
    if form != "csv":
        raise NotOnShelf(_("「{form}」の形では渡せません。").format(form=form), _("CSVかParquetを選んでください。"))
    missing = shelf.ask("dataset_missing", dataset=dataset).frame
    rows = zip(missing["source_row"].tolist(), missing["column_name"].tolist(), missing["mark"].tolist(), strict=True)
    return csv_bytes(frame, columns, sources, {(row, name): mark for row, name, mark in rows})
