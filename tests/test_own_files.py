"""A visitor's file as it is opened: what the reader found, what the visitor settled by hand, a name that is no path."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from machi.errors import Unreadable
from machi.ingest.choices import FREE
from machi.ingest.schema import project_schemas
from machi.own.files import Choices, open_file, plain_name
from machi.own.sample import SAMPLE_NAME, sample_workbook
from tests.own import AED_HEADER, AED_ROWS, MARKER, aed_bytes, aed_file, csv_text, opened


def test_a_cp932_file_with_a_title_row_is_an_aed_list() -> None:
    file = aed_file()
    assert (file.kind, file.receipt.encoding, file.receipt.header_row) == ("aed", "cp932", 2)
    assert (file.receipt.rows_in, file.receipt.rows_ok, file.receipt.rows_reported) == (3, 3, 0)
    assert file.frame["name"].tolist() == [MARKER, "東の公民館", "西の体育館"]
    assert file.data == aed_bytes()


def test_a_kind_chosen_by_hand_is_kept() -> None:
    file = opened(aed_bytes(), "うちの.csv", Choices(kind="public_facility"))
    assert file.kind == "public_facility"
    assert "lat" in file.frame
    none = opened(aed_bytes(), "うちのAED.csv", Choices(kind=FREE))
    assert none.kind == ""
    assert [column.title for column in none.schema.columns] == list(AED_HEADER)


def test_a_header_that_nobody_knows_is_given_its_meaning_by_hand() -> None:
    data = csv_text(("置いてある所", *AED_HEADER[1:]), AED_ROWS).encode()
    assert opened(data, "aed.csv").absent == ("名称",)
    settled = opened(data, "aed.csv", Choices(kind="aed", columns={"置いてある所": "name"}))
    assert settled.absent == ()
    assert settled.frame["name"].tolist()[0] == MARKER


def test_a_header_is_taken_away_from_its_column_by_hand() -> None:
    file = opened(aed_bytes(), "aed.csv", Choices(kind="aed", columns={"設置位置": ""}))
    assert file.receipt.columns["設置位置"] == ""
    assert file.frame["location_detail"].isna().all()


def test_two_headers_change_places_by_hand() -> None:
    """The settled one wins over the header that is spelt like the column."""
    swapped = {"所在地": "location_detail", "設置位置": "address"}
    file = opened(aed_bytes(), "aed.csv", Choices(kind="aed", columns=swapped))
    assert file.frame["location_detail"].tolist()[0] == "栄町1-1"
    assert file.frame["address"].tolist()[0] == "1階受付"


def test_the_day_is_told_by_the_name_or_by_hand() -> None:
    assert opened(aed_bytes(), "aed_20251001.csv").as_of == date(2025, 10, 1)
    assert opened(aed_bytes(), "aed_20251001.csv", Choices(as_of=date(2026, 4, 1))).as_of == date(2026, 4, 1)
    assert opened(aed_bytes(), "aed.csv").as_of == date(2026, 10, 1)  # its title row: 令和8年10月1日現在
    assert opened(aed_bytes(title="一覧"), "aed.csv").as_of is None


def test_a_list_of_cases_with_a_day_each_is_no_table_of_figures_over_time() -> None:
    """Nurseries by the day of their permission: the places of one day and another say nothing of a change."""
    nurseries = "".join(f"第{n}保育園,東町{n},{2015 + n // 2}年4月1日,{10 + n}\n" for n in range(12))
    assert opened(f"名前,町,認可した日,定員\n{nurseries}".encode(), "hoiku.csv").tidied is None
    twice = "".join(f"2024年{month}月,ごみ,{n}\n" for month in range(1, 7) for n in (1, 2))
    assert opened(f"年月,区分,量\n{twice}".encode(), "ryo.csv").tidied is None, "two figures of one month and thing"
    works = "".join(f"市道{n}号線,東町,2024年{4 + n % 6}月{n + 1}日,{n}00\n" for n in range(12))
    assert opened(f"路線名,町,着工日,金額（千円）\n{works}".encode(), "koji.csv").tidied is None, (
        "works have their own day"
    )
    some = "".join(f"2024年{m}月,{kind},{m}\n" for m in range(1, 7) for kind in ("ごみ", "資源")[: 1 + m % 2])
    assert opened(f"年月,区分,量\n{some}".encode(), "ryo.csv").tidied is not None, "a month without a figure of one"


def test_figures_over_time_of_no_known_kind_are_tidied_too() -> None:
    data = csv_text(("年度", "貸出冊数（冊）"), (("令和5年度", "100"), ("令和6年度", "120"))).encode()
    file = opened(data, "図書.csv")
    assert file.kind == ""
    assert file.tidied is not None
    assert file.tidied.frame["value"].tolist() == [100.0, 120.0]


def test_what_is_no_table_is_told_in_words() -> None:
    with pytest.raises(Unreadable, match="画像"):
        opened(b"\x89PNG\r\n\x1a\n" + b"0" * 50, "図.csv")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\yamada\\表.csv", "表.csv"),
        ("../../etc/passwd", "passwd"),
        ("..", "名前のない表"),
        ("", "名前のない表"),
        ("表\u202evsc.exe", "表vsc.exe"),
        ("改\n行.csv", "改行.csv"),
    ],
)
def test_a_name_is_never_a_path(typed: str, shown: str) -> None:
    assert plain_name(typed) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = plain_name("長" * 300 + ".csv")
    assert len(shown) <= 80
    assert shown.endswith("….csv")


def test_the_sample_workbook_is_read_like_a_departments_own() -> None:
    """Title rows, dates of the era, full-width fees, a note below: all accounted for, no event lost."""
    file = opened(sample_workbook(date(2026, 11, 20)), SAMPLE_NAME)
    assert file.kind == "event"
    assert file.frame["start_on"].notna().all()
    assert len(file.frame) == 36
    assert file.receipt.set_aside["above_header"] == 2
    assert file.as_of == date(2026, 11, 20)
    assert "wareki" in file.receipt.conversions["start_on"]
    assert file.receipt.rows_reported == 1


def test_of_several_sheets_the_fullest_visible_one_is_read_and_another_can_be_chosen() -> None:
    book = Workbook()
    book.active.title = "表紙"
    book.active.append(["一覧の表紙"])
    for name, rows in (("AED", AED_ROWS), ("古いもの", AED_ROWS[:1])):
        sheet = book.create_sheet(name)
        for row in (AED_HEADER, *rows):
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    file = opened(stream.getvalue(), "うちの.xlsx")
    assert (file.sheet, file.sheets, len(file.frame)) == ("AED", ("表紙", "AED", "古いもの"), 3)
    other = opened(stream.getvalue(), "うちの.xlsx", Choices(sheet="古いもの"))
    assert (other.sheet, len(other.frame)) == ("古いもの", 1)


def test_progress_is_told_up_to_the_end() -> None:
    told: list[float] = []
    data = csv_text(AED_HEADER, AED_ROWS * 3000).encode()
    open_file(data, "aed.csv", schemas=project_schemas(), on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert round(told[-2], 3) == 0.5, "half of the way is to look at all of it, the other half to read it"


def test_the_meaning_of_a_column_is_settled_by_hand() -> None:
    data = csv_text(("品目", "値段"), [("米", "300"), ("味噌", "250"), ("塩", "120")]).encode()
    assert {one.header: one.meaning for one in opened(data, "買い物.csv").meanings}["値段"] == "amount"
    settled = opened(data, "買い物.csv", Choices(meanings={"値段": "code"}))
    assert {one.header: one.meaning for one in settled.meanings}["値段"] == "code"
