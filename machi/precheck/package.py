"""お返しパック: what a department gets back for a file that was checked, in one zip.

The cleaned file, the list of findings, the page for the decision, one card as a slide, and one sentence fit for an answer in
the assembly: figure, source, as of when, and what it can't tell.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import PurePosixPath

from machi.cards.anything_suggest import offers
from machi.cards.card import Card
from machi.cards.credit import day
from machi.cards.registry import build
from machi.errors import MachiError
from machi.export.booklet import single
from machi.export.licence import closed
from machi.export.pptx_deck import pptx_bytes
from machi.own.files import OwnFile
from machi.own.fit import fit
from machi.own.shelf import dataset_id
from machi.precheck.approval import findings_csv, sheet_pdf
from machi.precheck.work import Look, Work
from machi.store.anything import KIND as ANYTHING
from machi.store.shelf import Shelf
from machi.text import _

MOST_CARDS = 8
_MOMENT = (2026, 1, 1, 0, 0, 0)
"""Stamp of the members: the same input gives the same bytes."""


def cards_of(file: OwnFile, shelf: Shelf) -> tuple[Card, ...]:
    """Cards of a held file that have something to say, the most telling first; of any table where no example fits."""
    found = [(offer.example.card, offer.example.params) for offer in fit((file,), shelf).offers]
    dataset = dataset_id(file, ANYTHING)
    if shelf.has(ANYTHING) and any(source.dataset == dataset for source in shelf.sources(ANYTHING)):
        found += [(offer.card_id, offer.params) for offer in offers(shelf, dataset)]
    made = []
    for card_id, params in found[:MOST_CARDS]:
        try:
            card = build(shelf, card_id, params)
        except MachiError:
            continue  # what can't be made of this file is no card of it
        made += [] if card.empty or closed(card.sources) else [card]
    return tuple(made)


def answer(card: Card, file_name: str, city: str) -> str:
    """One sentence: what the card found, source, day, and its first caveat."""
    # The finding's own brackets name file and day; in the sentence the source says both.
    finding = re.sub(r"（[^（）]*）$", "", card.finding.rstrip("。"))
    newest = card.as_of
    when = _("{day}時点").format(day=day(newest)) if newest else _("時点は記載なし")
    caveats = [note.split("。")[0] for note in card.notes] or [
        _("この表に載っている範囲の数で、載っていないものは含みません")
    ]
    sample = _("。合成データ（見本）による例です") if card.synthetic else ""
    return _("{finding}（出典: {city}「{title}」、{when}。ただし、{caveat}{sample}）。").format(
        finding=finding, city=city, title=PurePosixPath(file_name).stem, when=when, caveat=caveats[0], sample=sample
    )


def gift(work: Work, look: Look, card: Card, city: str, today: date) -> bytes:
    """The zip. Only for a file whose findings are all decided."""
    stem = PurePosixPath(work.file.name).stem
    sentence = answer(card, work.file.name, city)
    members = {
        f"{stem}.csv": look.cleaned.data,
        _("指摘の一覧") + ".csv": findings_csv(work, look),
        _("決裁用の1枚") + ".pdf": sheet_pdf(work, look, city, today),
        _("カード") + ".pptx": pptx_bytes(single(card)),
        _("議会答弁用の一文") + ".txt": ("\ufeff" + sentence + "\r\n").encode(),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in members.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), payload, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
