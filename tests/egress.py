"""Reads our own files back the way another program does: what stands in them, not what we meant to write."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pypdfium2
from openpyxl import load_workbook
from pptx import Presentation


def squeezed(text: str) -> str:
    """Without any white space: a PDF breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def csv_rows(payload: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(payload.decode("utf-8-sig"))))


def sheets(payload: bytes) -> dict[str, list[list[Any]]]:
    """Sheet → rows of cell values; fails on any formula."""
    book = load_workbook(io.BytesIO(payload))
    for sheet in book:
        live = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert live == [], f"live formulas in {sheet.title}: {live}"
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def slides(payload: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(payload)).slides)


def words_of(slide: Any) -> str:
    """Every text on a slide, tables too, without the notes."""
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(found)


def notes_of(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text) if slide.has_notes_slide else ""


def chart_of(slide: Any) -> Any:
    return next((shape.chart for shape in slide.shapes if shape.has_chart), None)


def chart_sheet(chart: Any) -> list[list[Any]]:
    """The embedded workbook of a chart; fails on any formula."""
    (rows,) = sheets(chart.part.chart_workbook.xlsx_part.blob).values()
    return rows


def pdf_text(payload: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(payload)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def deck_json(document: bytes) -> dict[str, Any]:
    """The facts inside a presentation document."""
    found = re.search(r'<script type="application/json" id="deck">(.*?)</script>', document.decode(), re.S)
    assert found
    return dict(json.loads(found[1]))
