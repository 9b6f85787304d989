"""Refuses a file that lies in a folder of another kind: a list of parks must never be ranked as AEDs.

A folder's file with unusual headers still loads: only what is surely of another kind is refused.
"""

from __future__ import annotations

from machi.ingest.header import map_headers
from machi.ingest.recognise import recognise
from machi.ingest.schema import Schema, Schemas
from machi.store.catalogue import Publication

SURE = 0.8
"""``recognise`` gives 0.7 and more only where all distinctive and required columns of a kind are there."""
AED_ONLY = ("location_detail", "child_pads", "external_use_barred")


def foreign(item: Publication, schema: Schema, schemas: Schemas) -> tuple[str, dict[str, str]] | None:
    """The code and the facts of the problem, or None when the file may stand for its folder's kind."""
    if not schema.columns or not schema.distinctive:
        return None
    mapped = {name for name in item.columns.values() if name}
    found = recognise(list(item.columns), "", schemas)
    sure = found.kind not in ("", schema.kind) and found.confidence >= SURE
    # A column that the other kind doesn't have speaks for the folder, and so does a list without any column that only the
    # other kind knows: some publish parking lots in the layout of facilities.
    if sure and mapped <= set(schemas[found.kind].by_name) and _has_more(item, schemas[found.kind]):
        return "wrong_kind", {"wrong": schemas[found.kind].title, "right": schema.title}
    if schema.kind == "aed" and not mapped & set(AED_ONLY) and not _says_aed(item):
        return "not_aed", {}
    return None


def _has_more(item: Publication, other: Schema) -> bool:
    """Whether the other kind knows a header of the file that the folder's kind doesn't."""
    headers = list(item.columns)
    return any(
        theirs and not item.columns[header] for header, theirs in zip(headers, map_headers(headers, other), strict=True)
    )


def _says_aed(item: Publication) -> bool:
    said = f"{item.path.stem} {item.title}".casefold()
    return "aed" in said or "ＡＥＤ".casefold() in said or "除細動" in said
