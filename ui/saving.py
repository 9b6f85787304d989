"""「保存する」 of a card: the same finding as a table, a sheet, a slide, a page or a picture; how to cite it and to embed it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from machi.briefing.deck import address_of
from machi.cards.card import Card, Chart
from machi.cards.credit import credits
from machi.export.booklet import single
from machi.export.licence import closed
from machi.export.tables import card_csv, card_file_name, geojson_bytes
from machi.text import _
from ui.html import plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def menu(card: Card) -> None:
    """The button and, once it is open, what it offers. Files are made when they are asked for."""
    opened = st.popover(
        _("保存する"),
        icon=":material/download:",
        key=f"saving-{card.id}",
        on_change="rerun",
        help=_("表・スライド・画像"),
    )
    if not opened.open:
        return
    with opened:
        reason = closed(card.sources)
        if reason:
            st.caption(plain(reason))
            return
        for label, extension, mime, make in _forms(card):
            st.download_button(
                label,
                make,
                file_name=card_file_name(card, extension),
                mime=mime,
                key=f"save-{extension}-{card.id}",
                on_click="ignore",
                width="stretch",
            )
        _cite(card)


def _forms(card: Card) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    forms: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (_("CSVで保存する"), "csv", "text/csv", lambda: card_csv(card)),
        (_("Excel"), "xlsx", XLSX, lambda: _xlsx(card)),
        (_("PowerPoint（1枚）"), "pptx", PPTX, lambda: _pptx(card)),
        (_("PDF（配布用）"), "pdf", "application/pdf", lambda: _pdf(card)),
    ]
    if card.figure is not None:
        forms.append((_("画像（PNG）"), "png", "image/png", lambda: _png(card)))
    if isinstance(card.figure, Chart):
        forms.append((_("画像（SVG）"), "svg", "image/svg+xml", lambda: _svg(card)))
    if {"lat", "lon"} <= set(card.table.columns):
        make = lambda: geojson_bytes(card.table, card.columns, card.sources)  # noqa: E731
        forms.append((_("地図データ（GeoJSON）"), "geojson", "application/geo+json", make))
    return forms


def _cite(card: Card) -> None:
    st.caption(_("引用するとき"))
    address = address_of(card.id, card.params)
    told = [*credits(card.sources), _("を加工して作成（{title}、{address}）").format(title=card.title, address=address)]
    st.code(" ".join(told), language=None, wrap_lines=True)
    if card.internal:
        return
    st.caption(_("ほかのページに埋め込むとき"))
    page = st.context.url or ""
    base = "/".join(page.split("/")[:3])
    title = card.title.replace('"', "&quot;").replace("<", "&lt;")
    st.code(
        f'<iframe src="{base}/embed/{address}" title="{title}" width="100%" height="640" loading="lazy"></iframe>',
        language="html",
        wrap_lines=True,
    )


# Imported when a file is asked for: reportlab, python-pptx and matplotlib have no place in a page's first second.
def _xlsx(card: Card) -> bytes:
    from machi.export.workbook import xlsx_bytes

    return xlsx_bytes(single(card))


def _pptx(card: Card) -> bytes:
    from machi.export.pptx_deck import pptx_bytes

    return pptx_bytes(single(card))


def _pdf(card: Card) -> bytes:
    from machi.export.pdf import pdf_bytes

    return pdf_bytes(single(card))


def _png(card: Card) -> bytes:
    from machi.export.sheet import picture_png

    return picture_png(card)


def _svg(card: Card) -> bytes:
    from machi.export.plot import chart_svg

    assert isinstance(card.figure, Chart)
    return chart_svg(card.figure)
