"""Excel workbooks through the one door. Expected rows are those that the test itself put into the workbook."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest

from machi.errors import Unreadable
from machi.ingest.reader import read
from machi.ingest.workbook import CELL_LIMIT, letters, tables_of
from tests import books

AED = [["ID", "名称", "緯度", "経度"], ["001", "見本館", 37.5, 139.9], ["002", "別館", 37.25, 139.75]]


def kinds(sheet) -> list[str]:
    return [issue.kind for issue in sheet.issues]


def rows_of(sheet) -> list[list[str]]:
    return list(csv.reader(io.StringIO(sheet.data.decode(), newline=""), strict=True))


@pytest.mark.parametrize("source", ["a,b\n1,2\n".encode("cp932"), "名称\tID\n館\t1\n".encode("utf-16"), b"", b"\n\n"])
def test_text_is_one_sheet_with_the_very_bytes(source: bytes) -> None:
    if not source:
        with pytest.raises(Unreadable, match="空のファイル"):
            tables_of(source, "a.csv")
        return
    (sheet,) = tables_of(source, "a.csv")
    assert (sheet.name, sheet.data, sheet.hidden, sheet.notes) == ("a.csv", source, False, ())


def test_a_workbook_reads_like_the_csv_of_the_same_table() -> None:
    (sheet,) = tables_of(books.xlsx(AED), "072028_aed.xlsx")
    got = read(sheet.data, name=sheet.name)
    assert got.receipt.kind == "aed"
    assert got.frame["id"].tolist() == ["001", "002"]
    assert got.frame["lat"].tolist() == [37.5, 37.25]
    assert got.frame["source_row"].tolist() == [2, 3]
    assert sheet.issues == ()


def test_each_cell_is_written_as_a_person_would() -> None:
    def formats(book) -> None:
        book["表1"]["E1"].number_format = "[h]:mm"

    row = [
        date(2024, 4, 1),
        datetime(2024, 4, 1, 9, 30),
        datetime(2024, 4, 1),
        clock(9, 0),
        timedelta(hours=25, minutes=30),
    ]
    more = [12, 12.5, 0.1 + 0.2, 123456789012, True, False, " 前後 ", None, "x"]
    (sheet,) = tables_of(books.xlsx([[*row, *more]], change=formats), "a.xlsx")
    wanted = "2024-04-01,2024-04-01 09:30,2024-04-01,9:00,25:30,12,12.5,0.3,123456789012,TRUE,FALSE, 前後 ,,x"
    assert rows_of(sheet) == [wanted.split(",")]


def test_lines_of_the_text_are_rows_of_the_sheet() -> None:
    table = [[], ["表題"], [], ["ID", "名\n称"], ["1", "上\n下"], ["2", "あと"]]
    (sheet,) = tables_of(books.xlsx(table), "a.xlsx")
    got = read(sheet.data, name=sheet.name)
    assert got.receipt.header_row == 4
    assert list(got.receipt.columns) == ["ID", "名称"]
    assert got.frame["source_row"].tolist() == [5, 6]
    assert got.frame["c2"].tolist() == ["上\n下", "あと"]
    assert got.receipt.conversions == {}


def test_several_sheets_hidden_ones_and_charts() -> None:
    def hide(book) -> None:
        book["表2"].sheet_state = "hidden"
        book["表3"].sheet_state = "veryHidden"

    sheets = tables_of(books.xlsx(AED, AED, AED, [], change=hide), "施設.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [
        ("施設.xlsx 表1", False),
        ("施設.xlsx 表2", True),
        ("施設.xlsx 表3", True),
    ]
    assert sheets[0].notes == ("隠れたシート（表2、表3）があります。公開してよい内容か確かめてください。",)


def test_hidden_rows_and_columns_are_named() -> None:
    def hide(book) -> None:
        for row in (2, 3, 4, 9):
            book["表1"].row_dimensions[row].hidden = True
        book["表1"].column_dimensions["B"].hidden = True
        book["表1"].column_dimensions["D"].hidden = True

    (sheet,) = tables_of(books.xlsx([["ID", "名称"], *[[i, "館"] for i in range(9)]], change=hide), "a.xlsx")
    assert [(issue.kind, issue.value) for issue in sheet.issues] == [
        ("hidden_rows", "2〜4、9"),
        ("hidden_columns", "B、D"),
    ]
    assert len(rows_of(sheet)) == 10


def test_merged_cells_stay_blank_and_are_said() -> None:
    def merge(book) -> None:
        book["表1"].merge_cells("A2:A3")

    (sheet,) = tables_of(books.xlsx([["地区", "人数"], ["北", 1], ["北", 2]], change=merge), "a.xlsx")
    assert rows_of(sheet) == [["地区", "人数"], ["北", "1"], ["", "2"]]
    assert [(issue.kind, issue.value, issue.expected) for issue in sheet.issues] == [("merged_cells", "A2:A3", "1")]


def test_formulas_give_their_saved_value_or_are_counted() -> None:
    (sheet,) = tables_of(books.xlsx([["a", "b"], ["=1+1", "=2+2"]]), "a.xlsx")
    assert [(issue.kind, issue.value) for issue in sheet.issues] == [("formula_without_value", "2")]
    saved = books.with_members(
        books.xlsx([["a", "b"], ["=1+1", "x"]]), {}, {"xl/worksheets/sheet1.xml": (b"<v></v>", b"<v>2</v>")}
    )
    (sheet,) = tables_of(saved, "a.xlsx")
    assert rows_of(sheet) == [["a", "b"], ["2", "x"]]
    assert sheet.issues == ()


def test_the_base_of_1904_is_warned_of() -> None:
    def mac(book) -> None:
        book.epoch = openpyxl_1904

    from openpyxl.utils.datetime import MAC_EPOCH as openpyxl_1904

    (sheet,) = tables_of(books.xlsx([["日"], [date(2024, 4, 1)]], change=mac), "a.xlsx")
    assert kinds(sheet) == ["base_1904"]
    assert rows_of(sheet)[1] == ["2024-04-01"]


def test_external_links_and_entities_do_nothing() -> None:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    data = books.xlsx([["a"], ["x"]])
    hostile = books.with_members(
        data,
        {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"},
        {"xl/worksheets/sheet1.xml": (b"<worksheet ", entity + b"<worksheet ")},
    )
    (sheet,) = tables_of(hostile, "a.xlsx")
    assert rows_of(sheet) == [["a"], ["x"]]
    assert kinds(sheet) == ["external_links"]


# --- old .xls -----------------------------------------------------------------------------------------------------


def test_an_old_workbook_reads_the_same() -> None:
    table = [
        ["ID", "名称", "設置日", "数"],
        ["001", "見本館", 45383, 12],
        ["002", "別館", 45384, 0.5],
        [True, None, None, -3],
    ]
    data = books.xls(table, dates=[(1, 2), (2, 2)], hidden_rows=[1], hidden_columns=[1, 2], merged=[(2, 3, 0, 0)])
    (sheet,) = tables_of(data, "a.xls")
    assert rows_of(sheet) == [
        ["ID", "名称", "設置日", "数"],
        ["001", "見本館", "2024-04-01", "12"],
        ["002", "別館", "2024-04-02", "0.5"],
        ["TRUE", "", "", "-3"],
    ]
    assert [(issue.kind, issue.value) for issue in sheet.issues] == [
        ("old_workbook", ""),
        ("hidden_rows", "2"),
        ("hidden_columns", "B〜C"),
        ("merged_cells", "A3:A4"),
    ]


def test_an_old_workbook_with_a_password_with_macros_or_of_1904() -> None:
    with pytest.raises(Unreadable, match="パスワード") as caught:
        tables_of(books.xls([["a"]], password=True), "a.xls")
    assert caught.value.kind == "encrypted"
    with pytest.raises(Unreadable, match="マクロ"):
        tables_of(books.xls([["a"]], entries=["_VBA_PROJECT_CUR"]), "a.xls")
    (sheet,) = tables_of(books.xls([["a"], ["b"]], base_1904=True), "a.xls")
    assert kinds(sheet) == ["old_workbook", "base_1904"]


# --- refusals -----------------------------------------------------------------------------------------------------


def lying_archive() -> bytes:
    """A member whose header says 10 bytes and which unpacks to 300 MB."""
    data = books.with_members(books.xlsx([["a"]]), {"xl/media/x.bin": bytes(300 * 1024 * 1024)})
    real = (300 * 1024 * 1024).to_bytes(4, "little")
    assert data.count(real) >= 2
    return data.replace(real, (10).to_bytes(4, "little"))


@pytest.mark.parametrize(
    ("make", "kind", "word"),
    [
        (lambda: books.with_members(books.xlsx([["a"]]), {"xl/vbaProject.bin": b"x"}), "macros", "マクロ"),
        (lambda: books.ole({"EncryptedPackage": b"x" * 70_000}), "encrypted", "パスワード"),
        (lambda: books.with_members(books.xlsx([["a"]]), {"x": bytes(201 * 1024 * 1024)}), "bomb", "展開すると"),
        (
            lambda: books.with_members(books.xlsx([["a"]]), {f"x{i}": b"" for i in range(1000)}),
            "bomb",
            "ファイルが1009個",
        ),
        (lying_archive, "bomb", "展開すると"),
        (lambda: books.archive({"a.csv": b"1,2"}), "zip", "ZIP"),
        (lambda: books.archive({"[Content_Types].xml": b"", "word/document.xml": b""}), "zip", "ZIP"),
        (lambda: books.archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "xlsb", "xlsb"),
        (lambda: books.xlsx(AED)[:-400], "broken_workbook", "壊れて"),
        (lambda: books.xls(AED)[:600], "broken_workbook", "壊れて"),
        (lambda: books.xlsx([]), "blank", "シートがありません"),
        (lambda: b"%PDF-1.7", "pdf", "PDF"),
    ],
)
def test_what_is_refused_says_why_and_what_to_do(make, kind: str, word: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Unreadable, match=word) as caught:
        tables_of(make(), "a.xlsx")
    assert caught.value.kind == kind
    assert caught.value.remedy.endswith("。")
    assert time.perf_counter() - started < 10


def test_two_cells_far_apart_cost_no_memory() -> None:
    def far(book) -> None:
        book["表1"].cell(1_048_576, 900).value = "x"

    with pytest.raises(Unreadable, match="1048576行×900列") as caught:
        tables_of(books.xlsx([["a"]], change=far), "a.xlsx")
    assert caught.value.kind == "too_many_cells"

    def wide(book) -> None:
        book["表1"].cell(1, 1_001).value = "x"

    with pytest.raises(Unreadable, match="1001列"):
        tables_of(books.xlsx([["a"]], change=wide), "a.xlsx")
    assert CELL_LIMIT >= 1_048_576 * 10


def test_formatted_empty_cells_far_away_are_no_extent() -> None:
    from openpyxl.styles import Font

    def far(book) -> None:
        book["表1"].cell(60_000, 900).font = Font(bold=True)

    (sheet,) = tables_of(books.xlsx([["a"], ["b"]], change=far), "a.xlsx")
    assert rows_of(sheet) == [["a"], ["b"]]


def test_a_file_above_the_limit_says_both_numbers() -> None:
    with pytest.raises(Unreadable, match=r"2\.5MB。2MBまで"):
        tables_of(b"x" * 2_500_000, "a.csv", limit=2_000_000)


def test_an_excel_file_under_another_name_is_read_and_told() -> None:
    (sheet,) = tables_of(books.xlsx(AED), "施設.csv")
    assert sheet.notes[0].startswith("「施設.csv」の中身はExcelのブックです。")


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (702, "ZZ"), (703, "AAA")])
def test_column_letters(number: int, name: str) -> None:
    assert letters(number) == name


@pytest.mark.parametrize("turns", [24, pytest.param(400, marks=pytest.mark.full)])
def test_every_damaged_archive_is_read_or_refused(turns: int) -> None:
    import random

    data = books.xlsx(AED)
    old = books.xls(AED)
    rng = random.Random(4)
    refused = []
    for turn in range(turns):
        damaged = bytearray(data if turn % 2 else old)
        for _ in range(rng.randint(1, 5)):
            at = rng.randrange(len(damaged))
            damaged[at : at + rng.randint(0, 8)] = bytes(rng.randrange(256) for _ in range(rng.randint(0, 8)))
        try:
            sheets = tables_of(bytes(damaged), "a.xlsx")
        except Unreadable as error:
            refused.append(error)
        else:
            assert all(isinstance(sheet.data, bytes) for sheet in sheets)
    assert len(refused) > turns // 8
    assert all(error.message and error.remedy for error in refused)


def test_members_of_the_archive_are_counted_by_their_bytes() -> None:
    with zipfile.ZipFile(io.BytesIO(lying_archive())) as archive:
        assert archive.getinfo("xl/media/x.bin").file_size == 10
