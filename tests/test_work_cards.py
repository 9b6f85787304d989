"""The gallery of works: hand-counted answers, links that may be offered, and what the catalogue says of them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from openpyxl import load_workbook

import machi.cards.all  # noqa: F401  registers the cards
from machi.cards.catalogue_view import catalogue_table, dataset_view, works_made, works_sentence
from machi.cards.registry import build
from machi.export.inquiry_form import CHOICES, form_bytes
from machi.ingest.reader import read
from machi.ingest.schema import project_schemas
from machi.store.internal import state_of
from machi.store.shelf import Shelf
from tests.boards import HERE, answer, board_shelf, golden

QUESTIONS = sorted(path.stem for path in (HERE / "golden").glob("work_*.csv"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with pytest.MonkeyPatch.context() as patch:
        yield board_shelf(tmp_path_factory.mktemp("works"), patch, "public")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_question_gives_the_counted_answer(shelf: Shelf, name: str) -> None:
    heading, rows = golden(name)
    assert answer(shelf, name, heading) == rows


def test_there_is_a_golden_answer_for_each_question(shelf: Shelf) -> None:
    assert [name for name in shelf.library if name.startswith("work_")] == QUESTIONS


@pytest.mark.parametrize(
    ("words", "year"),
    [
        *(
            ("2025", 2025),
            ("２０２５年度", 2025),
            ("令和7年度", 2025),
            ("令和元年度", 2019),
            ("R8", 2026),
            ("H30", 2018),
        ),
        *(("平成31年度", 2019), ("いつか", None), ("", None), (None, None)),
    ],
)
def test_a_fiscal_year_as_cities_write_it(shelf: Shelf, words: str | None, year: int | None) -> None:
    found = shelf.connection.cursor().execute("select fiscal_year_of($words)", {"words": words}).fetchone()
    assert found == (year,)


def test_works_of_a_dataset_by_id_or_by_kind(shelf: Shelf) -> None:
    def names(**params: str | int) -> list[str]:
        return build(shelf, "works_list", params).table["title"].tolist()

    assert names(used="999997_park") == ["影絵", "見つける"]
    assert names(used="park") == ["影絵", "見つける"]
    assert names(used="9999") == ["橋めぐり"]
    assert names(year=2025, kind="授業") == ["橋めぐり"]


def test_the_sentences(shelf: Shelf) -> None:
    when = "（作品・示唆の一覧、令和8年5月1日時点）。"
    assert build(shelf, "works_list").finding == f"データから生まれた作品は4件、うち2件は市の仕事に使われています{when}"
    assert build(shelf, "works_list", {"kind": "コンテスト"}).finding == f"「コンテスト」の作品は1件です{when}"
    assert build(shelf, "works_returned").finding == f"作品から市の仕事に返ってきた気づきは2件です{when}"
    assert build(shelf, "works_by_data").finding == (
        f"作品は3種類のデータから生まれています。いちばん多いのは「AED設置箇所一覧」の3件です{when}"
    )
    assert build(shelf, "works_by_year").finding == (
        f"2026年度（令和8年度）の作品は1件、その前の2025年度（令和7年度）は2件です{when}"
    )


def test_an_empty_answer_names_a_way_out(shelf: Shelf) -> None:
    card = build(shelf, "works_list", {"year": 1999})
    assert card.empty
    assert card.finding.endswith("年度や種類を選び直してください。")


def test_only_web_links_are_links(shelf: Shelf) -> None:
    """``javascript:`` never becomes a URL; it is an issue of its cell."""
    table = build(shelf, "works_list").table
    assert [url for url in table["url"] if isinstance(url, str)] == ["https://example.jp/a"]
    issues = dataset_view(shelf, "999997_work").issues
    assert any("javascript:alert(1)" in issue.example for issue in issues)


def test_no_picture_is_loaded_by_itself() -> None:
    """S57: the gallery may offer a picture's address as a link; it never asks Streamlit to show one."""
    for name in ("ui/works.py", "pages/works.py", "ui/board.py", "ui/about.py"):
        text = (HERE.parent / name).read_text(encoding="utf-8")
        assert re.findall(r"st\.(image|logo|html|video|audio|iframe)|!\[", text) == [], name


def test_the_catalogue_counts_works(shelf: Shelf) -> None:
    assert works_made(shelf) == {"999997_aed": 3, "999997_park": 2}
    frame, columns = catalogue_table(shelf)
    counts = dict(zip(frame["id"], frame["works"], strict=True))
    assert counts["999997_aed"] == 3
    assert counts["999997_work"] == 0
    assert "works" in [column.name for column in columns]
    assert dataset_view(shelf, "999997_park").works == 2
    assert works_sentence(3) == "このデータから生まれた作品 3件"
    assert works_sentence(0) == ""


def test_the_form_can_be_filled_in_and_read_back() -> None:
    """What Excel would save as CSV from the form is recognised, and each choice of a drop-down is understood."""
    schema = project_schemas()["inquiry"]
    book = load_workbook(io.BytesIO(form_bytes(schema, "試験市")))
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]]
    assert heading == own_heading()
    lists = {
        str(rule.sqref).split(":")[0]: rule.formula1.strip('"').split(",")
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert lists == {"D2": list(CHOICES["holding_format"]), "E2": ["有", "無"], "F2": ["公開", "検討中", "あとで"],
                     "G2": ["自主", "依頼"]}  # fmt: skip
    assert [rule.type for rule in sheet.data_validations.dataValidation].count("date") == 1
    assert [state_of(word) for word in lists["F2"]] == lists["F2"]
    filled = ["道路課", "橋の台帳", "", "Excel", "有", "検討中", "自主", "", "", "2026/11/20", ""]
    text = "\r\n".join(",".join(row) for row in (heading, filled))
    taken = read(text.encode("utf-8-sig"), None, name="返ってきた票.csv")
    assert taken.receipt.kind == "inquiry"
    assert taken.issues == []
    assert taken.frame["personal"].tolist() == [True]
    assert "試験市" in book.worksheets[1]["A1"].value


def own_heading() -> list[str]:
    """The headings of the hand-made form in tests/data: an office writes the same."""
    return (HERE / "data" / "inquiry" / "999997_inquiry.csv").read_text(encoding="utf-8").splitlines()[0].split(",")


def sample(kind: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    """A shipped sample, read without the project's reader."""
    (path,) = (HERE.parent / "data" / kind).glob("*_sample.csv")
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding))))


def test_offices_and_works_are_recognisably_made_up() -> None:
    lines = sample("inquiry", "cp932")
    assert all(row["部署"].startswith("見本") and row["データ名称"].startswith("見本 ") for row in lines)
    assert Counter(row["状態"] for row in lines) == {"公開": 18, "検討中": 11, "あとで": 6, "公開予定": 1}
    listed = sample("open_data_list")
    assert len(listed[0]) == 42  # standards 1.6, no. 06
    opened = {row["データID"] for row in lines if row["状態"] == "公開"}
    assert {row["データセット_ID"] for row in listed} == opened
    works = sample("work")
    assert len(works) == 14
    assert all(row["作品名"].startswith("見本作品") and "（架空）" in row["作者・団体"] for row in works)
    assert not any(row["URL"] or row["画像"] for row in works)
