"""H001–H022: files that are no table, or hide something. Each is made here, by code.

H023–H026 are about what is already published and follow the publish command.
"""

from __future__ import annotations

import gzip
import re
import time
from pathlib import Path

import pytest

from machi.errors import Unreadable
from machi.ingest.reader import read
from machi.ingest.workbook import tables_of
from tests import books
from tests.hostile import AED, KEEP, ROWS, STOP, WARN, Case, check

TABLE = [["ID", "名称"], ["1", "見本館"], ["2", "別館"]]


def hidden(book) -> None:
    book["表1"].row_dimensions[2].hidden = True
    book["表1"].column_dimensions["B"].hidden = True
    book["表2"].sheet_state = "hidden"


def big_line() -> bytes:
    return b"a," * 50_000_000


CASES = [
    Case("H001", b"", STOP, "empty", sentence="空のファイルです（0バイト）"),
    Case("H002[1]", b"\xef\xbb\xbf", STOP, "blank", sentence="中身がありません"),
    Case("H002[2]", b"\r\n\r\n\n", STOP, "blank", sentence="中身がありません"),
    Case("H003", AED.encode(), STOP, "no_rows", sentence="見出しだけで、データの行がありません", rows=0),
    Case("H004", AED.strip().encode(), STOP, "no_rows", sentence="見出しだけで、データの行がありません", rows=0),
    Case("H005", books.xlsx(TABLE), STOP, "renamed_workbook", sentence="「見本.csv」の中身はExcelのブックです", rows=2),
    Case(
        "H006",
        books.xls(TABLE),
        STOP,
        "old_workbook",
        sentence="「CSV UTF-8（コンマ区切り）」で保存",
        name="a.xls",
        rows=2,
    ),
    Case("H007[1]", books.ole({"EncryptedPackage": b"x"}), STOP, "encrypted", sentence="パスワード付き", name="a.xlsx"),
    Case("H007[2]", books.xls(TABLE, password=True), STOP, "encrypted", sentence="パスワード付き", name="a.xls"),
    Case("H008", books.archive({"a.csv": b"a,b\n1,2\n"}), STOP, "zip", sentence="展開して、中のCSVファイルを選んで"),
    Case(
        "H009[1]",
        lambda: books.with_members(books.xlsx(TABLE), {"x": bytes(201 << 20)}),
        STOP,
        "bomb",
        sentence="展開すると",
    ),
    Case(
        "H009[2]", lambda: books.archive({"xl/a": bytes(300 << 20)}), STOP, "bomb", sentence="安全のため開いていません"
    ),
    Case(
        "H009[3]",
        books.with_members(books.xlsx(TABLE), dict.fromkeys(map(str, range(1001)), b"")),
        STOP,
        "bomb",
        sentence="個もあります",
    ),
    Case(
        "H010[1]",
        books.with_members(books.xlsx(TABLE), {"xl/vbaProject.bin": b""}),
        STOP,
        "macros",
        sentence="マクロ",
        name="a.xlsm",
    ),
    Case(
        "H010[2]", books.with_members(books.xlsx(TABLE), {"xl/externalLinks/a.xml": b""}), KEEP, name="a.xlsx", rows=2
    ),
    Case(
        "H011[1]",
        books.xlsx(TABLE, TABLE, change=hidden),
        WARN,
        "hidden_sheets",
        sentence="隠れたシート（表2）",
        name="a.xlsx",
        also=("hidden_rows", "hidden_columns"),
    ),
    Case(
        "H011[2]",
        books.xlsx(TABLE, TABLE, change=hidden),
        WARN,
        "hidden_rows",
        sentence="隠れた行（2行目）",
        name="a.xlsx",
        also=("hidden_sheets", "hidden_columns"),
    ),
    Case(
        "H011[3]",
        books.xlsx(TABLE, TABLE, change=hidden),
        WARN,
        "hidden_columns",
        sentence="隠れた列（B列）",
        name="a.xlsx",
        also=("hidden_sheets", "hidden_rows"),
    ),
    Case("H012", gzip.compress(AED.encode()), STOP, "compressed", sentence="圧縮されたファイル"),
    Case("H013[1]", b"%PDF-1.7\n", STOP, "pdf", sentence="PDFの文書"),
    Case("H013[2]", b"\x89PNG\r\n\x1a\n\0\0", STOP, "image", sentence="画像"),
    Case("H013[3]", b"MZ\x90\x00\x03", STOP, "binary", sentence="プログラム"),
    Case("H014", b"\n<!DOCTYPE html><html><body>404</body></html>", STOP, "html", sentence="ウェブページです"),
    Case("H015[1]", b'{"items": []}', STOP, "json", sentence="JSON"),
    Case("H015[2]", b'<?xml version="1.0"?><a/>', STOP, "xml", sentence="XML"),
    Case("H016", b"<html><head><title>login</title></head></html>", STOP, "html", sentence="ログインの画面"),
    Case(
        "H017",
        (AED + ROWS + "4,南館,37.5").encode(),
        STOP,
        "cut_short",
        5,
        sentence="最後の行が途中で切れています（見出し5列、この行3列",
        also=("ragged",),
        rows=3,
    ),
    Case(
        "H018",
        (AED + ROWS + AED + ROWS.replace("1,", "4,").replace("2,", "5,").replace("3,北", "6,北")).encode(),
        STOP,
        "repeated_header",
        5,
        sentence="見出しと同じ行",
        rows=6,
    ),
    Case("H019", big_line, STOP, "long_line", 1, sentence="最初の行が長すぎます"),
    Case(
        "H020[1]",
        (",".join(f"c{i}" for i in range(20_000)) + "\n1\n").encode(),
        STOP,
        "too_many_columns",
        1,
        sentence="列が多すぎます（20000列）",
    ),
    Case(
        "H020[2]",
        (",".join(f"c{i}" for i in range(100_000)) + "\n1\n").encode(),
        STOP,
        "long_line",
        1,
        sentence="20万字を超えても改行がありません",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hostile_file(case: Case) -> None:
    started = time.perf_counter()
    check(case)
    assert time.perf_counter() - started < 10


def test_h021_the_size_is_refused_before_anything_is_read() -> None:
    with pytest.raises(Unreadable, match=r"ファイルが大きすぎます（300\.0MB。200MBまで）") as caught:
        tables_of(bytes(300_000_000), "a.csv", limit=200_000_000)
    assert (caught.value.kind, caught.value.remedy) == ("too_large", "必要な期間や列だけに分けてください。")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/x.csv", "../../etc/x.csv"),
        ("CON.csv", "CON.csv"),
        ("あ" * 300 + ".csv", "あ" * 120),
        ("a\x00b.csv", "a[U+0000]b.csv"),
        ("a.csv:stream", "a.csv:stream"),
        ("gpj.\u202evsc", "gpj.[U+202E]vsc"),
    ],
)
def test_h022_a_name_is_shown_and_never_opened(name: str, shown: str) -> None:
    got = read((AED + ROWS).encode(), name=name)
    assert got.receipt.name == shown
    assert got.receipt.rows_ok == 3
    assert got.receipt.kind == "aed"


def test_every_row_of_the_catalogue_has_its_test() -> None:
    """H023–H026 and H072–H074 belong to the publish command, H111 and H112 to the check before publishing."""
    elsewhere = {*range(23, 27), *range(72, 75)}
    here = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_hostile_*.py"))
    tested = {int(number) for number in re.findall(r"[Hh](\d{3})", here)}
    tested |= {
        number for first, last in re.findall(r"h(\d{3})_to_h(\d{3})", here) for number in range(int(first), int(last))
    }
    assert set(range(1, 111)) - elsewhere - tested == set()
