"""お返しパック, and the mark that only the examined bytes get."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import Workbook
from pptx import Presentation

import machi.cards.all  # noqa: F401 - registers every card
from machi.cards.card import Card
from machi.own.files import open_file
from machi.own.shelf import close, own_shelf
from machi.precheck.finding import Fix
from machi.precheck.names import home_name
from machi.precheck.package import answer, cards_of, gift
from machi.precheck.work import Look, Work, passed, place_of
from machi.store.shelf import Shelf
from tests.own import shipped
from tests.prechecks import cells, table

TODAY = date(2026, 11, 26)
PARKS = table(
    ["公園名", "所在地", "緯度", "経度", "設置遊具", "担当者氏名"],
    [
        [f"{town}公園", f"{town}1-{n}", f"{37.48 + n / 200:.5f}", f"{139.92 + n / 300:.5f}", "すべり台", name]
        for n, (town, name) in enumerate(
            zip(("緑町", "栄町", "本町", "旭町"), ("佐藤 太郎", "鈴木 花子", "今野 希", "渡辺 誠"), strict=True)
        )
    ],
)


@pytest.fixture(scope="module")
def published() -> Shelf:
    return shipped()


@pytest.fixture
def done(published: Shelf) -> Iterator[tuple[Work, Look, Card]]:
    """The list of parks without its column of names, passed and put on a shelf."""
    work = Work(
        open_file(PARKS, "公園一覧.csv", schemas=published.schemas, city=published.city.name), licence="CC BY 4.0"
    )
    work.mend(Fix("drop_column", "担当者氏名"))
    place = place_of(published)
    for finding in work.look(place).findings:
        work.ticked.add(finding.key)
    look = work.look(place)
    file = passed(work, look, published)
    assert file is not None
    shelf = own_shelf((file,), published)
    yield work, look, cards_of(file, shelf)[0]
    close(shelf)


def test_the_pack_holds_what_a_department_gets_back(done: tuple[Work, Look, Card]) -> None:
    work, look, card = done
    with zipfile.ZipFile(io.BytesIO(gift(work, look, card, "緑野市", TODAY))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert set(members) == {
        "公園一覧.csv",
        "指摘の一覧.csv",
        "決裁用の1枚.pdf",
        "カード.pptx",
        "議会答弁用の一文.txt",
    }
    assert members["公園一覧.csv"] == look.cleaned.data
    assert "担当者氏名" not in cells(members["公園一覧.csv"])[0]
    assert members["決裁用の1枚.pdf"].startswith(b"%PDF")
    slides = Presentation(io.BytesIO(members["カード.pptx"])).slides
    said = "".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert card.finding in said
    assert "検査未了" not in said
    assert not any("太郎".encode() in payload for payload in members.values())


def test_the_sentence_has_figure_source_day_and_caveat(done: tuple[Work, Look, Card]) -> None:
    _work, _look, card = done
    sentence = answer(card, "公園一覧.csv", "緑野市")
    assert sentence.startswith(card.finding.split("（")[0])
    assert re.findall(r"\d+", card.finding.split("（")[0])
    assert "出典: 緑野市「公園一覧」" in sentence
    assert "時点" in sentence
    assert "ただし、" in sentence
    assert sentence.endswith("）。")
    assert sentence.count("\n") == 0


def test_only_the_examined_bytes_are_checked(published: Shelf) -> None:
    file = open_file(PARKS, "公園一覧.csv", schemas=published.schemas)
    work = Work(file, licence="CC BY 4.0")
    place = place_of(published)
    assert passed(work, work.look(place), published) is None
    work.mend(Fix("drop_column", "担当者氏名"))
    for finding in work.look(place).findings:
        work.ticked.add(finding.key)
    look = work.look(place)
    again = passed(work, look, published)
    assert again is not None
    assert (again.unchecked, again.data, again.kind) == (False, look.cleaned.data, file.kind)
    assert file.unchecked
    anew = open_file(again.data + b"\r\n", again.name, schemas=published.schemas)
    assert anew.unchecked


def test_names_of_files_say_whether_all_is_decided(published: Shelf) -> None:
    work = Work(open_file(PARKS, "公園 一覧/2026.csv", schemas=published.schemas))
    place = place_of(published)
    assert home_name(work, work.look(place), "直したもの", "csv") == "2026_直したもの_庁内限り・検査未了.csv"
    work.mend(Fix("drop_column", "担当者氏名"))
    for finding in work.look(place).findings:
        work.ticked.add(finding.key)
    assert "検査未了" in home_name(work, work.look(place), "直したもの", "csv"), "its licence is not chosen"
    work.licence = "CC BY 4.0"
    assert home_name(work, work.look(place), "直したもの", "csv") == "2026_直したもの.csv"


def test_a_table_of_no_known_kind_has_a_card_too(published: Shelf) -> None:
    data = table(["年", "来館者数"], [[f"{year}年", f"{12000 + 311 * year % 4000}"] for year in range(2015, 2026)])
    file = open_file(data, "来館者.csv", schemas=published.schemas)
    shelf = own_shelf((file,), published)
    cards = cards_of(file, shelf)
    assert cards
    assert answer(cards[0], file.name, "緑野市").endswith("）。")
    close(shelf)


def test_what_a_workbook_hides_is_told_with_its_place(published: Shelf) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["公園名", "緯度", "経度", "設置遊具", "担当者氏名"])
    for n, name in enumerate(("佐藤 太郎", "鈴木 花子", "今野 希")):
        sheet.append([f"緑町{n}公園", 37.48, 139.92, "すべり台", name])
    sheet.column_dimensions["E"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    work = Work(open_file(buffer.getvalue(), "公園.xlsx", schemas=published.schemas), licence="CC BY 4.0")
    place = place_of(published)
    found = {finding.rule: finding for finding in work.look(place).findings}
    assert found["personal.name"].severity == "stop"
    assert "E列" in found["reader.hidden_columns"].what
    work.mend(Fix("drop_column", "担当者氏名"))
    for finding in work.look(place).findings:
        work.ticked.add(finding.key)
    file = passed(work, work.look(place), published)
    assert file is not None
    assert (file.name, file.unchecked, file.kind) == ("公園.csv", False, "park")
