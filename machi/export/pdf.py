"""A booklet as a PDF handout: for each card its finding, figure, table and sources, on A4, to be printed and read."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image as Pictures
from reportlab.platypus import Flowable, Image, KeepTogether, PageBreak

from machi.cards.address import encode
from machi.cards.card import Card, Chart, Map
from machi.cards.display import readable
from machi.cards.registry import CARDS
from machi.export.booklet import Booklet, Leaf, cut_words, shortened
from machi.export.pdf_base import WIDTH, document, paragraph, space, table
from machi.export.picture import map_png
from machi.export.plot import chart_png
from machi.text import _

ROWS = 40
"""Of a table on paper; the rest is in the CSV and the workbook."""
COLUMNS = 8
TALLEST = 430
"""Points that a figure may take."""
LONGEST_WORDS = 4_000
Progress = Callable[[int, int], None]


def pdf_bytes(booklet: Booklet, progress: Progress | None = None) -> bytes:
    """The booklet as PDF."""
    story: list[Flowable] = []
    if not booklet.bare:
        story += [paragraph(shortened(booklet.title, 200), "title")]
        story += [paragraph(line, "body") for line in (booklet.subtitle[:500], booklet.dated, booklet.stamp) if line]
        story += [space(14)]
    for number, leaf in enumerate(booklet.leaves, 1):
        story += _leaf(leaf)
        if number < len(booklet.leaves):
            story.append(PageBreak())
        if progress:
            progress(number, len(booklet.leaves))
    if booklet.closing:
        story += [space(14), paragraph(booklet.closing[:LONGEST_WORDS], "finding")]
    footer = _footer(booklet)
    return document(story, title=booklet.title, footer=footer, mark=booklet.stamp)


def _footer(booklet: Booklet) -> str:
    titles = list(dict.fromkeys(f"{source.publisher}「{source.title}」" for source in booklet.sources))
    return f"{_('出典')}: {'・'.join(titles[:2])}" + (
        _("ほか{n}件").format(n=len(titles) - 2) if len(titles) > 2 else ""
    )


def _leaf(leaf: Leaf) -> list[Flowable]:
    head: list[Flowable] = [paragraph(leaf.part[:60], "small")] if leaf.part else []
    card = leaf.card
    if card is None:
        return [*head, paragraph(shortened(leaf.headline, 400), "heading"), paragraph(leaf.problem, "mark")]
    head += [paragraph(card.lead, "mark")] if card.lead else []
    head += [paragraph(shortened(leaf.headline, 400), "heading")]
    head += [paragraph("・".join(leaf.marks), "mark")] if leaf.marks else []
    if leaf.headline != card.finding:
        head.append(paragraph(card.finding))
    story: list[Flowable] = [KeepTogether([*head, *_figure(card)])]
    story += [paragraph(f"{_('注意')}: {note}", "small") for note in card.notes]
    story += [paragraph(line, "small") for line in leaf.credits]
    kind = CARDS.get(card.id)
    address = encode(card.id, card.params, kind.params if kind else ())
    story += [paragraph(_("カードの名前: {address}").format(address=address), "small"), space(6)]
    story += _table(card)
    if leaf.note:
        story += [space(6), paragraph(_("メモ"), "small"), paragraph(leaf.note[:LONGEST_WORDS])]
    return story


def _figure(card: Card) -> list[Flowable]:
    figure = card.figure
    if isinstance(figure, Chart):
        png = chart_png(figure, 1500, min(2600, round(figure.height * 1.9)), scale=1.9)
    elif isinstance(figure, Map):
        png = map_png(figure, 1600, 1000)
    else:
        return []
    wide, high = Pictures.open(io.BytesIO(png)).size
    shrink = min(1.0, TALLEST / (WIDTH * high / wide))
    made: Any = Image(io.BytesIO(png), width=WIDTH * shrink, height=WIDTH * high / wide * shrink)
    return [made, space(6)]


def _table(card: Card) -> list[Flowable]:
    shown = readable(card.table, card.columns)
    if shown.empty:
        return []
    numeric = [column.format not in ("text", "date", "minute") for column in card.columns if column.screen]
    rows = [list(shown.columns)[:COLUMNS], *(list(row)[:COLUMNS] for row in shown.head(ROWS).itertuples(index=False))]
    left_out = [cut_words(len(shown), ROWS)]
    left_out += [_("ほか {n} 列").format(n=len(shown.columns) - COLUMNS)] if len(shown.columns) > COLUMNS else []
    words = "・".join(word for word in left_out if word)
    made: list[Flowable] = [table(rows, numeric[:COLUMNS])]
    return (
        [*made, paragraph(_("{words}は、画面とCSV・Excelにあります。").format(words=words), "small")] if words else made
    )
